// Real routers and frameworks: the element is taken out, moved and brought back at
// every stage of a payment, and the order is charged once.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { CHANGING, ROUTERS, openShop } from "./routers.js";
import { some } from "./some.js";

const BANK = { name: "Confirm at your bank" };

const gone = (checkout) => expect(checkout.element).toHaveCount(0);

for (const [name, router] of Object.entries(ROUTERS)) {
  test(`${name}: a shopper who leaves before paying comes back and pays`, async ({ page, shop, checkout }) => {
    await openShop(page, shop, router);
    await checkout.shows("ready");
    await checkout.mastercard.check();
    await router.leave(page);
    await gone(checkout);
    await router.back(page);
    await checkout.shows("ready");
    await checkout.visa.check();
    await checkout.pay();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test(`${name}: a shopper who leaves while paying comes back to the payment`, async ({ page, shop, checkout }) => {
    await openShop(page, shop, router);
    await checkout.shows("ready");
    const answer = await checkout.holdAnswers(CALLS.pay);
    await checkout.pay();
    await answer.arrived;
    await router.leave(page);
    await gone(checkout);
    await router.back(page);
    // A router that asks its server again has a new session, whose answer says what goes on.
    await expect(checkout.base).toHaveAttribute("data-screen", /^(paying|unknown|paid)$/);
    answer.release();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test(`${name}: a payment that ends while its shopper is elsewhere is told on the document`, async ({ page, shop, checkout }) => {
    await openShop(page, shop, router);
    await checkout.shows("ready");
    const answer = await checkout.holdAnswers(CALLS.pay);
    await checkout.pay();
    await answer.arrived;
    await router.leave(page);
    await gone(checkout);
    answer.release();
    await expect.poll(async () => (await checkout.watched()).heard.at(-1)).toMatchObject({ name: "oneclick-success", from: "document" });
    await router.back(page);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test(`${name}: a shopper who comes back from the bank undecided can go on there`, async ({ page, shop, checkout }) => {
    await openShop(page, shop, router, { scenario: "three_d_secure" });
    await checkout.shows("ready");
    await checkout.pay();
    await expect(page.getByRole("heading", BANK)).toBeVisible();
    await page.goBack();
    await checkout.shows("bank");
    await router.leave(page);
    await gone(checkout);
    await router.back(page);
    await checkout.shows("bank");
    await checkout.action.click();
    await page.getByRole("button", { name: "Approve" }).click();
    await checkout.shows("paid");
    // A browser test cannot answer in the place of where a redirect leads: it is loaded anew.
    await page.reload();
    await checkout.shows("paid");
    await router.leave(page);
    await gone(checkout);
    await router.back(page);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

/** Frameworks that change the element or its place while it stands. */
const CHANGES = {
  "another key in React": ["React in strict mode", "another"],
  "a portal in React": ["React in strict mode", "move"],
  "another key in Vue": ["Vue with keep-alive", "another"],
  "a teleport in Vue": ["Vue with teleport", "move"],
  "a morph by Turbo": ["Turbo that morphs", "renew"],
  "a swap by htmx": ["htmx with boosted links", "swap"],
  "a morph by htmx": ["htmx with boosted links", "morph"],
};

for (const [what, [name, change]] of some(Object.entries(CHANGES), 4)) {
  test(`${what} changes nothing of what is paid, before and during the payment`, async ({ page, shop, checkout }) => {
    const router = ROUTERS[name] ?? CHANGING[name];
    await openShop(page, shop, router);
    await checkout.shows("ready");
    await router[change](page);
    await checkout.shows("ready");
    const answer = await checkout.holdAnswers(CALLS.pay);
    await checkout.pay();
    await answer.arrived;
    await router[change](page);
    await expect(checkout.base).toHaveAttribute("data-screen", /^(paying|unknown|paid)$/);
    await expect(checkout.element).toHaveCount(1);
    answer.release();
    await checkout.shows("paid");
    await router[change](page);
    await checkout.shows("paid");
    expect(checkout.posts).toHaveLength(1);
    await checkout.isChargedOnce();
  });
}

test("a shopper who left while paying is still led to the bank that asks", async ({ page, shop, checkout }) => {
  const router = ROUTERS["React in strict mode"];
  await openShop(page, shop, router, { scenario: "three_d_secure" });
  await checkout.shows("ready");
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await router.leave(page);
  await gone(checkout);
  answer.release();
  await expect(page.getByRole("heading", BANK)).toBeVisible();
  await checkout.isNotCharged();
});
