// What the page is told by DOM events.

/** An event that bubbles out of every shadow root. */
export function news(name, detail) {
  return new CustomEvent(name, { __proto__: null, bubbles: true, composed: true, detail });
}
