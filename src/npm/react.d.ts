// JSX of React 19, which sets properties and listens to custom events by itself.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { OneClickCheckoutAttributes, OneClickCheckoutElement, OneClickCheckoutEventMap } from "./index.js";

type Listeners = { [K in keyof OneClickCheckoutEventMap as `on${K}`]?: (event: OneClickCheckoutEventMap[K]) => void };

type Properties = DetailedHTMLProps<HTMLAttributes<OneClickCheckoutElement>, OneClickCheckoutElement> &
  OneClickCheckoutAttributes &
  Partial<Pick<OneClickCheckoutElement, "messages">> &
  Listeners;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "one-click-checkout": Properties;
    }
  }
}
