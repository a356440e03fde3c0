// The one script that merchants load: it defines the element at once.
// Imported on a server it touches nothing.
import { OneClickCheckout } from "./element.js";

const NAME = "one-click-checkout";

if (typeof customElements !== "undefined") {
  const first = customElements.get(NAME);
  if (first) {
    const version = first.version ?? "unknown";
    console.warn(`<${NAME}> is defined already (version ${version}); the copy of version ${__VERSION__} does nothing.`);
  } else {
    customElements.define(NAME, OneClickCheckout);
  }
}

export { OneClickCheckout };
