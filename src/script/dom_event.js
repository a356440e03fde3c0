// Makes the DOM events that the script dispatches.

/** Makes an event that bubbles out of every shadow root. */
export function domEvent(name, detail) {
  return new CustomEvent(name, { __proto__: null, bubbles: true, composed: true, detail });
}
