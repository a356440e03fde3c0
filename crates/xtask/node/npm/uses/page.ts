// Uses the package as a page does. What has to be refused is marked: `tsc` fails if it is not.
import { loadOneClick, version, type OneClickOutcome, type OneClickPart, type OneClickVariable } from "oneclick-checkout";
import { OneClickCheckout } from "oneclick-checkout/element";

const loaded = await loadOneClick({ endpoint: "https://pay.example.com/checkout/v1", version, nonce: "n" });
const element: HTMLElement | undefined = loaded ? new loaded() : undefined;
element?.remove();
// @ts-expect-error an endpoint is needed
await loadOneClick({ version: "1" });

const checkout = document.createElement("one-click-checkout");
checkout.session = "ct_1";
checkout.session = null;
const empty: "" = checkout.session;
checkout.rows = 3;
checkout.layout = "express";
// @ts-expect-error no such layout
checkout.layout = "grid";
checkout.messages = { pay: "Buy now for {amount}" };

checkout.addEventListener("oneclick-success", ({ detail }) => {
  const amount: number = detail.amount;
  // @ts-expect-error no card data in an event
  void detail.card;
  void amount;
});
checkout.addEventListener("oneclick-before-pay", (event) => event.waitUntil(Promise.resolve()));
checkout.addEventListener("oneclick-change", ({ detail }) => void (detail.card satisfies string | null));
checkout.addEventListener("click", (event) => void event.clientX);
document.addEventListener("oneclick-error", ({ detail }) => void detail.code.startsWith("runtime."));
document.querySelector("div")?.addEventListener("oneclick-pending", ({ detail }) => void detail.payment);

const outcome: OneClickOutcome = (await checkout.pay()).outcome;
// @ts-expect-error no such outcome
outcome === "paid";
const part: OneClickPart = "button";
// @ts-expect-error no such variable
const variable: OneClickVariable = "--oneclick-colour";
void [empty, part, variable, OneClickCheckout.build];
