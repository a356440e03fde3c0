// One flow of a payment each, in WebKit. Whatever else the element does is tried in Chromium and
// Firefox, by the same tests in both.
import { VISA, stored } from "../browser/card_edits.js";
import { CVCS } from "../browser/checkout.js";
import { message } from "../browser/messages.js";
import { expect, test } from "./fixtures.js";

const BANK = "Confirm at your bank";

test("a card is drawn, and paid with by the mouse", async ({ shopper, shop }) => {
  await shopper.openReady();
  const { picked, text } = await shopper.look();
  expect(picked).toBeTruthy();
  expect(text).toContain(message("pay", { amount: "€129.00" }));
  await shopper.pay(CVCS.visa);
  await shopper.shows("paid");
  await shopper.isChargedOnce();
  const [entry] = await shop.sandbox.ledger();
  expect(entry).toMatchObject({ amount: 12900, currency: "EUR", security_code: "matched" });
});

test("by the keyboard alone: Tab goes through the controls in order, and Enter pays", async ({ shopper, webkit }) => {
  await shopper.openReady();
  await webkit.evaluate(() => {
    window.heard = [];
    for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input"]) {
      addEventListener(type, ({ key, data }) => window.heard.push(key ?? data), true);
    }
    const place = document.getElementById("checkout");
    place.tabIndex = -1;
    place.focus();
  });
  for (const stop of ["edit", "card", "cvc"]) {
    await webkit.press("Tab");
    await shopper.hasFocus(stop);
  }
  await webkit.press(...CVCS.visa);
  await expect.poll(async () => (await shopper.look()).cvc).toBe(CVCS.visa);
  await webkit.press("Tab");
  await shopper.hasFocus("button");
  // The page hears that Tab was pressed, and nothing of the code.
  expect(await webkit.evaluate(() => [...new Set(window.heard)])).toEqual(["Tab"]);
  await webkit.press("Enter");
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});

test("a wrong code, then the right one", async ({ shopper }) => {
  await shopper.openReady();
  await shopper.pay("999");
  await shopper.shows("declined");
  const { text, cvc } = await shopper.look();
  expect(text).toContain(message("declined.wrong_cvc"));
  expect(cvc).toBe("");
  await shopper.isNotCharged();
  await shopper.pay(CVCS.visa);
  await shopper.shows("paid");
  expect(await shopper.shop.sandbox.charged()).toBe(1);
});

test("a card that is declined, then another one", async ({ shopper, shop }) => {
  await shopper.openReady({ scenario: "declined" });
  await shopper.pay(CVCS.visa);
  await shopper.shows("declined");
  expect((await shopper.look()).text).toContain(message("declined.insufficient_funds"));
  await shopper.isNotCharged();
  await shop.sandbox.behave("paid");
  await shopper.pick("4444");
  await shopper.pay(CVCS.mastercard);
  await shopper.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("to the bank's page, and back to paid", async ({ shopper, shop, webkit }) => {
  await shopper.openReady({ scenario: "three_d_secure" });
  await shopper.pay(CVCS.visa);
  await shopper.isAt(BANK);
  await shopper.choose("Approve");
  await shopper.shows("paid");
  expect(new URL(await webkit.url()).origin).toBe(shop.url);
  await shopper.isChargedOnce();
});

test("Back from the bank's page offers the bank, not the cards", async ({ shopper, webkit }) => {
  await shopper.openReady({ scenario: "three_d_secure" });
  await shopper.pay(CVCS.visa);
  await shopper.isAt(BANK);
  await webkit.back();
  await shopper.shows("bank");
  expect((await shopper.look()).picked).toBeNull();
  await shopper.press("[part=action]");
  await shopper.isAt(BANK);
  await shopper.choose("Approve");
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});

test("an answer that was lost is being checked, then paid, never charged again", async ({ shopper }) => {
  await shopper.openReady({ scenario: "answer_lost" });
  await shopper.pay(CVCS.visa);
  await shopper.shows("unknown");
  expect((await shopper.look()).text).not.toMatch(/nothing was charged|not been charged/i);
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});

test("a reload while the payment is under way shows its end", async ({ shopper, shop, webkit }) => {
  await shopper.openReady({ scenario: "slow", milliseconds: 3000 });
  await shopper.pay(CVCS.visa);
  await expect.poll(() => shop.sandbox.charged()).toBe(1);
  await webkit.reload();
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});

test("a new card is typed on the provider's page", async ({ shopper, shop, webkit }) => {
  await shopper.openReady({ customer: null });
  await shopper.press("[name=card][value='']");
  await shopper.press("[type=submit]");
  await shopper.isAt("Pay by card");
  await shopper.typeCard("4111 1111 1111 1111");
  await shopper.shows("paid");
  expect(new URL(await webkit.url()).origin).toBe(shop.url);
  await shopper.isChargedOnce();
});

/** The button that does this to a card. */
const button = (key, card) => `button[aria-label="${message(key)}${message("comma")}${card}"][aria-disabled="false"]`;

test("a card is removed when that is confirmed, comes back, and pays", async ({ shopper, shop, webkit }) => {
  const made = await shopper.openReady();
  await shopper.press(".aside [part=edit]");
  await shopper.press(button("remove", VISA));
  await shopper.shownOnce("[aria-labelledby=asked]");
  expect(await stored(shop, made)).toContain("4242");
  await shopper.doubleClickIsOver();
  await shopper.press(button("remove", VISA));
  await expect.poll(() => stored(shop, made)).not.toContain("4242");
  await shopper.press(button("removed.undo", VISA));
  await expect.poll(() => stored(shop, made)).toContain("4242");
  await shopper.press(".aside [part=edit]");
  await shopper.doubleClickIsOver();
  await shopper.pick("4242");
  await shopper.pay(CVCS.visa);
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});
