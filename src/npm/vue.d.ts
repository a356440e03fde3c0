// The element in Vue's templates.
import type { DefineComponent, HTMLAttributes } from "vue";
import type { OneClickCheckoutAttributes, OneClickCheckoutElement, OneClickCheckoutEventMap } from "./index.js";

type Listeners = {
  [K in keyof OneClickCheckoutEventMap as `on${Capitalize<K>}`]?: (event: OneClickCheckoutEventMap[K]) => void;
};

type Properties = HTMLAttributes &
  OneClickCheckoutAttributes &
  Partial<Pick<OneClickCheckoutElement, "messages" | "allowFramed" | "buttonHidden">> &
  Listeners;

declare module "vue" {
  interface GlobalComponents {
    "one-click-checkout": DefineComponent<Properties>;
  }
}
