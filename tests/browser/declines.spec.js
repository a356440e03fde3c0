import { CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { said, message } from "./messages.js";

test("a wrong code, then the right one", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  await checkout.pay("999");
  await checkout.shows("declined");
  expect(await checkout.visibleText()).toContain(message("declined.wrong_cvc"));
  await checkout.hasFocus();
  await expect(checkout.cvc).toHaveValue("");
  await expect(checkout.visa).toBeChecked();
  await checkout.isNotCharged();
  await checkout.pay(CVCS.visa);
  await checkout.shows("paid");
  expect(await checkout.shop.sandbox.charged()).toBe(1);
  const keys = checkout.posts.map((post) => post.headers()["idempotency-key"]);
  expect(new Set(keys).size).toBe(2);
});

test("one preflight does from navigation to paid, a decline on the way", async ({ context, page, checkout }) => {
  const browser = await context.newCDPSession(page);
  const preflights = [];
  browser.on("Network.requestWillBeSent", ({ request }) => {
    if (request.method === "OPTIONS") preflights.push(request.url);
  });
  await browser.send("Network.enable");
  const { endpoint } = await checkout.openReady();
  await checkout.pay("999");
  await checkout.shows("declined");
  await checkout.pay(CVCS.visa);
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(2);
  expect(preflights).toEqual([endpoint]);
});

test("a card that is declined, then another one", { tag: "@smoke" }, async ({ checkout, shop }) => {
  await checkout.openReady({ scenario: "declined" });
  await checkout.pay();
  await checkout.shows("declined");
  expect(await checkout.visibleText()).toContain(message("declined.insufficient_funds"));
  await checkout.hasFocus();
  expect((await checkout.watched()).said).toEqual([
    ["polite", message("paying")],
    ["assertive", said("declined", "declined.insufficient_funds")],
  ]);
  await checkout.isNotCharged();
  await shop.sandbox.behave("paid");
  await checkout.mastercard.check();
  await checkout.pay(CVCS.mastercard);
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
  expect((await shop.sandbox.requests()).charges).toBe(2);
  const { heard } = await checkout.watched();
  expect(heard.map(({ name }) => name)).toEqual([
    "oneclick-ready",
    "oneclick-declined",
    "oneclick-change",
    "oneclick-success",
  ]);
  expect(heard[1].detail).toEqual({ payment: expect.any(String), reason: "insufficient_funds" });
});

test("a decline that was shown is there after a reload, and the way on too", async ({ page, checkout, shop }) => {
  await checkout.openReady({ scenario: "declined" });
  await checkout.pay();
  await checkout.shows("declined");
  await page.reload();
  await checkout.shows("declined");
  await shop.sandbox.behave("paid");
  await checkout.pay();
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("a stolen card is refused and cannot be used again", async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "stolen" });
  await checkout.pay();
  await checkout.shows("declined");
  expect(await checkout.visibleText()).toContain(message("nothing"));
  await page.reload();
  await expect(checkout.mastercard).toBeVisible();
  await expect(checkout.visa).toHaveCount(0);
  expect(await checkout.visibleText()).toContain(message("card.locked"));
  await checkout.isNotCharged();
});

test("the third wrong code is the last that is tried, until test mode starts anew", async ({ page, checkout, shop }) => {
  await checkout.openReady();
  for (const wrong of ["111", "222", "333"]) {
    const before = checkout.posts.length;
    await checkout.pay(wrong);
    await expect.poll(() => checkout.posts.length).toBe(before + 1);
    await checkout.shows("declined");
  }
  await checkout.isNotCharged();
  expect((await shop.sandbox.requests()).charges).toBe(3);
  // The field goes at once, with a word why; the provider's page may still ask.
  await expect(checkout.cvc).toHaveCount(0);
  await expect(checkout.base).toContainText(message("cvc.blocked"));
  await expect(checkout.visa).toBeChecked();
  // Who only tries faults starts anew.
  await page.getByRole("button", { name: "Reset limits" }).click();
  await expect(checkout.cvc).toBeVisible();
  await expect(checkout.base).not.toContainText(message("cvc.blocked"));
  await checkout.pay(CVCS.visa);
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});
