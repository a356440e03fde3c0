import type { OneClickCheckoutConstructor } from "./index.js";

export type * from "./index.js";

/** The element's class; importing this module defines `<one-click-checkout>` in a page. */
export const OneClickCheckout: OneClickCheckoutConstructor;
