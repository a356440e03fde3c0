// The calls that change cards, refused and without an answer: the right words, nothing lost, and
// nothing sent for a session that was taken away or in the place of another one.
import { MASTERCARD, VISA, button, failure, remove, removed, spoken, stored, toggle, watchCalls } from "./card_edits.js";
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
import { some } from "./some.js";

/** Longer than until a call is repeated for the last time. */
const REPEATED = { timeout: 20_000 };

/** Each change: its call, what the shopper does, and what a card that is unknown means to it. */
const CHANGES = {
  remove: { act: (checkout) => remove(checkout, VISA), unknown: undefined },
  restore: { act: (checkout) => button(checkout, "removed.undo", VISA).click(), unknown: "restore.late" },
  makeDefault: { act: (checkout) => button(checkout, "default.make", MASTERCARD).click(), unknown: "edit.refused" },
};

/** From here on the server does not know the card with these digits. */
const leaveOut = (page, digits) =>
  page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    await route.fulfill({ response, json: { ...session, cards: session.cards.filter(({ last_four }) => last_four !== digits) } });
  });

for (const [change, { act, unknown }] of Object.entries(CHANGES)) {
  const answers = [
    [404, "card.unknown", unknown],
    [429, "attempts.too_many", "too_many.fast.text"],
    [503, "server.unavailable", "edit.unknown"],
  ];
  for (const [status, code, key] of some(answers, 2)) {
    test(`${change} that is answered ${status}: ${key ?? "the card is gone"}`, async ({ page, checkout, trouble }) => {
      trouble.expectFailedRequests();
      await checkout.openReady();
      await toggle(checkout).click();
      if (change === "restore") {
        await remove(checkout, VISA);
        await expect(button(checkout, "removed.undo", VISA)).toHaveAttribute("aria-disabled", "false");
      } else if (change === "makeDefault") {
        await checkout.cvc.fill("123");
      }
      if (change === "remove" && !key) await leaveOut(page, "4242");
      const restore = await checkout.refuse(CALLS[change], status, { code });
      await act(checkout);
      const isGone = change === "restore" || (change === "remove" && !key);
      const said = change === "restore" ? removed(checkout) : failure(checkout);
      if (key) {
        await expect(said).toContainText(message(key), REPEATED);
        expect((await spoken(checkout)).at(-1)).toEqual(["assertive", message(key)]);
      }
      await expect(checkout.radios).toHaveCount(isGone ? 2 : 3);
      await checkout.hasFocus("edit");
      if (change === "makeDefault") await expect(checkout.cvc).toHaveValue("123");
      if (!key) {
        await expect(removed(checkout)).toHaveCount(0);
        expect(await spoken(checkout)).toEqual([["polite", message("removed", { card: VISA })]]);
        return expect(failure(checkout)).toHaveCount(0);
      }
      // It is done when the server takes it.
      await restore();
      await act(checkout);
      if (change === "makeDefault") await expect(checkout.radios.first()).toHaveAccessibleName(new RegExp(MASTERCARD));
      else await expect(checkout.radios).toHaveCount(change === "remove" ? 2 : 3);
      await expect(said).toHaveCount(0);
    });
  }
}

test("a removal is not repeated for a session that was taken away", async ({ page, shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/runtime\.session_missing/);
  await page.clock.install();
  await checkout.openReady();
  const calls = watchCalls(page);
  await checkout.cutOff(CALLS.remove);
  await toggle(checkout).click();
  const lost = page.waitForEvent("requestfailed");
  await remove(checkout, VISA);
  await lost;
  await checkout.element.evaluate((element) => Object.assign(element, { session: null }));
  await page.clock.fastForward(10_000);
  const { session } = await shop.makeSession();
  await checkout.element.evaluate((element, session) => Object.assign(element, { session }), session);
  await checkout.shows("ready");
  await expect(checkout.radios).toHaveCount(3);
  expect(calls).toEqual(["DELETE"]);
});

test("another session that is read during a removal lists the card no longer than that takes", async ({ page, shop, checkout }) => {
  const made = await checkout.openReady();
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(CALLS.remove, async (route) => {
    await released;
    await route.continue();
  });
  await toggle(checkout).click();
  await remove(checkout, MASTERCARD);
  await expect(checkout.radios).toHaveCount(2);
  const { session } = await shop.makeSession();
  await checkout.element.evaluate((element, session) => Object.assign(element, { session }), session);
  await expect(checkout.radios).toHaveCount(3);
  release();
  await expect(checkout.radios).toHaveCount(2);
  await expect(checkout.mastercard).toHaveCount(0);
  expect(await stored(shop, { ...made, session })).not.toContain("4444");
});
