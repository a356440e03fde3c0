// What Orca says on the way through a payment. The roles are in Orca's own language.
import { said } from "../browser/messages.js";
import { expect, test } from "./fixtures.js";

for (const language of ["en", "de"]) {
  const amount = new Intl.NumberFormat(language, { style: "currency", currency: "EUR" }).format(129);

  test(`cards are told, one is picked and paid with, ${language}`, async ({ opens, shop }) => {
    const shopper = await opens({ scenario: "slow", milliseconds: 2_000 }, language);
    await shopper.reachesCards();
    // Orca gives the arrows to the page.
    await shopper.press("Insert+a", "Focus mode");
    await shopper.press("Down", shopper.card("American Express", "0005", 2029, 5), "selected radio button");
    await shopper.reachesCode(4);
    await shopper.press("Return", shopper.message("cvc.missing"));
    await shopper.type("7373");
    const ending = shopper.message("card.ending", { digits: "0005" });
    await shopper.press("Tab", `${shopper.message("pay", { amount })} push button.`, `American Express ${ending}.`);
    await shopper.press("Return", shopper.message("paying"), said("paid.title", "paid.text", { amount }, language));
    await expect.poll(async () => (await shop.view()).paid).toBe(true);
  });

  test(`a decline is told, and the same card pays, ${language}`, async ({ opens, shop }) => {
    const shopper = await opens({ scenario: "declined", times: 1 }, language);
    await shopper.reachesCards();
    await shopper.reachesCode(3);
    await shopper.type("123");
    await shopper.press("Return", said("declined", "declined.insufficient_funds", {}, language));
    // The field has been emptied, and the keys are still its own.
    await shopper.type("123");
    await shopper.press("Return", said("paid.title", "paid.text", { amount }, language));
    await expect.poll(async () => (await shop.view()).paid).toBe(true);
  });

  test(`a payment of which nothing is known is told so, and asked after, ${language}`, async ({ opens }) => {
    const shopper = await opens({ scenario: "pending", milliseconds: 600_000 }, language);
    await shopper.reachesCards();
    await shopper.reachesCode(3);
    await shopper.type("123");
    const unknown = said("unknown.title", "unknown.text", {}, language);
    await shopper.press("Return", unknown);
    await shopper.press("Tab", `${shopper.message("unknown.action")} push button.`);
    // That it is being checked is gone before it is heard where the answer is quick.
    await shopper.press("Return", unknown);
  });
}
