// Isolated mode in the frame, whose page is the server's own: draws the element with what the
// page around it says through one port, and tells that page what it may know.
import "../main.js";
import { start } from "../start.js";
import { surroundings } from "../surroundings.js";
import { ADDRESS, DOWN, EDGE, EVENTS, HELLO, PORT, TITLE, VARIABLES, read } from "./form.js";

/** The origins of the pages that may show this one, which the policy of this page names as well. */
const listed = (document.documentElement.dataset.origins ?? "").split(" ");

let port;
let element;
const say = (message) => port.postMessage(message);

/** Answers to what the page may hold back, by number. */
const held = new Map();
let count = 0;

/**
 * Returns whether every page around this one is listed, as far as the browser tells: `null` stands
 * for one that it does not tell. It has looked at each itself, by `frame-ancestors`.
 */
function isAmongListed() {
  if (window.parent === window) return false;
  return [...(location.ancestorOrigins ?? [])].every((origin) => origin === "null" || listed.includes(origin));
}

/** Takes one port, of the page right around this one. */
function take(event) {
  if (port || event.source !== window.parent || !listed.includes(event.origin)) return;
  if (event.data !== PORT || event.ports.length !== 1) return;
  removeEventListener("message", take);
  [port] = event.ports;
  draw();
  port.onmessage = ({ data }) => {
    const message = read(DOWN, data);
    if (message) ACTS[message.type](message);
  };
}

function draw() {
  element = document.createElement("one-click-checkout");
  element.allowFramed = true;
  // This page stands below the endpoint.
  const endpoint = new URL(location.href);
  endpoint.pathname = endpoint.pathname.replace(/\/frame$/, "");
  element.endpoint = endpoint.href;
  // What is begun here is the whole page's.
  surroundings.leave = (address) => {
    // The element says then that it cannot go there.
    if (address.length > ADDRESS) throw new RangeError("too long an address");
    say({ type: "leave", address });
  };
  surroundings.reveal = (banner) => {
    const { top, height } = banner?.getBoundingClientRect() ?? {};
    // Where it has been drawn, it is not above the page.
    if (height > 0) say({ type: "reveal", top: Math.max(0, Math.floor(top)), height: Math.ceil(height) });
  };
  // The page looks whether the shopper has pressed: a press there is none here.
  surroundings.isPressed = () => true;
  surroundings.knowsAll = false;
  for (const name of EVENTS) document.addEventListener(name, ({ detail }) => say({ type: "event", name, detail: { ...detail } }));
  document.addEventListener("oneclick-before-pay", (event) => {
    count += 1;
    const number = count;
    const answer = new Promise((resolve, reject) => held.set(number, (isFree) => (isFree ? resolve() : reject(new Error("held back")))));
    event.waitUntil(answer);
    say({ type: "hold", number });
  });
  document.addEventListener("oneclick-reload", (event) => {
    event.preventDefault();
    say({ type: "reload" });
  });
}

/** Puts the element into the page, and tells the other page of its height and its screens. */
function show() {
  document.body.append(element);
  new ResizeObserver(() => say({ type: "height", height: Math.ceil(element.getBoundingClientRect().height) })).observe(element);
  const base = element.shadowRoot.querySelector(".base");
  const tell = () =>
    say({
      type: "screen",
      screen: base.dataset.screen,
      isUnknown: base.hasAttribute("data-unknown"),
      tag: base.lang,
      title: (base.querySelector(".with")?.textContent ?? "").slice(0, TITLE),
    });
  new MutationObserver(tell).observe(base, { attributeFilter: ["data-screen", "data-unknown", "lang"] });
  tell();
}

/** The value as it was set last, so that nothing is set twice. */
let own = "{}";

const ACTS = {
  __proto__: null,
  settings({ lang, rows, layout, isButtonHidden, scheme, font, root, variables, messages }) {
    if (element.lang !== lang) element.lang = lang;
    if (element.rows !== rows) element.rows = rows;
    if (element.layout !== layout) element.layout = layout;
    if (element.buttonHidden !== isButtonHidden) element.buttonHidden = isButtonHidden;
    const { style } = document.documentElement;
    style.colorScheme = scheme;
    style.fontFamily = font;
    style.fontSize = root;
    for (const name of VARIABLES) style.setProperty(name, variables[name] ?? "");
    const texts = JSON.stringify(messages);
    if (texts !== own) {
      own = texts;
      element.messages = messages;
    }
  },
  session({ token }) {
    element.session = token;
    if (!element.isConnected) show();
  },
  withdraw() {
    element.session = "";
  },
  ask() {
    say({ type: "here" });
  },
  refresh() {
    element.refresh();
  },
  focus() {
    element.focus();
  },
  async pay({ number }) {
    const { outcome } = await element.pay();
    say({ type: "paid", number, outcome });
  },
  held({ number, isFree }) {
    held.get(number)?.(isFree);
    held.delete(number);
  },
};

if (isAmongListed()) {
  // Takes longest, and is the same for everybody.
  start().catch(() => {});
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`html{background:transparent;overflow:hidden}body{display:flow-root;margin:0;padding:${EDGE}px}`);
  document.adoptedStyleSheets = [sheet];
  addEventListener("message", take);
  // Says nothing but that it is there: to whom, it does not know yet.
  window.parent.postMessage(HELLO, "*");
}
