import { expect, test } from "./fixtures.js";
import { text } from "./texts.js";

const card = (brand, digits) => `${brand} ${text("card.ending", { digits })}`;
const name = (brand, digits, date) => `${card(brand, digits)}, ${text("card.expires", { date })}`;

test("the cards are one group of radios, the usual one picked", async ({ checkout }) => {
  await checkout.openReady();
  await expect(checkout.element.getByRole("group", { name: text("pay.with") })).toBeVisible();
  await expect(checkout.radios).toHaveCount(3);
  await expect(checkout.visa).toBeChecked();
  await expect(checkout.visa).toHaveAccessibleName(name("Visa", "4242", "12/31"));
  await expect(checkout.mastercard).toHaveAccessibleName(name("Mastercard", "4444", "08/30"));
  await expect(checkout.amex).toHaveAccessibleName(name("American Express", "0005", "05/29"));
  await expect(checkout.button).toHaveAccessibleDescription(card("Visa", "4242"));
  await checkout.amex.check();
  await expect(checkout.button).toHaveAccessibleDescription(/American Express/);
});

test("an expired card is text with its reason, outside the radios and the tab order", async ({ page, checkout }) => {
  await checkout.openReady();
  const expired = checkout.element.getByRole("listitem").filter({ hasText: "1881" });
  await expect(expired).toContainText(text("card.expired"));
  await expect(expired.getByRole("radio")).toHaveCount(0);
  await checkout.visa.focus();
  const stops = [];
  for (let times = 0; times < 3; times += 1) {
    await page.keyboard.press("Tab");
    stops.push(await checkout.focus());
  }
  expect(stops).toEqual(["cvc", "button", null]);
});

test("a guest has no cards, and is told of other ways", async ({ page, checkout }) => {
  await checkout.open({ customer: null });
  await checkout.shows("empty");
  await expect(checkout.button).toHaveCount(0);
  expect(await checkout.words()).toContain(text("empty.text"));
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
  await expect(checkout.element.locator("[part=badge]")).toHaveText(text("test"));
});
