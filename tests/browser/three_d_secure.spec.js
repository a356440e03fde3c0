import { CALLS, CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message, said } from "./messages.js";

const BANK = { name: "Confirm at your bank" };

/** Pays with a card whose bank asks, up to the bank's page. */
async function goToBank(page, checkout) {
  await checkout.openReady({ scenario: "three_d_secure" });
  await checkout.pay();
  await expect(page.getByRole("heading", BANK)).toBeVisible();
}

test("a shopper who approves at the bank comes back to paid", { tag: "@smoke" }, async ({ page, checkout }) => {
  await goToBank(page, checkout);
  await page.getByRole("button", { name: "Approve" }).click();
  await checkout.shows("paid");
  expect(new URL(page.url()).origin).toBe(checkout.shop.url);
  await checkout.isChargedOnce();
});

test("a shopper who fails the bank's check may pay with another card", { tag: "@smoke" }, async ({ page, checkout, shop }) => {
  await goToBank(page, checkout);
  await page.getByRole("button", { name: "Fail the check" }).click();
  await checkout.shows("declined");
  await checkout.isNotCharged();
  await checkout.mastercard.check();
  await checkout.pay(CVCS.mastercard);
  // The bank of that card asks too.
  await page.getByRole("button", { name: "Approve" }).click();
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
  expect((await shop.sandbox.requests()).charges).toBe(2);
  await expect.poll(async () => (await shop.view()).paid).toBe(true);
});

test("a shopper who leaves the bank's page can go on there", { tag: "@smoke" }, async ({ page, checkout }) => {
  await goToBank(page, checkout);
  await page.getByRole("button", { name: "Close without deciding" }).click();
  await checkout.shows("bank");
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("bank.title"));
  await checkout.action.click();
  await page.getByRole("button", { name: "Approve" }).click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("Back from the bank offers the bank, not the cards", { tag: "@smoke" }, async ({ page, checkout }) => {
  await goToBank(page, checkout);
  await page.goBack();
  await checkout.shows("bank");
  await checkout.admitsDoubt();
  await checkout.action.click();
  await page.getByRole("button", { name: "Approve" }).click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("another tab offers the bank, not the cards", async ({ page, context, checkout, shop }) => {
  await goToBank(page, checkout);
  const other = await context.newPage();
  await other.goto(shop.address());
  const base = other.locator("one-click-checkout .base");
  await expect(base).toHaveAttribute("data-screen", "bank");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(base).toHaveAttribute("data-screen", "paid", { timeout: 25_000 });
  await checkout.isChargedOnce();
});

test("the bank's time is over: nothing was charged, and the order can be paid", async ({ page, checkout, shop }) => {
  await goToBank(page, checkout);
  // 5: expired, as the provider says it.
  await shop.sandbox.changeStatus(5);
  await page.goto(shop.address());
  await checkout.shows("not-charged", { timeout: 25_000 });
  expect(await checkout.visibleText()).toContain(message("not_charged.expired"));
  await checkout.isNotCharged();
});

test("an address that no browser may be sent to is not followed, and the developer is told", async ({
  page,
  checkout,
  trouble,
}) => {
  trouble.expect(/<one-click-checkout>/);
  await checkout.openReady();
  await page.route(CALLS.pay, async (route) => {
    const response = await route.fetch();
    const payment = await response.json();
    Object.assign(payment, { state: "action_required", charged: null, poll_after: 1 });
    payment.redirect = { url: "javascript:console.error('followed')", expires_at: null };
    await route.fulfill({ response, json: payment });
  });
  await checkout.pay();
  await checkout.shows("paid");
  expect((await checkout.watched()).heard).toContainEqual(
    expect.objectContaining({ name: "oneclick-error", detail: expect.objectContaining({ code: "redirect.refused" }) }),
  );
  expect(trouble.seen(/`redirect.url` must be https/)).toHaveLength(1);
});

test("before it leaves, the element says where to and that the shopper comes back", async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "three_d_secure" });
  // With this end of its navigation a browser stays where it is, as it does while the bank's page is slow.
  await page.route(`${process.env.ONECLICK_SANDBOX}/**`, (route) => route.abort("aborted"));
  const leaving = page.waitForRequest((request) => request.isNavigationRequest());
  await checkout.pay();
  await leaving;
  await checkout.shows("bank");
  expect(await checkout.visibleText()).toContain(message("bank.text", { amount: "€129.00" }));
  expect((await checkout.watched()).said.at(-1)).toEqual(["polite", said("bank.title", "bank.text", { amount: "€129.00" })]);
});

test("another card that is tried in a second tab meets the bank's page of the first, and one charge is made", async ({
  page,
  context,
  checkout,
  shop,
}) => {
  await checkout.openReady({ scenario: "three_d_secure" });
  const other = new Checkout(await context.newPage(), shop);
  await other.page.goto(shop.address());
  await other.shows("ready");
  await checkout.pay();
  await expect(page.getByRole("heading", BANK)).toBeVisible();
  // The cards still stand there.
  await other.mastercard.check();
  await other.pay(CVCS.mastercard);
  await expect(other.page.getByRole("heading", BANK)).toBeVisible();
  expect(other.page.url(), "the page of the first card").toBe(page.url());
  await page.getByRole("button", { name: "Approve" }).click();
  await checkout.shows("paid");
  await other.page.goto(shop.address());
  await other.shows("paid");
  await checkout.isChargedOnce();
});

test("another card after giving up in a second tab leaves nothing to approve in the first", async ({
  page,
  context,
  checkout,
  shop,
}) => {
  await checkout.openReady({ provider: "costplus", scenario: "three_d_secure" });
  await checkout.pay();
  await expect(page.getByRole("heading", BANK)).toBeVisible();
  const other = new Checkout(await context.newPage(), shop);
  await other.page.goto(shop.address());
  await other.shows("bank");
  await expect(other.until).toHaveText(/in \d+ minutes?\.$/);
  await other.giveUp.click();
  await other.shows("not-charged");
  await shop.sandbox.behave("paid");
  await other.mastercard.check();
  await other.pay(CVCS.mastercard);
  await other.shows("paid");
  // What the shopper still does in the first tab moves nothing.
  const approve = page.getByRole("button", { name: "Approve" });
  await approve.click();
  await expect(approve).toHaveCount(0);
  await page.goto(shop.address());
  await checkout.shows("paid");
  expect(await shop.sandbox.charged(), "ledger entries").toBe(1);
  await expect.poll(async () => (await shop.view()).paid).toBe(true);
});
