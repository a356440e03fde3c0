// The page's script with Adyen's drop-in, as its documents have the advanced flow: the cards
// come by one request to the merchant's server, which starts before anything else is done.
import { AdyenCheckout, Card, Dropin } from "@adyen/adyen-web";
import "@adyen/adyen-web/styles/adyen.css";

const asked = fetch("/payment-methods");

const checkout = await AdyenCheckout({
  environment: "test",
  // Of the form of a key, and nobody's.
  clientKey: `test_${"A".repeat(32)}`,
  locale: "en-US",
  countryCode: "NL",
  amount: { value: 12900, currency: "EUR" },
  analytics: { enabled: false },
  paymentMethodsResponse: await asked.then((answer) => answer.json()),
  async onSubmit(state, _, actions) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(state.data);
    const answer = await fetch("/payments", { method: "POST", headers, body });
    actions.resolve(await answer.json());
  },
});
new Dropin(checkout, {
  paymentMethodComponents: [Card],
  paymentMethodsConfiguration: { storedCard: { hideCVC: true } },
}).mount("#dropin");
