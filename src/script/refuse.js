// Refuses to start an element before anything is asked.
import { RuntimeFailure } from "./start.js";

/** Turns what was thrown into a failure with a code. */
export function failureOf(cause) {
  if (cause instanceof RuntimeFailure) return cause;
  const trapped = cause instanceof WebAssembly.RuntimeError;
  return new RuntimeFailure(trapped ? "runtime.trapped" : "runtime.messages", cause);
}

/** Throws if a page of another origin stands around this one, however far out. */
export function refuse({ allowFramed }) {
  if (allowFramed) return;
  try {
    // Reading it from another origin throws. No addresses are compared: that of a frame
    // written in the page itself has no origin.
    for (let page = window; page !== window.top; page = page.parent) page.parent.document.body;
  } catch {
    throw new RuntimeFailure("runtime.framed");
  }
}
