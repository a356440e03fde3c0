// Asks for the WebAssembly, if an element stands on the page that needs it: main.js imports this
// first, so that it is done before the rest of the script has run. The element asks for the same.
import { find } from "./builtins.js";
import { WRITTEN } from "./early_reading.js";
import { start } from "./start.js";

export const NAME = "one-click-checkout";

const isPage = typeof customElements !== "undefined";

/** What another copy of the script has defined; undefined if this is the first, and on a server. */
export const first = isPage ? customElements.get(NAME) : undefined;

/** In a frame each element decides whether it runs. */
function ask() {
  try {
    if (window === window.top && find(WRITTEN)) start().catch(() => {});
  } catch {
    // A page that has replaced what is used here: the element asks.
  }
}

if (isPage && !first) ask();
