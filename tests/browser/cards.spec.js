import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { month, message } from "./messages.js";

const card = (brand, digits) => `${brand} ${message("card.ending", { digits })}`;
const name = (brand, digits, date) => `${card(brand, digits)}, ${message("card.expires", { date })}`;

test("the cards are one group of radios, the default card picked", async ({ checkout }) => {
  await checkout.openReady();
  await expect(checkout.element.getByRole("group", { name: message("pay.with") })).toBeVisible();
  await expect(checkout.radios).toHaveCount(3);
  await expect(checkout.visa).toBeChecked();
  await expect(checkout.visa).toHaveAccessibleName(name("Visa", "4242", month(2031, 12)));
  await expect(checkout.mastercard).toHaveAccessibleName(name("Mastercard", "4444", month(2030, 8)));
  await expect(checkout.amex).toHaveAccessibleName(name("American Express", "0005", month(2029, 5)));
  await expect(checkout.button).toHaveAccessibleDescription(card("Visa", "4242"));
  await checkout.amex.check();
  await expect(checkout.button).toHaveAccessibleDescription(/American Express/);
});

test("an expired card is text with its reason, outside the radios and the tab order", async ({ page, checkout }) => {
  await checkout.openReady();
  const expired = checkout.element.getByRole("listitem").filter({ hasText: "1881" });
  await expect(expired).toContainText(message("card.expired"));
  await expect(expired.getByRole("radio")).toHaveCount(0);
  await checkout.visa.focus();
  const stops = [];
  for (let times = 0; times < 3; times += 1) {
    await page.keyboard.press("Tab");
    stops.push(await checkout.focus());
  }
  expect(stops).toEqual(["cvc", "button", null]);
});

for (const language of ["en", "de"]) {
  test(`a card without a known expiry is its brand and last digits alone, in ${language}`, async ({ page, checkout }) => {
    await page.route(CALLS.read, async (route) => {
      const response = await route.fetch();
      const session = await response.json();
      for (const card of session.cards) {
        if (["4444", "1881"].includes(card.last_four)) card.expiry = null;
      }
      await route.fulfill({ response, json: session });
    });
    await checkout.openReady({}, { language });
    const ending = (digits) => message("card.ending", { digits }, language);
    const date = message("card.expires", { date: month(2031, 12, language) }, language);
    await expect(checkout.visa).toHaveAccessibleName(`Visa ${ending("4242")}, ${date}`);
    await expect(checkout.mastercard).toHaveAccessibleName(`Mastercard ${ending("4444")}`);
    const shown = checkout.element.locator(".digits");
    await expect(shown.filter({ hasText: "4444" })).toHaveText("•••• 4444");
    await expect(shown.filter({ hasText: "1881" })).toHaveText("•••• 1881");
    await checkout.mastercard.check();
    await expect(checkout.button).toHaveAccessibleDescription(`Mastercard ${ending("4444")}`);
    await checkout.pay(CVCS.mastercard);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("a guest has no cards, and is told of other ways", async ({ page, checkout }) => {
  await checkout.withoutNewCard();
  await checkout.open({ customer: null });
  await checkout.shows("empty");
  await expect(checkout.button).toHaveCount(0);
  expect(await checkout.visibleText()).toContain(message("empty.text"));
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.slot = "fallback";
    link.href = "?invoice";
    link.textContent = "Pay by invoice";
    document.querySelector("one-click-checkout").append(link);
  });
  await expect(page.getByRole("link", { name: "Pay by invoice" })).toBeVisible();
});

test("in test mode the element says so", async ({ checkout }) => {
  await checkout.openReady();
  await expect(checkout.element.locator("[part=badge]")).toHaveText(message("test"));
});
