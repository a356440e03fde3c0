// Defines the element at once: the one script that merchants load. Imported on a server it
// touches nothing.
import { NAME, first } from "./at_once.js";
import { OneClickCheckout } from "./element.js";
import { watchKeys } from "./keys.js";

if (first) {
  const version = first.version ?? "unknown";
  console.warn(`<${NAME}> is defined already (version ${version}); the copy of version ${__VERSION__} does nothing.`);
} else if (typeof customElements !== "undefined") {
  // Before the page has more listeners than it has now.
  watchKeys(window);
  customElements.define(NAME, OneClickCheckout);
}

export { OneClickCheckout };
