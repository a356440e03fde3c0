// Tells the page by an event.

/** Dispatches an event as those of dom_events.rs: out of every shadow root. Returns false if it was prevented. */
export function tell(host, name, cancelable, detail = {}) {
  return host.dispatchEvent(new CustomEvent(name, { __proto__: null, bubbles: true, composed: true, cancelable, detail }));
}
