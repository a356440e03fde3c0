import { CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** Presses both buttons as nearly at once as two tabs can. */
async function payInBoth(one, other) {
  await one.cvc.fill(CVCS.visa);
  await other.cvc.fill(CVCS.visa);
  const press = (checkout) => checkout.button.evaluate((button) => button.click());
  await Promise.all([press(one), press(other)]);
  await one.shows("paid");
  await other.shows("paid");
  await one.isChargedOnce();
}

/** A tab as `window.open` makes it: with a copy of the opener's sessionStorage. */
async function openCopy(page, shop) {
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate((address) => window.open(address), shop.address()),
  ]);
  return new Checkout(popup, shop);
}

test("two tabs of one order that pay at once charge once, and both show it", { tag: "@smoke" }, async ({ context, shop, checkout }) => {
  await checkout.openReady();
  const other = new Checkout(await context.newPage(), shop);
  await other.page.goto(shop.address());
  await other.shows("ready");
  await payInBoth(checkout, other);
});

test("a tab by window.open that pays at once charges once, and both show it", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  const other = await openCopy(page, shop);
  await other.shows("ready");
  await payInBoth(checkout, other);
});

test("a tab opened during the payment offers no second one", async ({ context, shop, checkout }) => {
  await checkout.openReady({ scenario: "pending", milliseconds: 2000 });
  await checkout.pay();
  await checkout.shows("unknown");
  const other = new Checkout(await context.newPage(), shop);
  await other.page.goto(shop.address());
  await other.shows("paid");
  await checkout.shows("paid");
  expect((await other.watched()).screens).not.toContain("ready");
  await checkout.isChargedOnce();
});

test("a tab by window.open during the payment offers no second one", async ({ page, shop, checkout }) => {
  await checkout.openReady({ scenario: "slow", milliseconds: 2500 });
  await checkout.pay();
  await expect.poll(() => shop.sandbox.charged()).toBe(1);
  const other = await openCopy(page, shop);
  await other.shows("paid");
  await checkout.shows("paid");
  expect((await other.watched()).screens).not.toContain("ready");
  await checkout.isChargedOnce();
});

test("a tab that still shows the cards meets the payment of another", async ({ context, shop, checkout }) => {
  await checkout.openReady();
  const other = new Checkout(await context.newPage(), shop);
  await other.page.goto(shop.address());
  await other.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await other.pay();
  await other.shows("paid");
  await checkout.isChargedOnce();
});

test("two elements of one session charge once, and both show it", { tag: "@smoke" }, async ({ page, shop, checkout }) => {
  const made = await checkout.openReady();
  await page.evaluate(({ endpoint, session }) => {
    const elements = [1, 2].map(() => {
      const element = document.createElement("one-click-checkout");
      element.setAttribute("endpoint", endpoint);
      element.setAttribute("session", session);
      return element;
    });
    document.getElementById("checkout").replaceChildren(...elements);
  }, made);
  const other = new Checkout(page, shop, 1);
  await checkout.shows("ready");
  await other.shows("ready");
  await checkout.cvc.fill(CVCS.visa);
  await other.cvc.fill(CVCS.visa);
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("one-click-checkout")) {
      element.shadowRoot.querySelector("button[type=submit]").click();
    }
  });
  await checkout.shows("paid");
  await other.shows("paid");
  await expect(checkout.cvc).toHaveCount(0);
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

/** Puts a second element with this session beside the shop's. */
function addElement(page, { endpoint, session }) {
  return page.evaluate(({ endpoint, session }) => {
    const element = Object.assign(document.createElement("one-click-checkout"), { endpoint, session });
    window.heardThere = [];
    element.addEventListener("oneclick-success", ({ detail }) => window.heardThere.push(detail.payment));
    document.querySelector("one-click-checkout").after(element);
  }, { endpoint, session });
}

for (const [what, another] of [
  ["one session", (made) => made],
  ["two sessions of the order", (_, shop) => shop.makeSession()],
]) {
  test(`a payment that two elements of ${what} show is told once on the document`, async ({ page, shop, checkout }) => {
    const made = await checkout.openReady();
    const second = await another(made, shop);
    await addElement(page, second);
    const other = new Checkout(page, shop, 1);
    await other.shows("ready");
    await checkout.pay();
    await checkout.shows("paid");
    await other.element.evaluate((element, { session }) => Object.assign(element, { session }), second);
    await other.shows("paid");
    const told = (await checkout.watched()).heard.filter(({ name }) => name === "oneclick-success");
    expect(told).toHaveLength(1);
    expect(await page.evaluate(() => window.heardThere), "told to the second element").toEqual([told[0].detail.payment]);
    await checkout.isChargedOnce();
  });
}
