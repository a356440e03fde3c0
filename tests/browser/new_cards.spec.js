import { Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { NewCard } from "./new_card.js";
import { PROVIDERS } from "./providers.js";

/** Pays with the card that is picked, in one click where no code is asked for. */
async function payStored(checkout, cvc) {
  if (cvc) await checkout.cvc.fill(cvc);
  await checkout.button.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
}

/** The next order of the same customer, on the page. */
async function nextOrder(page, shop, order) {
  const next = new Checkout(page, shop.another());
  await next.openReady(order);
  return next;
}

for (const [provider, { name, cvc, card, scenario }] of Object.entries(PROVIDERS)) {
  const last = new RegExp(`ending in ${card.slice(-4)}`);

  test(`${name}: a stored card pays in one click`, async ({ checkout }) => {
    await checkout.openReady({ provider });
    await payStored(checkout, cvc);
    const [entry] = await checkout.shop.sandbox.ledger();
    expect(entry).toMatchObject({ provider, security_code: cvc ? "matched" : "absent" });
  });

  test(`${name}: a card added on the hosted page pays, is kept, and pays in one click`, async ({
    page,
    shop,
    checkout,
    newCard,
  }) => {
    await checkout.openReady({ provider, scenario });
    await expect(checkout.element.getByRole("radio", { name: last })).toHaveCount(0);
    await newCard.begin({ keep: true });
    await newCard.typeAndApprove(card);
    await checkout.shows("paid");
    expect(new URL(page.url()).origin).toBe(shop.url);
    await expect(newCard.form).toBeHidden();
    await checkout.isChargedOnce();
    const [{ order }] = await shop.sandbox.ledger();
    expect(order).toBe(shop.order);

    const next = await nextOrder(page, shop, { provider });
    const kept = next.element.getByRole("radio", { name: last });
    await expect(kept).toHaveCount(1);
    await kept.check();
    await payStored(next, cvc);
    expect((await next.shop.sandbox.ledger())[0].provider).toBe(provider);
    await checkout.isChargedOnce();
  });

  // Finpay's is below, where the provider itself is asked.
  if (provider === "finpay") continue;

  test(`${name}: without the tick the card is not kept`, async ({ page, shop, checkout, newCard }) => {
    await checkout.openReady({ provider, scenario });
    await expect(newCard.keep).not.toBeChecked();
    await newCard.begin();
    expect(checkout.posts.map((post) => post.postDataJSON().new_card)).toEqual([{ save: null }]);
    await newCard.typeAndApprove(card);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
    const next = await nextOrder(page, shop, { provider });
    await expect(next.radios).toHaveCount(3);
    await expect(next.element.getByRole("radio", { name: last })).toHaveCount(0);
  });
}

test("Finpay: without the tick the card is not kept, there neither", async ({ page, shop, checkout, newCard }) => {
  const { card } = PROVIDERS.finpay;
  await checkout.openReady({ provider: "finpay" });
  await newCard.begin();
  await newCard.typeAndApprove(card);
  await checkout.shows("paid");
  expect(await shop.sandbox.cardsAtFinpay(shop.customer)).toEqual([]);
  const next = await nextOrder(page, shop, { provider: "finpay" });
  await expect(next.radios).toHaveCount(3);
  const again = new NewCard(page, next.shop);
  await again.begin({ keep: true });
  await again.typeAndApprove(card);
  await next.shows("paid");
  expect(await shop.sandbox.cardsAtFinpay(shop.customer)).toHaveLength(1);
});

test("consent is for one order: the next one's box is empty", async ({ page, checkout, newCard }) => {
  await checkout.openReady();
  await newCard.keep.check();
  await page.getByRole("button", { name: "New order" }).click();
  await expect(newCard.keep).not.toBeChecked();
  await expect(newCard.form).toBeVisible();
});

test("a guest pays with a new card, and is not asked to have it kept", async ({ shop, checkout, newCard }) => {
  const { session } = await checkout.open({ customer: null });
  await expect(newCard.button).toBeVisible();
  await expect(newCard.keep).toBeHidden();
  const body = {
    new_card: { save: { text: "keep-card-2026-01", language: "en" } },
    amount: 12900, currency: "EUR",
    previous_payment: null,
  };
  const refused = await shop.call(session, { key: "k".repeat(20), body });
  expect(refused.status()).toBe(422);
  expect((await refused.json()).code).toBe("customer.missing");
  await newCard.begin();
  await newCard.type(PROVIDERS.smart2pay.card);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a provider that takes no guests is told of", async ({ page, shop, trouble }) => {
  trouble.expectFailedRequests();
  await page.goto(`${shop.url}/?provider=finpay&customer=guest`);
  await expect(page.locator("#checkout").getByRole("alert")).toContainText("choose a customer");
});
