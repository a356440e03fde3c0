// Playwright switches Chromium's cache off by default: these tests have a browser of
// their own with it on, and prove first that it was used.
import { whole } from "./browser.js";
import { CALLS, CVCS, Checkout } from "./checkout.js";
import { closeContext } from "./closing.js";
import { expect, test } from "./fixtures.js";
import { watch } from "./watch.js";

let browser;

test.beforeAll(async ({ playwright, browserName }) => {
  const options = browserName === "chromium" ? { ...whole, ignoreDefaultArgs: ["--disable-back-forward-cache"] } : {};
  browser = await playwright[browserName].launch(options);
});

test.afterAll(() => browser.close());

/** A page with the cards on it, in the browser with the cache. */
async function open(shop, trouble) {
  // The page that is gone to has no icon.
  trouble.expect(/status of 404/);
  const context = await browser.newContext({ locale: "en-US" });
  trouble.watch(context);
  await context.addInitScript(watch);
  const checkout = new Checkout(await context.newPage(), shop);
  await checkout.openReady();
  return checkout;
}

/** Away, then back by the history, with the proof that the page came from the cache. */
async function leaveAndReturn(checkout, meanwhile = async () => {}) {
  const { page } = checkout;
  await page.goto(`${process.env.ONECLICK_SERVER}/health`);
  await meanwhile();
  await page.evaluate(() => history.back());
  await expect.poll(() => page.evaluate(() => window.watched?.persisted).catch(() => undefined)).toBe(true);
}

test("Back from another page finds the cards, no code, and pays once", async ({ shop, trouble }) => {
  const checkout = await open(shop, trouble);
  await checkout.cvc.fill("12");
  const asked = checkout.page.waitForRequest(CALLS.read);
  await leaveAndReturn(checkout);
  await asked;
  await checkout.shows("ready");
  await expect(checkout.cvc).toHaveValue("");
  await expect(checkout.button).toHaveAttribute("aria-disabled", "false");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
  await closeContext(checkout.page.context());
});

test("Back to an order that was paid meanwhile shows paid without a press", async ({ shop, trouble }) => {
  const checkout = await open(shop, trouble);
  await leaveAndReturn(checkout, async () => {
    const { session } = await shop.makeSession();
    const { cards } = await (await shop.call(session)).json();
    const body = { card: cards[0].id, amount: 12900, currency: "EUR", previous_payment: null, cvc: CVCS.visa };
    await shop.call(session, { key: "a-key-of-another-page", body });
  });
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(0);
  await checkout.isChargedOnce();
  await closeContext(checkout.page.context());
});

test("Back during a payment shows its end, and nothing can be paid before", async ({ shop, trouble }) => {
  const checkout = await open(shop, trouble);
  await shop.sandbox.behave("pending", { milliseconds: 1500 });
  await checkout.pay();
  await checkout.shows("unknown");
  await leaveAndReturn(checkout);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
  await closeContext(checkout.page.context());
});
