// What the types say of the element in templates of Vue and markup of Svelte.
import type {} from "oneclick-checkout/vue";
import type {} from "oneclick-checkout/svelte";
import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";

type Vue = InstanceType<GlobalComponents["one-click-checkout"]>["$props"];
type Svelte = SvelteHTMLElements["one-click-checkout"];

export const vue: Vue = {
  endpoint: "/checkout/v1",
  layout: "express",
  "onOneclick-success": ({ detail }) => console.log(detail.amount),
};
export const svelte: Svelte = {
  endpoint: "/checkout/v1",
  rows: 3,
  "ononeclick-error": ({ detail }) => console.log(detail.request_id),
};
// @ts-expect-error no such layout
export const wrongVue: Vue = { layout: "grid" };
// @ts-expect-error no such layout
export const wrongSvelte: Svelte = { layout: "grid" };
