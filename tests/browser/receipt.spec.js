// What was paid, on the screen and on paper.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** The receipt's lines, each as `[label, text]`. */
const lines = (checkout) =>
  checkout.element.locator("[part=receipt] > div").evaluateAll((all) => all.map((line) => [...line.children].map((one) => one.textContent)));

const card = (brand, digits) => `${brand} ${message("card.ending", { digits })}`;

test("the receipt says what was paid, with which card, for which order", async ({ checkout, shop }) => {
  await checkout.openReady();
  await checkout.mastercard.check();
  await checkout.pay("456");
  await checkout.shows("paid");
  const [{ detail }] = (await checkout.watched()).heard.filter(({ name }) => name === "oneclick-success");
  const all = await lines(checkout);
  expect(all).toEqual([
    [message("receipt.amount"), "€129.00"],
    [message("card.card"), card("Mastercard", "4444")],
    [message("receipt.shop"), expect.stringMatching(/./)],
    [message("receipt.order"), shop.order],
    [message("receipt.payment"), detail.payment],
  ]);
  // After a load the server alone knows the card.
  await checkout.page.reload();
  await checkout.shows("paid");
  expect(await lines(checkout)).toEqual(all);
});

test("where words run from right to left the card's name does too, and what is the shop's keeps its own direction", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady({}, { language: "ar" });
  await checkout.pay();
  await checkout.shows("paid");
  const texts = checkout.element.locator("[part=receipt] dd");
  const directions = await texts.evaluateAll((all) => all.map((text) => getComputedStyle(text).direction));
  // Amount, card, shop, order, payment.
  expect(directions).toEqual(["rtl", "rtl", "ltr", "ltr", "ltr"]);
});

test("a card that the server does not name is on no receipt", async ({ checkout, page }) => {
  await page.route(CALLS.pay, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), card: null } });
  });
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  expect((await lines(checkout)).map(([label]) => label)).not.toContain(message("card.card"));
});

test("paper shows the receipt, and never a code or a button", async ({ checkout, page }) => {
  await checkout.openReady();
  await checkout.cvc.fill("123");
  await page.emulateMedia({ media: "print" });
  await expect(checkout.cvc).toBeHidden();
  await expect(checkout.button).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await checkout.pay();
  await checkout.shows("paid");
  await page.emulateMedia({ media: "print" });
  await expect(checkout.element.locator("[part=receipt]")).toBeVisible();
});
