// JSX of Preact, which listens by the names as they are.
import type { JSX as PreactJSX } from "preact";
import type { OneClickCheckoutAttributes, OneClickCheckoutElement, OneClickCheckoutEventMap } from "./index.js";

type Listeners = { [K in keyof OneClickCheckoutEventMap as `on${K}`]?: (event: OneClickCheckoutEventMap[K]) => void };

type Properties = PreactJSX.HTMLAttributes<OneClickCheckoutElement> &
  OneClickCheckoutAttributes &
  Partial<Pick<OneClickCheckoutElement, "messages">> &
  Listeners;

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "one-click-checkout": Properties;
    }
  }
}
