// Giving up a payment that is open on a page: the cards come back when the
// provider says that it has ended, and not before.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { PROVIDERS } from "./providers.js";
import { message } from "./messages.js";

/** Goes to the provider's card page and back by the browser's own Back. */
async function backFromCardPage(page, checkout, newCard, order = { provider: "finpay" }) {
  await checkout.openReady(order);
  await newCard.begin();
  const there = page.url();
  await page.goBack();
  await checkout.shows("bank");
  await checkout.admitsDoubt();
  return there;
}

/** The order's stored cards are there again, and pay it once. */
async function paysWithStoredCard(checkout, shop, cvc) {
  await expect(checkout.radios).toHaveCount(3);
  await checkout.isNotCharged();
  await checkout.visa.check();
  if (cvc) await checkout.cvc.fill(cvc);
  await checkout.button.click();
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
}

for (const provider of ["finpay", "costplus", "smart2pay"]) {
  const { name, cvc } = PROVIDERS[provider];

  test(`${name}: Back from the card page gives the stored cards back to who cancels`, async ({
    page,
    checkout,
    newCard,
    shop,
  }) => {
    const there = await backFromCardPage(page, checkout, newCard, { provider });
    const words = await checkout.visibleText();
    expect(words).toContain(message("page.title"));
    expect(words).not.toContain(message("bank.title"));
    await expect(checkout.until).toHaveText(/in \d+ minutes?\.$/);
    await checkout.giveUp.click();
    await checkout.shows("not-charged");
    expect(await checkout.visibleText()).toContain(message("given_up.text"));
    expect(await checkout.heard()).toContain("oneclick-cancelled");
    await expect(newCard.choice).toBeVisible();
    // The provider's page is shut.
    const other = await page.context().newPage();
    await other.goto(there);
    await expect(other.getByRole("heading", { name: "This payment is over" })).toBeVisible();
    await paysWithStoredCard(checkout, shop, cvc);
  });
}

test("CertiTrade: without a call the page says how to get out, and finds out by itself", async ({
  page,
  checkout,
  newCard,
  shop,
}) => {
  const there = await backFromCardPage(page, checkout, newCard, { provider: "certitrade" });
  await expect(checkout.giveUp).toHaveCount(0);
  await expect(checkout.until).toHaveText(message("page.leave"));
  const other = await page.context().newPage();
  await other.goto(there);
  await other.getByRole("button", { name: "Back to the shop" }).click();
  await checkout.shows("not-charged", { timeout: 25_000 });
  await paysWithStoredCard(checkout, shop);
});

test("CostPlus: who leaves the card page by its own button has the stored cards", async ({ checkout, newCard, shop }) => {
  await checkout.openReady({ provider: "costplus" });
  await newCard.begin();
  await newCard.choose("Back to the shop");
  await checkout.shows("not-charged");
  await paysWithStoredCard(checkout, shop, CVCS.visa);
});

test("a double click gives up once", async ({ page, checkout, newCard }) => {
  await backFromCardPage(page, checkout, newCard);
  const cancels = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/cancel") && request.method() === "POST") cancels.push(request);
  });
  const held = await checkout.holdAnswers(CALLS.cancel);
  await checkout.giveUp.dblclick();
  await held.arrived;
  await expect(checkout.giveUp).toHaveAttribute("aria-disabled", "true");
  await expect(checkout.giveUp).toHaveText(message("give_up.busy"));
  held.release();
  await checkout.shows("not-charged");
  expect(cancels).toHaveLength(1);
});

test("giving up what is paid in another tab ends paid, once", async ({
  page,
  context,
  checkout,
  newCard,
  shop,
  trouble,
}) => {
  trouble.expectFailedRequests();
  const there = await backFromCardPage(page, checkout, newCard);
  // This tab does not hear of it.
  const restore = await checkout.cutOff(CALLS.read);
  const other = await context.newPage();
  await other.goto(there);
  const typed = new newCard.constructor(other, shop);
  await typed.typeAndApprove(PROVIDERS.finpay.card);
  await checkout.shows("bank");
  await checkout.giveUp.click();
  await checkout.shows("paid");
  await restore();
  await checkout.isChargedOnce();
});

test("a lost answer to the cancel is asked about and never taken for an end", async ({
  page,
  checkout,
  newCard,
  shop,
  trouble,
}) => {
  trouble.expectFailedRequests();
  await backFromCardPage(page, checkout, newCard);
  await page.route(CALLS.cancel, (route) => route.abort("connectionfailed"), { times: 1 });
  await checkout.giveUp.click();
  await expect(checkout.base).toContainText(message("give_up.held"));
  await checkout.shows("bank");
  await checkout.admitsDoubt();
  await page.route(
    CALLS.cancel,
    async (route) => {
      await route.fetch();
      await route.abort("connectionfailed");
    },
    { times: 1 },
  );
  await checkout.giveUp.click();
  await checkout.shows("not-charged");
  await paysWithStoredCard(checkout, shop);
});

test("how long the page holds is said anew with each answer, in the shopper's language", async ({
  page,
  checkout,
  newCard,
}) => {
  let left = 600;
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    const now = Math.floor(Date.now() / 1000);
    if (body.payment?.redirect) body.payment.redirect.expires_at = left && now + left;
    await route.fulfill({ response, json: body });
  });
  await backFromCardPage(page, checkout, newCard);
  for (const [seconds, count, unit] of [
    [604_800, 7, "day"],
    [10_700, 3, "hour"],
    [299, 5, "minute"],
    [59, 1, "minute"],
  ]) {
    left = seconds;
    const time = new Intl.RelativeTimeFormat("en-US").format(count, unit);
    await expect(checkout.until).toHaveText(message("page.until", { time }), { timeout: 25_000 });
  }
  left = -1;
  await expect(checkout.until).toHaveText(message("page.over"), { timeout: 25_000 });
  left = 299;
  await page.evaluate(() => document.documentElement.setAttribute("lang", "de"));
  await expect(checkout.until).toHaveText(message("page.until", { time: "in 5 Minuten" }, "de"), { timeout: 25_000 });
  await expect(checkout.giveUp).toHaveText(message("give_up", {}, "de"));
  // Arabic writes one and two in words.
  await page.evaluate(() => document.documentElement.setAttribute("lang", "ar"));
  for (const [seconds, count] of [[59, 1], [119, 2]]) {
    left = seconds;
    const time = await page.evaluate((count) => new Intl.RelativeTimeFormat("ar").format(count, "minute"), count);
    await expect(checkout.until).toHaveText(message("page.until", { time }, "ar"), { timeout: 25_000 });
  }
});

test("a bank's check speaks of the bank, and is given up too", async ({ page, checkout, shop }) => {
  await checkout.openReady({ provider: "costplus", scenario: "three_d_secure" });
  await checkout.pay();
  await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
  await page.goBack();
  await checkout.shows("bank");
  expect(await checkout.visibleText()).toContain(message("bank.title"));
  await checkout.giveUp.focus();
  await page.keyboard.press("Enter");
  await checkout.shows("not-charged");
  await checkout.hasFocus();
  await shop.sandbox.behave("paid");
  await paysWithStoredCard(checkout, shop, CVCS.visa);
});
