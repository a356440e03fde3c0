// The element in Svelte's markup.
import type { HTMLAttributes } from "svelte/elements";
import type { OneClickCheckoutAttributes, OneClickCheckoutElement, OneClickCheckoutEventMap } from "./index.js";

type Listeners = { [K in keyof OneClickCheckoutEventMap as `on${K}`]?: (event: OneClickCheckoutEventMap[K]) => void };

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "one-click-checkout": HTMLAttributes<OneClickCheckoutElement> &
      OneClickCheckoutAttributes &
      Partial<Pick<OneClickCheckoutElement, "messages">> &
      Listeners;
  }
}
