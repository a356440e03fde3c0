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
    await expect(shown.filter({ hasText: "4444" })).toHaveText("Mastercard •••• 4444");
    await expect(shown.filter({ hasText: "1881" })).toHaveText("Visa •••• 1881");
    await checkout.mastercard.check();
    await expect(checkout.button).toHaveAccessibleDescription(`Mastercard ${ending("4444")}`);
    await checkout.pay(CVCS.mastercard);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

/** The session gets so many usable cards, 0000 to 0009, and unusable ones, 9990 on. */
async function haveMany(page, usable, unusable = 0, change = {}) {
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    const [like] = session.cards;
    const card = (number, more) => ({
      ...like,
      ...more,
      id: like.id.replace(/....$/, String(number).padStart(4, "0")),
      last_four: String(number).padStart(4, "0"),
      default: false,
    });
    session.cards = Array.from({ length: usable }, (_, index) => card(index, change[index]));
    for (let index = 0; index < unusable; index += 1) session.cards.push(card(9990 + index, { unusable: "card.expired" }));
    await route.fulfill({ response, json: session });
  });
}

/** The last digits of the cards that are seen. */
const seen = (checkout) => checkout.element.locator(".choice:visible .last").allInnerTexts();

test("five cards are shown and the others fold away, but for the one picked", async ({ page, checkout }) => {
  await haveMany(page, 8);
  await checkout.openReady();
  const more = checkout.element.locator("button[part=more]");
  await expect(more).toHaveText(message("card.all", { count: "8" }));
  await expect.poll(() => seen(checkout)).toHaveLength(5);
  await checkout.radios.nth(4).check();
  await page.keyboard.press("ArrowDown");
  // The cards that are folded away are not in the keys' way to a new one.
  await expect(checkout.element.locator("[type=radio][value='']")).toBeChecked();
  await checkout.radios.nth(4).check();
  await more.click();
  await expect.poll(() => seen(checkout)).toHaveLength(8);
  await expect(more).toBeHidden();
  await expect(checkout.radios.nth(5)).toBeFocused();
  await expect(checkout.radios.nth(4)).toBeChecked();
  await checkout.radios.nth(7).check();
  await expect.poll(() => seen(checkout)).toHaveLength(8);
});

test("a picked card beyond the fold is shown", async ({ page, checkout }) => {
  await haveMany(page, 8, 0, { 6: { default: true } });
  await checkout.openReady();
  await checkout.element.locator("button[part=more]").click();
  await checkout.radios.nth(6).check();
  await checkout.element.evaluate((element) => {
    const parent = element.parentNode;
    element.remove();
    return new Promise((resolve) => setTimeout(() => resolve(parent.prepend(element))));
  });
  await checkout.shows("ready");
  await expect.poll(() => seen(checkout)).toEqual([0, 1, 2, 3, 4, 6].map((digit) => expect.stringContaining(`000${digit}`)));
  await expect(checkout.element.locator("button[part=more]")).toBeVisible();
});

test("five cards need no fold", async ({ page, checkout }) => {
  await haveMany(page, 5);
  await checkout.openReady();
  await expect.poll(() => seen(checkout)).toHaveLength(5);
  await expect(checkout.element.locator("[part=more]")).toHaveCount(0);
});

test("many cards that cannot be used fold away behind their name", async ({ page, checkout }) => {
  await haveMany(page, 2, 3);
  await checkout.openReady();
  const expired = checkout.element.getByRole("listitem");
  await expect(expired).toHaveCount(0);
  const summary = checkout.element.locator("summary");
  await expect(summary).toHaveText(`${message("card.unusable")} (3)`);
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(expired).toHaveCount(3);
  await expect(expired.first()).toContainText(message("card.expired"));
  await checkout.radios.nth(1).check();
  await expect(expired).toHaveCount(3);
});

test("a card in the last thirty days of its validity says so, by the server's clock", async ({ page, checkout }) => {
  const end = Date.UTC(2029, 2, 1) / 1000;
  const expiry = { month: 2, year: 2029 };
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    Object.assign(session, { now: end - 30 * 86_400, expires_at: end });
    session.cards[0].expiry = expiry;
    await route.fulfill({ response, json: session });
  });
  await checkout.openReady();
  const [soon, later] = ["card.expires.soon", "card.expires"];
  const labels = checkout.element.locator(".expiry");
  await expect(labels.first()).toHaveText(message(soon, { date: "02/29" }));
  await expect(checkout.radios.first()).toHaveAccessibleName(new RegExp(message(soon, { date: month(2029, 2) })));
  await expect(labels.filter({ hasText: "08/30" })).toHaveText(message(later, { date: "08/30" }));
});

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
