// Refuses to start an element before anything is asked.
import { RuntimeFailure } from "./start.js";

/** Turns what was thrown into a failure with a code. */
export function failureOf(cause) {
  if (cause instanceof RuntimeFailure) return cause;
  const trapped = cause instanceof WebAssembly.RuntimeError;
  return new RuntimeFailure(trapped ? "runtime.trapped" : "runtime.messages", cause);
}

/** Throws if the page stands in a frame of another origin. */
export function refuse({ allowFramed }) {
  if (allowFramed || window === window.top) return;
  try {
    // Reading it from another origin throws. No addresses are compared: that of a frame
    // written in the page itself has no origin.
    if (window.top.document) return;
  } catch {
    // Of another origin, then.
  }
  throw new RuntimeFailure("runtime.framed");
}
