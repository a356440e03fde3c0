// Takes built-ins of the browser once, when the script starts, from where no markup of the
// page can name them: with `<img name="createElement">` on it, `document.createElement` is
// that image. Takes the prototype off values: what a script puts into `Object.prototype`
// would else be read as a member of an answer, or as an option of a call.

const { apply, get, getOwnPropertyDescriptor, setPrototypeOf } = Reflect;
const { parse: parseText } = JSON;

/** The functions of documents; none on a server. */
const taken = typeof document === "undefined" ? undefined : take();

function take() {
  const { createElement, createElementNS, createTextNode, querySelector } = Document.prototype;
  const { dispatchEvent } = EventTarget.prototype;
  const { getRandomValues } = Crypto.prototype;
  const { text } = Response.prototype;
  // Bound, and not called by a function of ours: each element that is drawn passes here.
  const onDocument = (method) => method.bind(document);
  return {
    __proto__: null,
    base: getOwnPropertyDescriptor(Node.prototype, "baseURI").get,
    hidden: getOwnPropertyDescriptor(Document.prototype, "hidden").get,
    view: getOwnPropertyDescriptor(Document.prototype, "defaultView").get,
    referrer: getOwnPropertyDescriptor(Document.prototype, "referrer").get,
    status: getOwnPropertyDescriptor(Response.prototype, "status").get,
    headers: getOwnPropertyDescriptor(Response.prototype, "headers").get,
    header: Headers.prototype.get,
    text,
    getRandomValues,
    querySelector,
    document: {
      __proto__: null,
      createElement: onDocument(createElement),
      createElementNS: onDocument(createElementNS),
      createTextNode: onDocument(createTextNode),
      dispatchEvent: onDocument(dispatchEvent),
    },
  };
}

/** The page's document as the WebAssembly sees it: nothing of the page's has a name in it. */
export const safeDocument = taken?.document;

export const { crypto, fetch } = globalThis;

/** The functions that the WebAssembly reads a parsed value by. */
export const { isArray } = Array;
export { get as memberOf };

/** Makes an element of the page's document. */
export function createElement(name) {
  return safeDocument.createElement(name);
}

/** Makes an element of a drawing. */
export function createDrawing(name) {
  return safeDocument.createElementNS("http://www.w3.org/2000/svg", name);
}

/** Returns the window of a document; null for one that is not shown, as a template's. */
export function viewOf(document) {
  return apply(taken.view, document, []);
}

/** Returns the first element of the page that a selector fits; null if there is none. */
export function find(selector) {
  return apply(taken.querySelector, document, [selector]);
}

/** Returns whether the page is hidden. */
export function isHidden() {
  return apply(taken.hidden, document, []);
}

/** Returns whether another site, or an app, has led to this page; a frame's comes from the page around it. */
export function cameFromElsewhere() {
  const from = apply(taken.referrer, document, []);
  return from !== "" && window === window.top && new URL(from).origin !== location.origin;
}

/** Draws 128 random bits as text; empty if the page has left no source of them. */
export function chance() {
  const bytes = new Uint8Array(16);
  try {
    apply(taken.getRandomValues, crypto, [bytes]);
  } catch {
    // A shim of the page's that has none either.
  }
  let text = "";
  let sum = 0;
  for (const byte of bytes) {
    sum += byte;
    text += "0123456789abcdef"[byte >> 4] + "0123456789abcdef"[byte & 15];
  }
  return sum && text;
}

/** Resolves an address as the page does; throws if it is none. */
export function resolve(address) {
  return new URL(address, apply(taken.base, document, []));
}

/** Reads the text of a response's body. */
export function bodyOf(response) {
  return apply(taken.text, response, []);
}

/** Makes a response whose members are its own, for `Response.prototype` is the page's. */
export function ownResponse(response, body) {
  const headers = apply(taken.headers, response, []);
  return {
    __proto__: null,
    status: apply(taken.status, response, []),
    headers: { __proto__: null, get: (name) => apply(taken.header, headers, [name]) },
    text: async () => body,
  };
}

/** Parses a text in JSON into a value without prototypes. */
export function parse(text) {
  return bare(parseText(text));
}

/** Takes the prototype off a parsed value and all in it. */
export function bare(value) {
  if (typeof value === "object" && value !== null) {
    setPrototypeOf(value, null);
    for (const name in value) bare(value[name]);
  }
  return value;
}
