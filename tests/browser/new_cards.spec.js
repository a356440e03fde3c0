import { join } from "node:path";

import { violations } from "./accessibility.js";
import { results } from "./browser.js";
import { CALLS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
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
    await newCard.begin({ save: true });
    await newCard.typeAndApprove(card);
    await checkout.shows("paid");
    expect(new URL(page.url()).origin).toBe(shop.url);
    await expect(newCard.choice).toHaveCount(0);
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
    await newCard.choice.check();
    await expect(newCard.save).not.toBeChecked();
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
  await again.begin({ save: true });
  await again.typeAndApprove(card);
  await next.shows("paid");
  expect(await shop.sandbox.cardsAtFinpay(shop.customer)).toHaveLength(1);
});

test("consent names the text and the language shown, and is for one order", async ({ page, checkout, newCard }) => {
  await checkout.openReady({}, { language: "de" });
  const choice = checkout.element.getByRole("radio", { name: message("new_card", {}, "de") });
  const save = checkout.element.getByRole("checkbox", { name: message("new_card.save", {}, "de") });
  await choice.check();
  await save.check();
  // Another card takes it back.
  await checkout.visa.check();
  await expect(save).toHaveCount(0);
  await choice.check();
  await expect(save).not.toBeChecked();
  await save.check();
  await page.getByRole("button", { name: "New order" }).click();
  await expect(checkout.visa).toBeChecked();
  await choice.check();
  await expect(save).not.toBeChecked();
  await save.check();
  await newCard.button.click();
  await newCard.isAtProvider();
  const consent = { text: message("new_card.consent", {}, "de"), language: "de" };
  expect(checkout.posts.map((post) => post.postDataJSON().new_card)).toEqual([{ save: consent }]);
});

test("the choice says that another page follows, and no event tells of a card", async ({ page, checkout, newCard }) => {
  await checkout.openReady();
  await newCard.choice.check();
  await expect(checkout.cvc).toHaveCount(0);
  const [words] = message("new_card.pay").split("{");
  await expect(newCard.button).toContainText(words.trim());
  await expect(newCard.button).toContainText("129");
  await expect(newCard.button).toHaveAccessibleDescription(message("new_card"));
  const { heard } = await checkout.watched();
  expect(heard.at(-1)).toMatchObject({ name: "oneclick-change", detail: { card: null, cvc: false } });
  for (const part of [newCard.choice, newCard.save]) {
    const { width, height } = await part.locator("xpath=ancestor::label").boundingBox();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
  }
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page, "one-click-checkout")).toEqual([]);
    for (const width of [320, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await overflow()).toBeLessThanOrEqual(0);
      await checkout.element.screenshot({ path: join(results, "screens", `new-card-${colorScheme}-${width}.png`) });
    }
  }
});

test("the limit of new cards is told of, and leaves the stored ones", async ({ checkout, newCard, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  await newCard.choice.check();
  await checkout.withoutNewCard();
  const restore = await checkout.refuse(CALLS.pay, 429, { code: "attempts.too_many", limit: "new_cards_per_customer" });
  await newCard.button.click();
  await checkout.shows("declined");
  await expect(checkout.base).toContainText(message("too_many.cards.text"));
  await expect(newCard.choice).toHaveCount(0);
  await checkout.isNotCharged();
  await restore();
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a new card is picked again in the session that takes another's place", async ({ page, shop, checkout, newCard }) => {
  await checkout.openReady();
  await newCard.choice.check();
  const { session } = await shop.makeSession();
  await page.evaluate((session) => {
    document.querySelector("one-click-checkout").session = session;
  }, session);
  await checkout.shows("ready");
  await expect(newCard.choice).toBeChecked();
});

test("a guest pays with a new card, and is not asked to have it kept", { tag: "@smoke" }, async ({ shop, checkout, newCard }) => {
  const { session } = await checkout.open({ customer: null });
  await expect(newCard.choice).toBeChecked();
  await expect(newCard.save).toHaveCount(0);
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
