// The element `<one-click-checkout>`: the contract with the page (docs/element.md).
import { Frame } from "./frame.js";
import { keepKeys } from "./keys.js";
import { choose, watchLanguage, wordsOf } from "./language.js";
import { beginEarly, load } from "./load.js";
import { Client } from "./client.js";
import { isOnline, reconnect } from "./connection.js";
import { bringBack, placeOf } from "./place.js";
import { pressed } from "./press.js";
import { Properties, checkLayout, roomOf, takeOver } from "./properties.js";
import { failureOf, refuse } from "./refuse.js";
import { report } from "./report.js";
import { ENGLISH } from "./runtime_screen.js";
import { MARK, isNothing, clientOf, patience } from "./setup.js";
import { RuntimeFailure, takeAway, watchTraps } from "./start.js";
import { surroundings } from "./surroundings.js";
import { watchVisits } from "./visits.js";

/** The elements on the page. */
const elements = new Set();

export class OneClickCheckout extends Properties {
  static version = __VERSION__;
  static build = __BUILD__;
  static observedAttributes = ["endpoint", "session", "rows", "layout", "isolated"];

  #frame;
  #token = "";
  #client;
  #view;
  #picked;
  // The page has set the session, maybe to what it was.
  #again = false;
  #unwatch = [];
  #waiting = false;
  #late;
  // Each beginning has a number: what a former one awaited is not heard.
  #turn = 0;

  /** Takes a token, and gives none: every script could read it. */
  get session() {
    return "";
  }
  set session(token) {
    const text = String(token ?? "").trim();
    const stays = isNothing(text) && this.#withdraw();
    this.#token = stays ? "" : text;
    this.#again = this.#token !== "";
    this.#soon();
  }
  async pay() {
    if (!surroundings.isPressed()) {
      throw new DOMException("pay() needs a click or a key press of the shopper", "NotAllowedError");
    }
    if (!this.#frame) return { outcome: "not_sent" };
    const client = this.#client;
    // A click that was meant for one session does not pay another one.
    const press = () => (client ?? this.#client) === this.#client && this.#view?.press();
    return pressed(this.#frame.base, press, () => this.#view?.outcome());
  }

  /** Reads the session anew; a payment under way is not disturbed. */
  refresh() {
    this.#again = true;
    this.#soon();
  }

  focus(options) {
    this.#view?.focus?.(options);
    this.#frame?.focus(["[name=cvc]", ".radio:checked", ".pay", ".action", "[data-heading]"], options);
  }

  connectedCallback() {
    elements.add(this);
    for (const name of ["endpoint", "session", "rows", "layout", "allowFramed", "isolated", "buttonHidden", "messages"]) takeOver(this, name);
    this.#readSession();
    if (!this.#frame) {
      beginEarly(this, this.#token);
      this.#frame = new Frame(this, this.layout, roomOf(this));
    }
    keepKeys(this.#frame.root);
    this.#watch();
    // Moved and not removed: all goes on, in the language of the new place.
    if (this.#view) this.#speak();
    else this.#begin();
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      elements.delete(this);
      this.#turn += 1;
      clearTimeout(this.#late);
      for (const stop of this.#unwatch.splice(0)) stop();
      // What the page still holds back is not sent: nobody would see what comes of it.
      this.#drop(true);
      this.#client = undefined;
    });
  }

  adoptedCallback() {
    this.#frame?.adopt();
  }

  attributeChangedCallback(name, former, value) {
    if (name === "session" && value !== null) this.#readSession();
    const isOther = name === "isolated" && (former === null) !== (value === null);
    if (isOther) this.#client = undefined;
    if (isOther || name === "endpoint") this.#soon();
    if (name === "layout") checkLayout(value);
    if (name === "rows" || name === "layout") this.#frame?.layOut(this.layout, roomOf(this), !this.#view);
    if (name === "messages" || name === "layout") this.#speak(true);
  }

  /** Takes the token out of its attribute: session recorders read attributes. */
  #readSession() {
    const token = this.getAttribute("session");
    if (token === null) return;
    // First: while an element is upgraded, taking the attribute off connects it.
    this.session = token;
    super.removeAttribute("session");
  }

  /** Takes the session away, too, although its attribute has been taken off already. */
  removeAttribute(name) {
    super.removeAttribute(name);
    if (String(name).toLowerCase() === "session") this.session = "";
  }

  /** Takes the session away; returns whether a payment stays on screen. A copy that was given no token keeps its flow. */
  #withdraw() {
    const client = this.#client ?? (this.#token && clientOf(this, this.#token));
    if (!(client instanceof Client)) return false;
    let stays = takeAway(client);
    const all = [...elements].filter((one) => one.#client === client);
    for (const one of all) if (one.#view?.withdraw?.()) stays = true;
    client.forget(stays);
    if (stays) return true;
    this.#client = client;
    for (const one of elements.add(this)) if (one.#client === client) one.#lose();
    if (!this.isConnected) elements.delete(this);
    return false;
  }

  /** Drops all of the session at once. */
  #lose() {
    this.#turn += 1;
    this.#token = "";
    this.#client = undefined;
    this.#frame?.clearCvc();
    this.#drop();
    this.#picked = undefined;
    this.removeAttribute(MARK);
    this.#soon();
  }

  /** Begins in a microtask, so that several attributes set in one task begin once. */
  #soon() {
    if (this.#waiting || !this.isConnected) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      if (this.isConnected) this.#begin();
    });
  }

  #watch() {
    for (const stop of this.#unwatch) stop();
    this.#unwatch = [
      watchVisits({
        left: () => this.#frame.clearCvc(),
        cameBack: () => this.#view?.cameBack(),
        seen: () => this.#view?.seen(),
        connection: (isThere) => this.#view?.connection(isThere),
      }),
      watchLanguage(this, () => this.#speak()),
      watchTraps((failure) => this.#view && this.#fail(failure)),
    ];
  }

  /** Begins with what was given; says what is wrong with it, unless it is put right in time. */
  #begin() {
    clearTimeout(this.#late);
    const given = clientOf(this, this.#token);
    if (given instanceof Client) return this.#open(given);
    // A payment that the page still holds back is not sent for what it has taken away.
    this.#view?.replaced();
    const tell = () => {
      this.#turn += 1;
      this.#client = undefined;
      this.#fail(new RuntimeFailure(given));
    };
    this.#late = setTimeout(tell, patience(given));
  }

  /** Starts all at once: WebAssembly, session and messages wait for nothing of each other. */
  async #open(client) {
    this.setAttribute(MARK, client.mark);
    const again = this.#again;
    this.#again = false;
    if (client === this.#client && (this.#view || !again)) {
      if (again) this.#view.renew();
      return;
    }
    // The checkout that was read for this element before is old.
    if (again && this.#turn > 0) client.renew();
    this.#client = client;
    this.#turn += 1;
    const turn = this.#turn;
    const place = placeOf(this.#frame);
    this.#drop(true);
    const isWanted = () => turn === this.#turn;
    const failed = (cause) => {
      if (!isWanted()) return;
      const retry = () => {
        this.#client?.renew();
        this.#client = undefined;
        this.#begin();
      };
      // A frame is not loaded to see whether there is a connection.
      const attempt = async () => isOnline() || Promise.reject();
      this.#fail(failureOf(cause), retry, this.isolated ? attempt : () => load(this, client));
    };
    try {
      refuse(this);
      const { attach, drawn, ...words } = await load(this, client, { frame: this.#frame, isWanted, failed });
      if (!isWanted()) return drawn?.free();
      this.#frame.speak(words);
      if (!drawn) this.#frame.replace();
      bringBack(this.#frame, place);
      this.#view = attach(this, this.#frame.root, this.#frame.content, client, words.messages, words.tag, this.#picked);
    } catch (cause) {
      failed(cause);
    }
  }

  /** Shows the view in the language of the page, which may have changed, or `anew`. */
  async #speak(anew) {
    if (this.isolated) return this.#view?.speak();
    const chosen = choose(this, this.#client?.language);
    if (!this.#view || (chosen.tag === this.#frame.base.lang && !anew)) return;
    const words = await wordsOf(this, chosen).catch(() => undefined);
    // Another one may have been chosen meanwhile.
    if (!words || !this.#view || choose(this, this.#client?.language).tag !== chosen.tag) return;
    this.#frame.speak(words);
    this.#view.speak(words.messages, words.tag);
  }

  async #fail(failure, retry, attempt) {
    const { code } = failure;
    const requestId = report(this, failure);
    const isOffline = attempt && !isOnline();
    // WebAssembly that has trapped stays so until the page is loaded anew, and a copy has no session before.
    if (code === "runtime.trapped" || code === "runtime.session_copy") retry = () => location.reload();
    if (code === "runtime.framed") retry = undefined;
    const turn = this.#turn;
    const words = await wordsOf(this, choose(this, this.#client?.language)).catch(() => ENGLISH);
    if (turn !== this.#turn) return;
    this.#drop();
    const known = Client.mayHavePaid(this.#client);
    // What the frame remembers nobody knows here.
    const mayHavePaid = this.isolated ? known || undefined : known;
    this.#frame.fail(words, { code, requestId, isOffline, mayHavePaid, retry });
    if (isOffline) reconnect(attempt, () => turn === this.#turn, retry);
  }

  #drop(isReplaced) {
    // The control that has the focus may go with the view.
    if (this.#frame?.root.activeElement) this.#frame.content.focus();
    try {
      this.#picked = this.#view?.picked() ?? this.#picked;
      if (isReplaced) this.#view?.replaced();
      this.#view?.free();
    } catch {
      // WebAssembly that has trapped frees nothing.
    }
    this.#view = undefined;
    this.#frame?.clear(roomOf(this));
  }
}
