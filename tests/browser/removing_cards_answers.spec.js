// What is answered to a removal: a refusal, nothing, the end of the session; and a payment meanwhile.
import { MASTERCARD, VISA, button, doubleClickIsOver, failure, remove, removed, spoken, stored, toggle, watchCalls } from "./card_edits.js";
import { CALLS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

test("a refused removal is said beside the card, which stays", async ({ checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  await toggle(checkout).click();
  const restore = await checkout.refuse(CALLS.remove, 409, { code: "card.deleting" });
  await remove(checkout, VISA);
  await expect(failure(checkout)).toHaveText(message("edit.refused"));
  await expect(checkout.radios).toHaveCount(3);
  await expect(removed(checkout)).toHaveCount(0);
  await checkout.hasFocus("edit");
  expect(await spoken(checkout)).toEqual([
    ["polite", message("removed", { card: VISA })],
    ["assertive", message("edit.refused")],
  ]);
  expect(await checkout.heard()).toContain("oneclick-error");
  await restore();
  await remove(checkout, VISA);
  await expect(checkout.radios).toHaveCount(2);
  await expect(failure(checkout)).toHaveCount(0);
});

test("a lost answer is no failure: the call is repeated, and says what is so", async ({ page, checkout, shop, trouble }) => {
  trouble.expectFailedRequests();
  const made = await checkout.openReady();
  const calls = watchCalls(page);
  let lost = 0;
  await page.route(CALLS.remove, async (route) => {
    if (lost > 0) return route.fallback();
    lost += 1;
    await route.fetch();
    await route.abort("connectionfailed");
  });
  await toggle(checkout).click();
  await remove(checkout, VISA);
  await expect.poll(() => calls).toEqual(["DELETE", "DELETE"]);
  await expect(button(checkout, "removed.undo", VISA)).toHaveAttribute("aria-disabled", "false");
  await expect(checkout.radios).toHaveCount(2);
  expect(await spoken(checkout)).toEqual([["polite", message("removed", { card: VISA })]]);
  expect(await stored(shop, made)).not.toContain("4242");
});

test("nothing can be done to the cards while a payment is under way", async ({ page, checkout }) => {
  await checkout.openReady();
  await toggle(checkout).click();
  const answer = await checkout.holdAnswers(CALLS.pay);
  const calls = watchCalls(page);
  await doubleClickIsOver(checkout);
  await checkout.pay();
  await answer.arrived;
  await expect(toggle(checkout)).toHaveAttribute("aria-disabled", "true");
  await button(checkout, "remove", MASTERCARD).click({ force: true });
  await button(checkout, "default.make", MASTERCARD).click({ force: true });
  await expect(button(checkout, "remove.keep", MASTERCARD)).toHaveCount(0);
  answer.release();
  await checkout.shows("paid");
  expect(calls).toEqual([]);
  await checkout.isChargedOnce();
});

test("a payment does not wait for a removal, nor the removal for it", async ({ checkout, shop }) => {
  const made = await checkout.openReady();
  await toggle(checkout).click();
  const answer = await checkout.holdAnswers(CALLS.remove);
  await remove(checkout, MASTERCARD);
  await answer.arrived;
  await doubleClickIsOver(checkout);
  await checkout.pay();
  await checkout.shows("paid");
  answer.release();
  await checkout.isChargedOnce();
  const { cards } = await (await shop.call(made.session)).json();
  expect(cards.map(({ last_four }) => last_four)).not.toContain("4444");
});

test("two elements and two tabs of one session show the same", async ({ context, page, shop, checkout }) => {
  const made = await checkout.openReady();
  await page.evaluate(({ endpoint, session }) => {
    const make = () => Object.assign(document.createElement("one-click-checkout"), { endpoint, session });
    document.getElementById("checkout").replaceChildren(make(), make());
  }, made);
  const beside = new Checkout(page, shop, 1);
  await beside.shows("ready");
  const tab = new Checkout(await context.newPage(), shop);
  await tab.page.goto(shop.address());
  await tab.shows("ready");
  await toggle(checkout).click();
  await remove(checkout, VISA);
  await expect(beside.radios).toHaveCount(2);
  await expect(removed(beside)).toBeVisible();
  // The other tab does not know yet: removed again, it is answered the same.
  await toggle(tab).click();
  await remove(tab, VISA);
  await expect(tab.radios).toHaveCount(2);
  await button(tab, "removed.undo", VISA).click();
  await expect(tab.radios).toHaveCount(3);
  await page.evaluate((session) => {
    document.querySelector("one-click-checkout").session = session;
  }, made.session);
  await expect(checkout.radios).toHaveCount(3);
  await expect(removed(checkout)).toHaveCount(0);
});

for (const [status, code, screen] of [
  [401, "session.expired", "expired"],
  [409, "session.superseded", "superseded"],
]) {
  test(`a removal that is answered ${code} shows the end of the session`, async ({ checkout, trouble }) => {
    trouble.expectFailedRequests();
    await checkout.openReady();
    await toggle(checkout).click();
    await checkout.refuse(CALLS.remove, status, { code });
    await remove(checkout, VISA);
    await checkout.shows(screen);
    await expect(checkout.heading).toBeFocused();
  });
}

