// The express layout: one card, one button, and the way to the others.
import { violations } from "./accessibility.js";
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** The element has this attribute from the start. */
async function withLayout(page, layout) {
  await page.addInitScript((layout) => {
    const { createElement } = Document.prototype;
    Document.prototype.createElement = function (name, ...more) {
      const made = createElement.call(this, name, ...more);
      if (name === "one-click-checkout") made.setAttribute("layout", layout);
      return made;
    };
  }, layout);
}

const label = (card) => message("pay.card", { amount: "€129.00", card });

test("one card and one button, which names both, pay by one Enter", { tag: "@smoke" }, async ({ page, checkout }) => {
  await withLayout(page, "express");
  await checkout.openReady();
  await expect(checkout.button).toHaveText(label("Visa •••• 4242"));
  await expect(checkout.element.locator(".card:visible")).toHaveCount(1);
  await expect(checkout.element.getByRole("listitem")).toHaveCount(0);
  await checkout.cvc.fill(CVCS.visa);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("focus() goes to the button where no code is asked, and one press pays", async ({ page, checkout, trouble }) => {
  // The server wants a code all the same.
  trouble.expectFailedRequests();
  await withLayout(page, "express");
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    for (const card of session.cards) card.cvc = "never";
    await route.fulfill({ response, json: session });
  });
  await checkout.openReady();
  expect(await violations(page, "one-click-checkout")).toEqual([]);
  await checkout.element.evaluate((element) => element.focus());
  await checkout.hasFocus("button");
  await page.keyboard.press("Enter");
  await expect.poll(() => checkout.posts.length).toBe(1);
});

test("Change shows all cards in place, the picked one focused", async ({ page, checkout }) => {
  await withLayout(page, "express");
  await checkout.openReady();
  await checkout.element.locator("[part=change]").click();
  await expect(checkout.visa).toBeFocused();
  await expect(checkout.element.locator(".card:visible")).toHaveCount(5);
  await page.keyboard.press("ArrowDown");
  await expect(checkout.amex).toBeChecked();
  await expect(checkout.button).toHaveText(label("American Express •••• 0005"));
  await expect(checkout.element.locator("[part=change]")).toBeHidden();
  await checkout.pay(CVCS.amex);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

for (const width of [320, 1280]) {
  test(`at ${width} px the one card takes exactly the skeleton's room, whatever rows says`, async ({ page, checkout }) => {
    await page.setViewportSize({ width, height: 1400 });
    await withLayout(page, "express");
    const session = await checkout.holdAnswers(CALLS.read);
    await checkout.open({}, { rows: "4" });
    await session.arrived;
    await expect(checkout.element.locator(".skeleton .card")).toHaveCount(1);
    const height = () => checkout.element.evaluate((element) => element.getBoundingClientRect().height);
    const before = await height();
    session.release();
    await checkout.shows("ready");
    expect(await height()).toBe(before);
  });
}

test("a layout that is none is named on the console, and the list is used", async ({ page, checkout, trouble }) => {
  trouble.expect(/layout: "express-lane" must be "list" or "express"/);
  await withLayout(page, "express-lane");
  await checkout.openReady();
  expect(trouble.seen(/layout: "express-lane"/)).toHaveLength(1);
  await expect(checkout.button).toHaveText(message("pay", { amount: "€129.00" }));
  await expect(checkout.element.locator(".choice:visible .last")).toHaveCount(3);
});

test("a page changes the layout, and the picked card stays", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.mastercard.check();
  await checkout.element.evaluate((element) => {
    element.layout = "express";
  });
  await expect(checkout.button).toHaveText(label("Mastercard •••• 4444"));
  await checkout.element.evaluate((element) => {
    element.layout = "list";
  });
  await expect(checkout.button).toHaveText(message("pay", { amount: "€129.00" }));
  await expect(checkout.mastercard).toBeChecked();
});
