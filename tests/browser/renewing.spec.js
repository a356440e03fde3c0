// The session read anew: after a voucher, and when cards or codes have changed.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** The session that the page has, as the shop's backend made it: `{ endpoint, session }`. */
const ofPage = (page, { order }) =>
  page.evaluate((order) => JSON.parse(sessionStorage.getItem(`nordlys:${order}`)), order);

/** Sets the element's session, as a page does. */
const set = (checkout, { session }) =>
  checkout.element.evaluate((element, session) => Object.assign(element, { session }), session);

test("after a voucher the session that is set again shows the new amount, and is paid", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  await checkout.mastercard.check();
  await shop.redeemVoucher();
  await set(checkout, await ofPage(page, shop));
  await expect(checkout.button).toContainText("€116.10");
  await expect(checkout.mastercard).toBeChecked();
  // Told once, with both.
  const changed = message("amount.text", { before: "€129.00", amount: "€116.10" });
  await expect(checkout.element.locator("[part=banner]")).toContainText(changed);
  expect((await checkout.watched()).said).toEqual([["assertive", `${message("amount.title")}. ${changed}`]]);
  await checkout.pay(CVCS.mastercard);
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  const [entry] = await shop.sandbox.ledger();
  expect(entry.amount).toBe(11610);
  expect(await page.evaluate(() => window.watched.screens)).not.toContain("superseded");
});

test("a session that is set again while it is read shows what is true last", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  const made = await ofPage(page, shop);
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  const first = page.waitForRequest(CALLS.read);
  let arrive;
  const arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  await page.route(
    CALLS.read,
    async (route) => {
      const response = await route.fetch();
      arrive();
      await released;
      await route.fulfill({ response });
    },
    { times: 1 },
  );
  await set(checkout, made);
  await arrived;
  await shop.redeemVoucher();
  await set(checkout, made);
  await expect(checkout.button).toContainText("€116.10");
  const late = (await first).response();
  release();
  await (await late).finished();
  await expect(checkout.button).toContainText("€116.10");
  await checkout.pay();
  await checkout.shows("paid");
  const [entry] = await shop.sandbox.ledger();
  expect(entry.amount).toBe(11610);
  expect(await page.evaluate(() => window.watched.screens)).not.toContain("superseded");
});

test("a session that is set again before the widget has arrived is read anew", async ({ page, shop, checkout }) => {
  let arrive;
  const arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route("**/*.wasm", async (route) => {
    arrive();
    await released;
    await route.continue();
  });
  const read = page.waitForResponse(CALLS.read);
  await checkout.open();
  await arrived;
  await (await read).finished();
  await shop.redeemVoucher();
  const again = page.waitForRequest(CALLS.read);
  await set(checkout, await ofPage(page, shop));
  await again;
  release();
  await expect(checkout.button).toContainText("€116.10");
  expect(await page.evaluate(() => window.watched.screens)).not.toContain("superseded");
});

test("a session that is set again during a payment that is declined shows the new amount", async ({ page, shop, checkout }) => {
  await checkout.openReady({ scenario: "declined" });
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await shop.redeemVoucher();
  await set(checkout, await ofPage(page, shop));
  answer.release();
  await checkout.shows("declined");
  await expect(checkout.button).toContainText("€116.10");
  const banner = checkout.element.locator("[part=banner]");
  await expect(banner).toContainText(message("amount.text", { before: "€129.00", amount: "€116.10" }));
  await expect(banner).toContainText(message("declined.insufficient_funds"));
});

test("after a voucher a new element of the same session shows the new amount", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  await shop.redeemVoucher();
  await checkout.element.evaluate((shown, { endpoint, session }) => {
    const element = document.createElement("one-click-checkout");
    Object.assign(element, { endpoint, session });
    shown.replaceWith(element);
  }, await ofPage(page, shop));
  await expect(checkout.button).toContainText("€116.10");
});

test("a session that is set again during a payment disturbs nothing", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await set(checkout, await ofPage(page, shop));
  await checkout.shows("paying");
  answer.release();
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("an amount that changed before the press is told to the page", async ({ shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  await shop.redeemVoucher();
  await checkout.pay();
  await checkout.shows("superseded");
  await expect(checkout.button).toContainText("€116.10");
  expect(await checkout.visibleText()).toContain(message("amount.text", { before: "€129.00", amount: "€116.10" }));
  expect((await checkout.watched()).heard).toContainEqual(
    expect.objectContaining({ name: "oneclick-error", detail: expect.objectContaining({ code: "amount.changed" }) }),
  );
});

test("a fourth code for a card says so of that card, and another one pays", async ({ page, shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  await page.route(
    CALLS.pay,
    (route) =>
      route.fulfill({
        status: 429,
        headers: { "access-control-allow-origin": "*" },
        contentType: "application/problem+json",
        body: JSON.stringify({ status: 429, code: "attempts.too_many", limit: "wrong_cvcs_per_card" }),
      }),
    { times: 1 },
  );
  // The list as it is when the provider has no page that asks for the code.
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    session.cards[0].unusable = "card.cvc_attempts";
    await route.fulfill({ response, json: session });
  });
  await checkout.pay("111");
  await checkout.shows("declined");
  expect(await checkout.visibleText()).toContain(message("too_many.cvc.text"));
  expect(await checkout.visibleText()).toContain(message("card.cvc_attempts"));
  await expect(checkout.visa).toHaveCount(0);
  await expect(checkout.radios.first()).toBeChecked();
  await checkout.hasFocus();
  await checkout.mastercard.check();
  await checkout.pay(CVCS.mastercard);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
  expect(await shop.sandbox.charged()).toBe(1);
});

test("a card that was reported stolen leaves the choice without a reload", async ({ checkout }) => {
  await checkout.openReady({ scenario: "stolen" });
  await checkout.pay();
  await checkout.shows("declined");
  await expect(checkout.visa).toHaveCount(0);
  expect(await checkout.visibleText()).toContain(message("card.locked"));
  await expect(checkout.radios.first()).toBeChecked();
  await checkout.isNotCharged();
});

test.describe("a session in the place of another", () => {
  test("keeps the card that is picked and the focus", async ({ shop, checkout }) => {
    await checkout.openReady();
    await checkout.mastercard.check();
    await checkout.cvc.focus();
    const answer = await checkout.holdAnswers(CALLS.read);
    await set(checkout, await shop.makeSession());
    await answer.arrived;
    await checkout.shows("loading");
    answer.release();
    await checkout.shows("ready");
    await expect(checkout.mastercard).toBeChecked();
    await checkout.hasFocus("cvc");
    await checkout.pay(CVCS.mastercard);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test("does not forget that an outcome is open", async ({ page, shop, checkout, trouble }) => {
    trouble.expectFailedRequests();
    await checkout.openReady();
    const restore = await checkout.cutOff(CALLS.pay);
    await checkout.pay();
    await checkout.shows("unknown");
    await set(checkout, await shop.makeSession());
    await expect.poll(() => page.evaluate(() => window.watched.screens.at(-2))).toBe("loading");
    await checkout.shows("unknown");
    await checkout.admitsDoubt();
    await restore();
    // Whichever of the two sessions sends it: it is the same payment.
    await expect(checkout.base).toHaveAttribute("data-screen", /paid|ready/);
    if ((await checkout.base.getAttribute("data-screen")) === "ready") await checkout.pay();
    await checkout.shows("paid");
    const keys = new Set(checkout.posts.map((post) => post.headers()["idempotency-key"]));
    expect(keys.size).toBe(1);
    expect(await shop.sandbox.charged()).toBe(1);
  });

  test("when the first has ended shows the cards again", async ({ page, shop, checkout, trouble }) => {
    trouble.expectFailedRequests();
    await checkout.openReady();
    await checkout.mastercard.check();
    const restore = await checkout.refuse(CALLS.read, 401, { code: "session.expired" });
    await set(checkout, await ofPage(page, shop));
    await checkout.shows("expired");
    expect((await checkout.watched()).heard.at(-1).detail.code).toBe("session.expired");
    await restore();
    await set(checkout, await shop.makeSession());
    await checkout.shows("ready");
    await expect(checkout.mastercard).toBeChecked();
    await checkout.pay(CVCS.mastercard);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
});
