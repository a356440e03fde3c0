import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { said, message } from "./messages.js";

const AMOUNT = "€129.00";

test("a shopper pays with the mouse", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await expect(checkout.visa).toBeChecked();
  await expect(checkout.button).toHaveText(message("pay", { amount: AMOUNT }));
  await checkout.cvc.click();
  await page.keyboard.type(CVCS.visa);
  await checkout.button.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
  const [entry] = await checkout.shop.sandbox.ledger();
  expect(entry).toMatchObject({ amount: 12900, currency: "EUR", security_code: "matched" });
});

test("a shopper pays with the keyboard alone, with a card picked by arrows", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await page.locator("#checkout").evaluate((place) => {
    place.tabIndex = -1;
    place.focus();
  });
  await page.keyboard.press("Tab");
  expect(await checkout.focus()).toBe("edit");
  await page.keyboard.press("Tab");
  expect(await checkout.focus()).toBe("card");
  await page.keyboard.press("ArrowDown");
  await expect(checkout.visa).not.toBeChecked();
  await checkout.hasFocus("card");
  if (!(await checkout.mastercard.isChecked())) await page.keyboard.press("ArrowDown");
  await expect(checkout.mastercard).toBeChecked();
  await checkout.hasFocus("card");
  await page.keyboard.press("Tab");
  expect(await checkout.focus()).toBe("cvc");
  await page.keyboard.type(CVCS.mastercard);
  await page.keyboard.press("Tab");
  expect(await checkout.focus()).toBe("button");
  await page.keyboard.press("Space");
  await checkout.shows("paid");
  await checkout.hasFocus();
  await checkout.isChargedOnce();
});

test("Enter in the field of the code pays", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.focus();
  await page.keyboard.type(CVCS.visa);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a double click charges once", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill(CVCS.visa);
  await checkout.button.dblclick();
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("Enter and a click at once charge once", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill(CVCS.visa);
  const { x, y, width, height } = await checkout.button.boundingBox();
  await Promise.all([page.keyboard.press("Enter"), page.mouse.click(x + width / 2, y + height / 2)]);
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("ten submits in one tick charge once", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill(CVCS.visa);
  await checkout.button.evaluate((button) => {
    for (let times = 0; times < 5; times += 1) {
      button.click();
      button.form.requestSubmit();
    }
  });
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("the page hears what happened, without card data", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  await checkout.mastercard.check();
  await checkout.pay(CVCS.mastercard);
  await checkout.shows("paid");
  await expect.poll(() => checkout.heard()).toEqual(["oneclick-ready", "oneclick-change", "oneclick-success"]);
  const { heard } = await checkout.watched();
  expect(heard[0].detail).toEqual({ session: expect.stringMatching(/^cs_/), order: checkout.shop.order });
  expect(heard[1].detail).toEqual({ card: expect.stringMatching(/^card_/), cvc: true });
  expect(heard[2].detail).toEqual({
    payment: expect.stringMatching(/^pay_/),
    order: checkout.shop.order,
    amount: 12900,
    currency: "EUR",
  });
  expect(heard.every(({ composed, from }) => composed && from === "one-click-checkout")).toBe(true);
  const details = JSON.stringify(heard.map(({ detail }) => Object.values(detail)));
  expect(details).not.toMatch(/"(456|4444|08\/2030)"|Mastercard/i);
});

test("a screen reader is told of the paying and of the end, each once", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  const values = { amount: AMOUNT };
  await expect
    .poll(async () => (await checkout.watched()).said)
    .toEqual([
      ["polite", message("paying")],
      ["polite", said("paid.title", "paid.text", values)],
    ]);
});

test("the session's token is on no attribute and in no storage of the element", async ({ page, checkout }) => {
  await checkout.openReady();
  expect(await checkout.element.getAttribute("session")).toBeNull();
  expect(await checkout.element.evaluate((element) => element.session)).toBeFalsy();
  await checkout.pay();
  await checkout.shows("paid");
  const stored = await page.evaluate(() =>
    Object.entries(sessionStorage).filter(([name]) => name.startsWith("oneclick:")),
  );
  expect(JSON.stringify(stored)).not.toContain("ct_");
});

test("nothing is disabled while paying, and the focus stays", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await checkout.shows("paying");
  await answer.arrived;
  expect(await checkout.focus()).not.toBeNull();
  await expect(checkout.element.locator("form")).toHaveAttribute("aria-busy", "true");
  await expect(checkout.button).toHaveAttribute("aria-disabled", "true");
  await expect(checkout.element.locator("[disabled]")).toHaveCount(0);
  await checkout.mastercard.click({ force: true });
  await expect(checkout.visa).toBeChecked();
  await checkout.button.click({ force: true });
  answer.release();
  await checkout.shows("paid");
  await checkout.hasFocus();
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("the focus elsewhere on the page is never taken", async ({ page, checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await page.locator("#new-session").focus();
  answer.release();
  await checkout.shows("paid");
  await expect(page.locator("#new-session")).toBeFocused();
});
