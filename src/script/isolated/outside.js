// Isolated mode in the merchant's page: shows the frame that draws the element in its own origin,
// and hands it the session. Nothing of the checkout comes into this page but what events tell.
import { make } from "../build.js";
import { address } from "../call.js";
import { tell } from "../tell.js";
import { HELLO, PORT, UP, read } from "./form.js";
import { settingsOf, watchSettings } from "./settings.js";

/** Milliseconds for the frame to say that it is there, after something has loaded in it, and for it to draw. */
const [PATIENCE, LOADED, DRAWN] = [10_000, 2_000, 30_000];
/** The room around the element in the frame, in which outlines are drawn: pixels. */
const EDGE = 8;
/** The screens of a payment that stays in sight when its session is taken away. */
const OF_A_PAYMENT = /^(paying|paid|unknown|review|bank)$/;

const HINT = "[widget] origins of the server must list the origin of this page and of every page around it, and this page's Content-Security-Policy needs `frame-src` with the server's origin";

/**
 * Opens the frame in the element and waits until it has drawn something; rejects if none comes.
 * @returns what takes the place of the view and its texts: see `load.js`
 */
export async function open(host, frame, client, token) {
  const url = address(client.endpoint, "frame");
  if (url.origin === location.origin) {
    throw new Error("`isolated` needs an endpoint of another origin than the page's: in its own the page reads all");
  }
  const view = new OutsideView(host, frame, client, token, url);
  try {
    await view.drawn;
  } catch (cause) {
    view.free();
    throw cause;
  }
  return { attach: () => view, isDrawn: true };
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
  #stops = [];
  /** What ends the wait for each `pay()`, by its number. */
  #paying = new Map();
  #count = 0;

  constructor(host, frame, client, token, url) {
    this.#host = host;
    this.#frame = frame;
    this.#client = client;
    this.#token = token;
    this.#origin = url.origin;
    this.#iframe = make("iframe", { src: url.href, title: "Checkout", referrerpolicy: "no-referrer", tabindex: "-1" });
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
    this.await(PATIENCE);
    this.#listen(window, "message", (event) => this.#greeted(event));
    // An error of the browser's in its place, too, has loaded.
    this.#listen(this.#iframe, "load", () => this.#port || this.await(LOADED));
    this.#stops.push(watchSettings(host, frame.root, () => this.#set()));
    frame.content.append(this.#iframe);
  }

  /** Says all that may have changed. */
  speak() {
    this.#set();
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

  focus() {
    this.#iframe.focus();
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
    this.await(DRAWN);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data: message }) => port1 === this.#port && this.#heard(message);
    source.postMessage(PORT, this.#origin, [port2]);
    this.#set();
    if (this.#token) this.#say({ type: "session", token: this.#token });
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
        this.#show(message);
        break;
      case "reveal":
        this.#reveal(message);
        break;
      case "event":
        tell(host, message.name, false, { ...message.detail });
        break;
      case "hold": {
        const port = this.#port;
        client.mayBeSent(host).then((isFree) => port.postMessage({ type: "held", number: message.number, isFree }));
        break;
      }
      case "paid":
        this.#paying.get(message.number)?.(message.outcome);
        this.#paying.delete(message.number);
        break;
      case "reload":
        client.reload(host);
        break;
      case "leave":
        client.noteSent();
        client.leave(message.address);
    }
  }

  /** Brings a part of the frame into view: browsers scroll no page for one of another origin. */
  #reveal({ top, height }) {
    const part = make("span", { "aria-hidden": "true" });
    const styles = { "grid-area": "1 / 1", visibility: "hidden", "block-size": `${height}px`, "margin-block-start": `${top - EDGE}px`, "align-self": "start" };
    for (const name of Object.keys(styles)) part.style.setProperty(name, styles[name]);
    this.#frame.content.append(part);
    part.scrollIntoView({ __proto__: null, block: "nearest", behavior: "instant" });
    part.remove();
  }

  #fit() {
    this.#style({ "block-size": `${this.#height + 2 * EDGE}px` });
  }

  #show({ screen, isUnknown, tag, title }) {
    this.#screen = screen;
    if (screen === "paying") this.#client.noteSent();
    this.#iframe.title = this.#host.getAttribute("aria-label") || title || "Checkout";
    const { base, content } = this.#frame;
    if (screen === "loading" && !this.#isShown) return;
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
    this.isDrawn();
  }
}
