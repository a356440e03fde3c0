// Isolated mode in the merchant's page: shows the frame that draws the element in its own origin,
// and hands it the session. Nothing of the checkout comes into this page but what events tell.
import { make } from "../build.js";
import { address } from "../call.js";
import { begun, ended } from "../tabs.js";
import { EDGE, HELLO, PORT, UP, read } from "./form.js";
import { settingsOf, watchSettings } from "./settings.js";
import { dispatch, reveal } from "./telling.js";

/** Milliseconds for the frame to say that it is there, after something has loaded in it, and for it to draw. */
const [PATIENCE, LOADED, DRAWN] = [10_000, 2_000, 30_000];
/** What may come of `pay()`. */
const OUTCOMES = ["succeeded", "declined", "not_charged", "action_required", "unknown", "not_sent"];
/** The screens that say for certain that no payment is open and none was made. */
const OVER = /^(ready|declined|not-charged)$/;
/** The screens of a payment that stays in sight when its session is taken away. */
const OF_A_PAYMENT = /^(paying|paid|unknown|review|bank)$/;

const HINT = "[widget] origins of the server must list the origin of this page and of every page around it, and this page's Content-Security-Policy needs `frame-src` with the server's origin";

/**
 * Opens the frame in the element and waits until it has drawn something; rejects if none comes.
 * Calls `failed` if it goes later.
 * @returns what takes the place of the view and its texts: see `load.js`
 */
export async function open(host, frame, client, token, failed) {
  const url = address(client.endpoint, "frame");
  if (url.origin === location.origin) {
    throw new Error("`isolated` needs an endpoint of another origin than the page's: in its own the page reads all");
  }
  const view = new OutsideView(host, frame, client, token, url, failed);
  try {
    await view.drawn;
  } catch (cause) {
    view.free();
    throw cause;
  }
  return { attach: () => view.attached(), drawn: view };
}

/** Has the methods of the WebAssembly's `View`, as far as the frame does not do it by itself. */
class OutsideView {
  #host;
  #frame;
  #client;
  #token;
  #origin;
  #iframe;
  #port;
  #screen = "loading";
  #height = 0;
  #isShown = false;
  #failed;
  #doubted;
  /** The last word of the frame on its screen, and the name of what it shows in the browser's store. */
  #told;
  #note;
  #stops = [];
  /** What ends the wait for each `pay()`, by its number. */
  #paying = new Map();
  #count = 0;

  constructor(host, frame, client, token, url, failed) {
    this.#failed = failed;
    this.#host = host;
    this.#frame = frame;
    this.#client = client;
    this.#token = token;
    this.#origin = url.origin;
    this.#iframe = make("iframe", { src: url.href, title: "Checkout", referrerpolicy: "strict-origin", tabindex: "-1" });
    this.#style({
      border: "0",
      // Over the skeleton, until it has something to show.
      "grid-area": "1 / 1",
      "inline-size": `calc(100% + ${2 * EDGE}px)`,
      "block-size": "0",
      margin: `-${EDGE}px`,
      visibility: "hidden",
    });
    this.drawn = new Promise((resolve, reject) => {
      const miss = () => reject(new Error(`no word from ${url.origin}${url.pathname}: ${HINT}`));
      let late;
      /** Waits so many milliseconds more for it to have drawn something. */
      this.await = (milliseconds) => {
        clearTimeout(late);
        if (!this.#isShown) late = setTimeout(miss, milliseconds);
      };
      this.isDrawn = () => {
        clearTimeout(late);
        resolve();
      };
    });
    // Before a page is shown that the browser has only prepared, it loads no frame.
    if (document.prerendering) this.#listen(document, "prerenderingchange", () => this.await(PATIENCE));
    else this.await(PATIENCE);
    this.#listen(window, "message", (event) => this.#greeted(event));
    // An error of the browser's in its place, too, has loaded.
    this.#listen(this.#iframe, "load", () => (this.#port ? this.#doubt() : this.await(LOADED)));
    this.#stops.push(watchSettings(host, frame.root, () => this.#set()));
    frame.content.append(this.#iframe);
  }

  /** Shows what the frame has drawn, as the element's view from now on; whoever waits for its button may press. */
  attached() {
    this.#set();
    this.#show(this.#told);
    return this;
  }

  /** Says all that may have changed. */
  speak() {
    this.#set();
    // The element may have been moved, which loads the frame anew: of one that fails Firefox tells nothing.
    this.#doubt();
  }

  /** Presses the button in the frame; resolves to what comes of it. */
  press() {
    this.#count += 1;
    const number = this.#count;
    return new Promise((resolve) => {
      this.#paying.set(number, (outcome) => resolve({ outcome }));
      this.#say({ type: "pay", number });
    });
  }

  outcome() {}

  renew() {
    this.#set();
    this.#say({ type: "refresh" });
  }

  focus(options) {
    this.#iframe.focus(options);
    this.#say({ type: "focus" });
  }

  /** Takes the session away; returns whether a payment stays on screen. */
  withdraw() {
    this.#token = "";
    this.#say({ type: "withdraw" });
    return OF_A_PAYMENT.test(this.#screen);
  }

  // The frame goes with what it holds back, and hears of the rest as this page does.
  replaced() {}
  seen() {}
  connection() {}
  cameBack() {}
  picked() {}

  free() {
    for (const stop of this.#stops.splice(0)) stop();
    clearTimeout(this.#doubted);
    this.isDrawn();
    this.#close();
    this.#iframe.remove();
  }

  #listen(target, type, heard) {
    target.addEventListener(type, heard);
    this.#stops.push(() => target.removeEventListener(type, heard));
  }

  #style(values) {
    for (const name of Object.keys(values)) this.#iframe.style.setProperty(name, values[name]);
  }

  #say(message) {
    this.#port?.postMessage(message);
  }

  #set() {
    this.#say(settingsOf(this.#host));
  }

  /** Hands a port to the frame that says it is there: to a new one if it was loaded anew. */
  #greeted({ source, origin, data }) {
    if (source !== this.#iframe.contentWindow || origin !== this.#origin || data !== HELLO) return;
    this.#close();
    // It was loaded anew after its session was taken away: nobody can show what it showed.
    if (this.#isShown && !this.#token) return this.#gone();
    this.await(DRAWN);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onclose = () => this.#doubt();
    port1.onmessage = ({ data: message }) => port1 === this.#port && this.#heard(message);
    source.postMessage(PORT, this.#origin, [port2]);
    this.#set();
    if (this.#token) this.#say({ type: "session", token: this.#token });
  }

  /** Asks whether the frame that is shown is still there: another one may be on its way, or none. */
  #doubt() {
    const port = this.#port;
    if (!port || !this.#isShown) return;
    clearTimeout(this.#doubted);
    this.#doubted = setTimeout(() => port === this.#port && this.#gone(), PATIENCE);
    this.#say({ type: "ask" });
  }

  #gone() {
    this.#close();
    this.#failed(new Error("the frame has gone"));
  }

  /** Notes that a charge of the order may be under way, for when the frame does not come again. */
  #noted() {
    this.#client.noteSent();
    if (this.#note) begun(this.#note);
  }

  /** Ends the talk with a frame that has gone: what its `pay()` comes to nobody can tell. */
  #close() {
    this.#port?.close();
    this.#port = undefined;
    for (const end of this.#paying.values()) end("unknown");
    this.#paying.clear();
  }

  #heard(data) {
    const message = read(UP, data);
    if (!message) return;
    const host = this.#host;
    const client = this.#client;
    switch (message.type) {
      case "height":
        this.#height = message.height;
        if (this.#isShown) this.#fit();
        break;
      case "screen":
        this.#said(message);
        break;
      case "reveal":
        reveal(this.#frame.content, message.top - EDGE, message.height);
        break;
      case "event":
        // For the note of a charge.
        if (message.detail.order) this.#note = client.keyName(`isolated:${message.detail.order}`);
        dispatch(host, message.name, { ...message.detail });
        break;
      case "hold": {
        const port = this.#port;
        client.mayBeSent(host).then((isFree) => {
          if (isFree) this.#noted();
          port.postMessage({ type: "held", number: message.number, isFree });
        });
        break;
      }
      case "paid":
        this.#paying.get(message.number)?.(OUTCOMES.includes(message.outcome) ? message.outcome : "unknown");
        this.#paying.delete(message.number);
        break;
      case "here":
        clearTimeout(this.#doubted);
        break;
      case "reload":
        client.reload(host);
        break;
      case "leave":
        this.#noted();
        client.leave(message.address);
    }
  }

  #fit() {
    this.#style({ "block-size": `${this.#height + 2 * EDGE}px` });
  }

  /** Hears what the frame shows. */
  #said(told) {
    this.#screen = told.screen;
    this.#told = told;
    if (this.#note && OVER.test(told.screen)) ended(this.#note);
    if (this.#isShown) this.#show(told);
    else if (told.screen !== "loading") this.isDrawn();
  }

  #show({ screen, isUnknown, tag, title }) {
    this.#iframe.title = this.#host.getAttribute("aria-label") || title || "Checkout";
    const { base, content } = this.#frame;
    if (!this.#isShown) {
      this.#isShown = true;
      this.#fit();
      this.#iframe.removeAttribute("tabindex");
      this.#style({ visibility: "inherit" });
      for (const child of [...content.children]) if (child !== this.#iframe) child.remove();
    }
    // For what the page has put into slots.
    this.#client.language = tag;
    this.#frame.speak({ name: tag.split("-")[0], tag });
    base.toggleAttribute("data-unknown", isUnknown);
    base.dataset.screen = screen;
  }
}
