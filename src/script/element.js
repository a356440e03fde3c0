// The element `<one-click-checkout>`: the contract with the page.
//
// Attributes
//   endpoint      base path of the checkout server's calls: https, or http on this machine;
//                 a relative one goes by the document's base address
//   session       the client token; read once and taken off the element at once. Set
//                 again, the same too, the session is read anew; set to nothing, all of
//                 it goes, but the outcome of a payment that was sent. What is left in
//                 its place, data-oneclick, lets a copy find its flow again
//   rows          how many cards to keep room for, a new one included, 2 unless set
//   layout        list (the default), or express: the picked card, the others on demand
//   lang          the language, before any other source
//   allow-framed  pay even where the page stands in a frame of another origin
// Properties
//   endpoint, session, rows, layout, allowFramed: as the attributes; what was set before
//   the script arrived is taken over. `session` can be written and never read.
//   messages  texts of your own by the keys of src/languages/en.json, each with the same
//             {placeholder}, as plain text; set anew to change them
// Events (bubble, composed; no card data)
//   oneclick-ready     { session, order }: the session was read, or read anew
//   oneclick-change    { card, cvc }: another card (null: a new one) is picked, and whether it
//                      asks for a code
//   oneclick-before-pay {}: `event.waitUntil(promise)` holds the payment for up to
//                      10 s; a rejection lets go of it, and nothing is sent
//   oneclick-success   { payment, order, amount, currency }: news, not proof
//   oneclick-declined  { payment, reason }
//   oneclick-pending   { payment, order }: the outcome is open; `payment` may be null
//   oneclick-expiring  { order, expires_at }: the session ends soon and is put off
//                      no further; set `session` to a new one
//   oneclick-cancelled { payment }: the shopper gave up what was open on a page, and
//                      it has ended
//   oneclick-error     { code, request_id }
//   When no element shows the flow any more, its outcome is dispatched on `document`. Of
//   several elements that show a payment the first tells its outcome so that it
//   bubbles; on the others it is told to their own listeners.
// Methods
//   pay()    presses the button, once there is one; needs a click or a key press of
//            the shopper's. Resolves to { outcome }: succeeded, declined, not_charged,
//            action_required, unknown or not_sent
//   focus()  the security code, else the picked card, else what there is to press or read
// Slot      fallback: the shop's other ways to pay, shown when this one is none
// Parts     base form cards card card-unusable mark cvc error more change button badge banner
//           screen receipt action give-up until request-id
// Variables --oneclick-accent -on-accent -text -muted -surface -raised -border -radius -font -focus
//           -danger -warning -success (each with `--oneclick` before it)
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
import { watchVisits } from "./visits.js";

/** The elements on the page. */
const elements = new Set();

export class OneClickCheckout extends Properties {
  static version = __VERSION__;
  static build = __BUILD__;
  static observedAttributes = ["endpoint", "session", "rows", "layout"];

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
    if (!navigator.userActivation.isActive) {
      throw new DOMException("pay() needs a click or a key press of the shopper", "NotAllowedError");
    }
    if (!this.#frame) return { outcome: "not_sent" };
    const client = this.#client;
    // A click that was meant for one session does not pay another one.
    const press = () => (client ?? this.#client) === this.#client && this.#view?.press();
    return pressed(this.#frame.base, press, () => this.#view?.outcome());
  }

  focus(options) {
    this.#frame?.focus(["[name=cvc]", ".radio:checked", ".pay", ".action", "[data-heading]"], options);
  }

  connectedCallback() {
    elements.add(this);
    for (const name of ["endpoint", "session", "rows", "layout", "allowFramed", "messages"]) takeOver(this, name);
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
      this.#drop();
      this.#client = undefined;
    });
  }

  adoptedCallback() {
    this.#frame?.adopt();
  }

  attributeChangedCallback(name, _, value) {
    if (name === "session" && value !== null) this.#readSession();
    if (name === "endpoint") this.#soon();
    if (name === "layout") checkLayout(value);
    if (name === "rows" || name === "layout") this.#frame?.layOut(this.layout, roomOf(this), !this.#view);
    if (name === "messages" || name === "layout") this.#speak(true);
  }

  /** Takes the token out of its attribute: session recorders read attributes. */
  #readSession() {
    const token = this.getAttribute("session");
    if (token === null) return;
    super.removeAttribute("session");
    this.session = token;
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
    const stays = takeAway(client);
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
    this.#drop(again);
    try {
      refuse(this);
      const { attach, ...words } = await load(this, client);
      if (turn !== this.#turn) return;
      this.#frame.speak(words);
      this.#frame.replace();
      bringBack(this.#frame, place);
      this.#view = attach(this, this.#frame.root, this.#frame.content, client, words.messages, words.tag, this.#picked);
    } catch (cause) {
      if (turn !== this.#turn) return;
      const retry = () => {
        this.#client?.renew();
        this.#client = undefined;
        this.#begin();
      };
      this.#fail(failureOf(cause), retry, () => load(this, client));
    }
  }

  /** Shows the view in the language of the page, which may have changed, or `anew`. */
  async #speak(anew) {
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
    const mayHavePaid = Client.mayHavePaid(this.#client);
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
