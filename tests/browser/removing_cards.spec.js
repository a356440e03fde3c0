// The shopper's cards in the element: removed, brought back, replaced, made the default card.
import { violations } from "./accessibility.js";
import { AMEX, EXPIRED, MASTERCARD, VISA, button, doubleClickIsOver, others, remove, removed, spoken, stored, toggle, watchCalls } from "./card_edits.js";
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

test("a card is removed when that is confirmed, and comes back", { tag: "@smoke" }, async ({ page, checkout, shop }) => {
  const made = await checkout.openReady();
  const calls = watchCalls(page);
  const [next] = await others(checkout);
  const picked = checkout.element.getByRole("radio", { name: next });
  await expect(button(checkout, "remove", VISA)).toHaveCount(0);
  await toggle(checkout).click();
  await expect(toggle(checkout)).toHaveText(message("edit.done"));
  await button(checkout, "remove", VISA).click();
  await expect(checkout.element.getByRole("group", { name: message("remove.ask", { card: "Visa •••• 4242" }) })).toBeVisible();
  expect(calls).toEqual([]);
  expect(await violations(page, "one-click-checkout")).toEqual([]);
  const answer = await checkout.holdAnswers(CALLS.remove);
  await button(checkout, "remove", VISA).click();
  // At once, and while the server has not answered.
  await expect(checkout.radios).toHaveCount(2);
  await expect(removed(checkout)).toContainText(message("removed", { card: "Visa •••• 4242" }));
  await expect(picked).toBeChecked();
  await expect(button(checkout, "remove", next)).toBeFocused();
  expect(await violations(page, "one-click-checkout")).toEqual([]);
  await answer.arrived;
  answer.release();
  expect(await stored(shop, made)).not.toContain("4242");
  await expect(button(checkout, "removed.undo", VISA)).toHaveAttribute("aria-disabled", "false");
  await button(checkout, "removed.undo", VISA).click();
  await expect(checkout.radios).toHaveCount(3);
  await expect(removed(checkout)).toHaveCount(0);
  await expect(button(checkout, "remove", VISA)).toBeFocused();
  await expect(picked).toBeChecked();
  expect((await stored(shop, made))[0]).toBe("4242");
  expect(calls).toEqual(["DELETE", "restore"]);
  expect(await spoken(checkout)).toEqual([
    ["polite", message("removed", { card: VISA })],
    ["polite", message("restored", { card: VISA })],
  ]);
  expect((await checkout.watched()).heard.map(({ name, detail }) => [name, detail.cvc])).toEqual([
    ["oneclick-ready", undefined],
    ["oneclick-change", true],
  ]);
  await toggle(checkout).click();
  await expect(button(checkout, "remove", VISA)).toHaveCount(0);
  await doubleClickIsOver(checkout);
  await checkout.pay(next === AMEX ? CVCS.amex : CVCS.mastercard);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("keys alone: Escape keeps the card, and the focus is never lost", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  const [next] = await others(checkout);
  await toggle(checkout).focus();
  await page.keyboard.press("Enter");
  await button(checkout, "remove", VISA).focus();
  await page.keyboard.press("Enter");
  await expect(button(checkout, "remove.keep", VISA)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button(checkout, "remove", VISA)).toBeFocused();
  await expect(checkout.radios).toHaveCount(3);
  await page.keyboard.press("Enter");
  await expect(button(checkout, "remove.keep", VISA)).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(button(checkout, "remove", next)).toBeFocused();
  await button(checkout, "removed.close", VISA).focus();
  await page.keyboard.press("Space");
  await expect(removed(checkout)).toHaveCount(0);
  await expect(toggle(checkout)).toBeFocused();
});

test("a second click of two confirms nothing", async ({ page, checkout }) => {
  await checkout.openReady();
  const calls = watchCalls(page);
  await toggle(checkout).click();
  await button(checkout, "remove", VISA).dblclick();
  await expect(removed(checkout)).toHaveCount(0);
  await expect(checkout.radios).toHaveCount(3);
  expect(calls).toEqual([]);
});

test("a second click of two, on the button that has come under the pointer, pays nothing", async ({ page, checkout, shop }) => {
  await checkout.openReady();
  await checkout.cvc.fill("123");
  await toggle(checkout).click();
  await button(checkout, "remove", MASTERCARD).click();
  const gone = page.waitForResponse((response) => response.request().method() === "DELETE");
  await checkout.element.evaluate(({ shadowRoot }) => {
    shadowRoot.querySelector("[role=group] .edit:last-child").click();
    shadowRoot.querySelector(".pay").click();
  });
  await gone;
  await expect(removed(checkout)).toHaveCount(1);
  await checkout.shows("ready");
  expect((await shop.sandbox.requests()).charges).toBe(0);
});

test("a card that the shop charges by itself says so before it is removed", async ({ page, checkout }) => {
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    session.cards[0].uses.push("merchant_scheduled");
    await route.fulfill({ response, json: session });
  });
  await checkout.openReady();
  await toggle(checkout).click();
  await button(checkout, "remove", MASTERCARD).click();
  await expect(checkout.element).not.toContainText(message("remove.merchant"));
  await button(checkout, "remove", VISA).click();
  await expect(checkout.element.getByRole("group", { name: message("remove.merchant") })).toBeVisible();
});

test("an expired card is removed or replaced, each by a button with its name", async ({ checkout, newCard }) => {
  await checkout.openReady();
  const last = (await others(checkout)).at(-1);
  await toggle(checkout).click();
  await button(checkout, "replace", EXPIRED).click();
  await expect(newCard.choice).toBeChecked();
  await expect(newCard.choice).toBeFocused();
  await remove(checkout, EXPIRED);
  await expect(checkout.element.getByRole("listitem")).toHaveCount(0);
  await expect(button(checkout, "remove", last)).toBeFocused();
  await expect(newCard.choice).toBeChecked();
});

test("another default card comes first, and the pick stays", async ({ page, checkout, shop }) => {
  const made = await checkout.openReady();
  await toggle(checkout).click();
  await expect(button(checkout, "default.make", VISA)).toHaveCount(0);
  await button(checkout, "default.make", MASTERCARD).click();
  await expect(checkout.radios.first()).toHaveAccessibleName(new RegExp(MASTERCARD));
  await expect(checkout.visa).toBeChecked();
  await expect(button(checkout, "remove", MASTERCARD)).toBeFocused();
  expect(await spoken(checkout)).toEqual([["polite", message("default.made", { card: MASTERCARD })]]);
  expect((await stored(shop, made))[0]).toBe("4444");
  await page.reload();
  await checkout.shows("ready");
  await expect(checkout.mastercard).toBeChecked();
});

test("another default card takes neither the code that is typed meanwhile nor the focus from it", async ({ checkout }) => {
  await checkout.openReady();
  await toggle(checkout).click();
  const answer = await checkout.holdAnswers(CALLS.makeDefault);
  await button(checkout, "default.make", MASTERCARD).click();
  await checkout.cvc.pressSequentially("12");
  await answer.arrived;
  answer.release();
  await expect(checkout.radios.first()).toHaveAccessibleName(new RegExp(MASTERCARD));
  await expect(checkout.cvc).toHaveValue("12");
  await expect(checkout.cvc).toBeFocused();
  await checkout.cvc.press("3");
  await expect(checkout.cvc).toHaveValue("123");
  await doubleClickIsOver(checkout);
  await checkout.cvc.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("the last card can be brought back from an empty list", async ({ page, checkout }) => {
  for (const call of [CALLS.read, CALLS.remove, CALLS.restore]) {
    await page.route(call, async (route) => {
      const response = await route.fetch();
      const session = await response.json();
      const cards = session.cards.filter(({ last_four }) => last_four === "4242");
      await route.fulfill({ response, json: { ...session, cards, new_card: null } });
    });
  }
  await checkout.openReady();
  await toggle(checkout).click();
  await remove(checkout, VISA);
  await checkout.shows("empty");
  await expect(checkout.heading).toBeFocused();
  expect(await violations(page, "one-click-checkout")).toEqual([]);
  await button(checkout, "removed.undo", VISA).click();
  await checkout.shows("ready");
  await expect(checkout.visa).toBeChecked();
  await checkout.hasFocus();
});

test("a server that edits no cards offers nothing of it", async ({ checkout }) => {
  await checkout.withoutNewCard((session) => {
    session.cards_editable = false;
  });
  await checkout.openReady();
  await expect(checkout.element.locator("[part=edit]")).toHaveCount(0);
});

test("express: the cards are edited where they are all shown", async ({ page, checkout }) => {
  await page.addInitScript(() => {
    const { createElement } = Document.prototype;
    Document.prototype.createElement = function (name, ...more) {
      const made = createElement.call(this, name, ...more);
      if (name === "one-click-checkout") made.setAttribute("layout", "express");
      return made;
    };
  });
  await checkout.openReady();
  await expect(toggle(checkout)).toBeHidden();
  await checkout.element.locator("[part=change]").click();
  await toggle(checkout).click();
  await remove(checkout, VISA);
  await expect(checkout.radios).toHaveCount(2);
  await checkout.hasFocus("edit");
});

test("every button is large enough to be met, at 320 pixels too", { tag: "@forced" }, async ({ page, checkout }) => {
  await page.setViewportSize({ width: 320, height: 900 });
  await page.emulateMedia({ forcedColors: "active" });
  expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
  await checkout.openReady();
  await toggle(checkout).click();
  await remove(checkout, EXPIRED);
  await button(checkout, "remove", VISA).click();
  const buttons = await checkout.element.locator("[part=edit]:visible").all();
  expect(buttons.length).toBeGreaterThan(7);
  for (const one of buttons) {
    const { width, height } = await one.boundingBox();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
