// What may happen on the provider's page, and on the way there and back.
import { violations } from "./accessibility.js";
import { CALLS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { NewCard } from "./new_card.js";
import { PROVIDERS } from "./providers.js";
import { message } from "./messages.js";

/** Comes back to an order that is held: the element goes on, the cards are away. */
async function goesOn(checkout, newCard) {
  await checkout.shows("bank");
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("page.title"));
  expect(await checkout.visibleText()).not.toContain(message("bank.title"));
  await expect(newCard.choice).toHaveCount(0);
  await checkout.action.click();
}

test("who closes the hosted page can go on there", async ({ checkout, newCard }) => {
  await checkout.openReady({ provider: "finpay" });
  await newCard.begin();
  await newCard.choose("Back to the shop");
  await goesOn(checkout, newCard);
  await newCard.isAtProvider();
  await newCard.typeAndApprove(PROVIDERS.finpay.card);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("CertiTrade: who cancels in the pay window can pay with a stored card", async ({ checkout, newCard, shop }) => {
  await checkout.openReady({ provider: "certitrade" });
  await newCard.begin();
  await newCard.choose("Back to the shop");
  await checkout.shows("not-charged");
  await checkout.isNotCharged();
  await expect(newCard.choice).toBeChecked();
  await checkout.visa.check();
  await checkout.button.click();
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("who closes the bank's page can go on there", async ({ checkout, newCard }) => {
  await checkout.openReady({ provider: "certitrade" });
  await newCard.begin();
  await newCard.type(PROVIDERS.certitrade.card);
  await newCard.choose("Close without deciding");
  await goesOn(checkout, newCard);
  await newCard.choose("Approve");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("Back from the hosted page offers to go on, not another payment", { tag: "@smoke" }, async ({ page, checkout, newCard }) => {
  await checkout.openReady({ provider: "finpay" });
  await newCard.begin();
  await page.goBack();
  await goesOn(checkout, newCard);
  await newCard.isAtProvider();
  await newCard.typeAndApprove(PROVIDERS.finpay.card);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a new card that is declined leaves the stored ones to pay with", { tag: "@smoke" }, async ({ checkout, newCard, shop }) => {
  await checkout.openReady({ provider: "certitrade" });
  await newCard.begin({ save: true });
  await newCard.type("1234 5678 9001");
  await checkout.shows("declined");
  await checkout.isNotCharged();
  await expect(checkout.radios).toHaveCount(3);
  await expect(newCard.choice).toBeChecked();
  await checkout.visa.check();
  await checkout.button.click();
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("a bank's check that failed leaves another new card to pay with", async ({ checkout, newCard, shop }) => {
  const { card } = PROVIDERS.finpay;
  await checkout.openReady({ provider: "finpay" });
  await newCard.begin();
  await newCard.type(card);
  await newCard.choose("Fail the check");
  await checkout.shows("declined");
  await checkout.isNotCharged();
  await newCard.begin();
  await newCard.typeAndApprove(card);
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("CostPlus: a declined card is told of where another is tried", async ({ page, checkout, newCard }) => {
  await checkout.openReady({ provider: "costplus" });
  await newCard.begin();
  await newCard.type("4111 1111 1111 1151");
  await newCard.choose("Approve");
  await goesOn(checkout, newCard);
  await newCard.isAtProvider();
  await expect(page.getByRole("alert")).toContainText("Insufficient funds");
  await newCard.typeAndApprove(PROVIDERS.costplus.card);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a double click begins one payment", async ({ checkout, newCard }) => {
  await checkout.openReady({ provider: "finpay" });
  await newCard.choice.check();
  await newCard.button.dblclick();
  await newCard.isAtProvider();
  expect(checkout.posts).toHaveLength(1);
  await newCard.typeAndApprove(PROVIDERS.finpay.card);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("an answer that was lost is asked for again, not for another payment", async ({ page, checkout, newCard, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady({ provider: "finpay" });
  await newCard.choice.check();
  await newCard.save.check();
  let lost = 0;
  await page.route(CALLS.pay, async (route) => {
    lost += 1;
    await route.fetch();
    await route.abort("connectionfailed");
  }, { times: 1 });
  await newCard.button.click();
  await goesOn(checkout, newCard);
  await newCard.isAtProvider();
  expect(lost).toBe(1);
  const sent = checkout.posts.map((post) => [post.headers()["idempotency-key"], post.postData()]);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  await newCard.typeAndApprove(PROVIDERS.finpay.card);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a second tab that begins goes to the same payment", async ({ context, shop, checkout, newCard }) => {
  await checkout.openReady({ provider: "certitrade" });
  const other = new Checkout(await context.newPage(), shop);
  const otherCard = new NewCard(other.page, shop);
  await other.page.goto(shop.address());
  await other.shows("ready");
  await newCard.begin();
  await otherCard.begin({ save: true });
  expect(other.page.url()).toBe(checkout.page.url());
  await newCard.typeAndApprove(PROVIDERS.certitrade.card);
  await checkout.shows("paid");
  await otherCard.type(PROVIDERS.certitrade.card);
  await other.shows("paid");
  await checkout.isChargedOnce();
  // The tick of the tab that came second was for nothing.
  const next = new Checkout(checkout.page, shop.another());
  await next.openReady({ provider: "certitrade" });
  await expect(next.radios).toHaveCount(3);
});

test("two tabs that begin at once begin one payment", async ({ context, shop, checkout, newCard }) => {
  await checkout.openReady({ provider: "certitrade" });
  const other = new Checkout(await context.newPage(), shop);
  const otherCard = new NewCard(other.page, shop);
  await other.page.goto(shop.address());
  await other.shows("ready");
  await newCard.choice.check();
  await otherCard.choice.check();
  const press = ({ button }) => button.evaluate((element) => element.click());
  await Promise.all([press(newCard), press(otherCard)]);
  for (const { element, page } of [checkout, other]) {
    const held = element.locator(".base[data-screen=bank]");
    await expect(held.or(page.getByRole("heading", { name: "Pay by card" }))).toBeVisible();
  }
  expect(await shop.sandbox.ledger()).toHaveLength(1);
  expect((await shop.sandbox.requests()).charges).toBe(1);
});

test("a tab that is closed on the hosted page leaves the payment to the next one", async ({ context, shop, checkout, newCard }) => {
  await checkout.openReady({ provider: "finpay" });
  await newCard.begin({ save: true });
  await checkout.page.close();
  const next = new Checkout(await context.newPage(), shop);
  await next.page.goto(shop.address());
  await next.shows("bank");
  await next.admitsDoubt();
  expect(await next.visibleText()).toContain(message("page.title"));
  await next.action.click();
  const there = new NewCard(next.page, shop);
  await there.isAtProvider();
  await there.typeAndApprove(PROVIDERS.finpay.card);
  await next.shows("paid");
  await next.isChargedOnce();
});

test("the hosted pages are reached by the keyboard alone, and fit a small screen", async ({ page, checkout, newCard }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await checkout.openReady({ provider: "certitrade" });
  await checkout.visa.focus();
  // Up from the first choice is the last one.
  await page.keyboard.press("ArrowUp");
  await expect(newCard.choice).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(newCard.save).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(newCard.button).toBeFocused();
  await page.keyboard.press("Enter");
  await newCard.isAtProvider();
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  for (const words of ["Ada Lind", PROVIDERS.certitrade.card, "12", "2030"]) {
    await page.keyboard.type(words);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("123");
  await page.keyboard.press("Enter");
  await expect(newCard.bank).toBeVisible();
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("in a browser that prefers dark the hosted pages have no violation of accessibility", { tag: "@dark" }, async ({ page, checkout, newCard }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await checkout.openReady({ provider: "certitrade" });
  await newCard.begin();
  expect(await violations(page)).toEqual([]);
  await newCard.type(PROVIDERS.certitrade.card);
  await expect(newCard.bank).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
