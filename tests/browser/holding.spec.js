// A payment that the page holds may still be sent: nobody else says that it did not arrive,
// and a session in its place ends it.
import { CALLS, CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** Longer than between two questions, and three of them shorter than a page may hold. */
const PAUSE = 2_600;

/** Lets the page hold each payment until the test lets it through. */
async function holdPayments(page) {
  await page.evaluate(() => {
    document.addEventListener("oneclick-before-pay", (event) => {
      event.waitUntil(new Promise((resolve) => Object.assign(window, { letThrough: resolve })));
    });
  });
  return () => page.evaluate(() => window.letThrough());
}

/** From here on only the test moves the clock. */
async function stopClock(page) {
  const now = await page.evaluate(() => Date.now());
  await page.clock.pauseAt(now + 1_000);
}

/** Each answer that knows no payment leads to another question, and to no claim. */
async function saysNothing(other, moving) {
  await other.shows("unknown");
  for (let question = 0; question < 3; question += 1) {
    const asked = other.page.waitForResponse(CALLS.read);
    await moving.clock.runFor(PAUSE);
    await asked;
    await other.admitsDoubt();
    expect(await other.visibleText()).not.toContain(message("not_arrived.title"));
  }
}

test("a second session of the order does not say that a held payment did not arrive", async ({ page, shop, checkout }) => {
  await page.clock.install();
  await checkout.openReady();
  const letThrough = await holdPayments(page);
  await checkout.pay();
  await checkout.shows("paying");
  await stopClock(page);
  const made = await shop.makeSession();
  await page.evaluate(({ endpoint, session }) => {
    const element = Object.assign(document.createElement("one-click-checkout"), { endpoint, session });
    document.querySelector("one-click-checkout").after(element);
  }, made);
  const other = new Checkout(page, shop, 1);
  await saysNothing(other, page);
  await letThrough();
  await checkout.shows("paid");
  await page.clock.resume();
  await other.shows("paid");
  expect((await checkout.watched()).screens.filter((screen) => screen === "ready")).toHaveLength(1);
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("a second tab does not say that a held payment did not arrive", async ({ page, shop, checkout }) => {
  await page.clock.install();
  await checkout.openReady();
  const letThrough = await holdPayments(page);
  await checkout.pay();
  await checkout.shows("paying");
  await stopClock(page);
  // With a copy of the tab's storage, in which the key is.
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate((address) => window.open(address), shop.address()),
  ]);
  const other = new Checkout(popup, shop);
  await saysNothing(other, page);
  await letThrough();
  await checkout.shows("paid");
  await page.clock.resume();
  await other.shows("paid");
  await checkout.isChargedOnce();
});

test("a held payment that the page lets go of is said not to have arrived", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    document.addEventListener("oneclick-before-pay", (event) => {
      event.waitUntil(new Promise((_, reject) => Object.assign(window, { letGo: reject })));
    }, { once: true });
  });
  await checkout.pay();
  await checkout.shows("paying");
  const made = await shop.makeSession();
  await page.evaluate(({ endpoint, session }) => {
    const element = Object.assign(document.createElement("one-click-checkout"), { endpoint, session });
    document.querySelector("one-click-checkout").after(element);
  }, made);
  const other = new Checkout(page, shop, 1);
  await other.shows("unknown");
  await page.evaluate(() => window.letGo());
  await checkout.shows("ready");
  await other.shows("ready");
  expect(checkout.posts).toHaveLength(0);
  await other.pay();
  await other.shows("paid");
  await checkout.isChargedOnce();
});

test("a session in the place of one whose payment the page holds is the one that pays", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  const letThrough = await holdPayments(page);
  await checkout.pay();
  await checkout.shows("paying");
  const { session } = await shop.makeSession();
  await checkout.element.evaluate((element, session) => Object.assign(element, { session }), session);
  await checkout.shows("ready");
  await letThrough();
  await checkout.pay(CVCS.visa);
  await checkout.shows("paying");
  expect(checkout.posts).toHaveLength(0);
  await letThrough();
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  expect(checkout.posts[0].headers().authorization).toBe(`Bearer ${session}`);
  await checkout.isChargedOnce();
});

for (const [what, given] of [["a session that is none", { session: "cs_oops" }], ["another endpoint", { endpoint: "https://pay.example/checkout" }]]) {
  test(`a payment that the page holds is not sent for ${what} in its place`, async ({ page, checkout, trouble }) => {
    trouble.expect(/runtime\.session|server\.|network|pay\.example/i);
    trouble.expectFailedRequests();
    await page.route("https://pay.example/**", (route) => route.abort("connectionfailed"));
    await checkout.openReady();
    const letThrough = await holdPayments(page);
    await checkout.pay();
    await checkout.shows("paying");
    await checkout.element.evaluate((element, given) => Object.assign(element, given), given);
    await letThrough();
    await expect(checkout.base).toHaveAttribute("data-screen", /runtime|unavailable|unknown/);
    expect(checkout.posts).toHaveLength(0);
    await checkout.isNotCharged();
  });
}

test("a payment that the page holds is not sent when its element has gone, and can be made by the one that comes back", async ({ page, checkout }) => {
  await checkout.openReady();
  const letThrough = await holdPayments(page);
  await checkout.cvc.fill(CVCS.visa);
  await page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    document.addEventListener("click", async () => Object.assign(window, { came: await element.pay() }), { once: true });
  });
  await page.getByRole("heading").first().click();
  await checkout.shows("paying");
  await page.getByRole("button", { name: "Remove the element" }).click();
  await expect.poll(() => page.evaluate(() => window.came)).toEqual({ outcome: "not_sent" });
  await letThrough();
  await page.getByRole("button", { name: "Put it back" }).click();
  await checkout.shows("ready");
  await checkout.isNotCharged();
  expect(checkout.posts).toHaveLength(0);
  await checkout.pay();
  await checkout.shows("paying");
  await letThrough();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a payment that the page holds is sent where its element was moved meanwhile", async ({ page, checkout }) => {
  await checkout.openReady();
  const letThrough = await holdPayments(page);
  await checkout.pay();
  await checkout.shows("paying");
  await page.evaluate(() => document.querySelector("footer").append(document.querySelector("one-click-checkout")));
  await letThrough();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("nothing is claimed any more while another element may pay", async ({ page, shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  const letThrough = await holdPayments(page);
  const made = await shop.makeSession();
  const restore = await checkout.cutOff(CALLS.read);
  await page.evaluate(({ endpoint, session }) => {
    const element = Object.assign(document.createElement("one-click-checkout"), { endpoint, session });
    document.querySelector("one-click-checkout").after(element);
  }, made);
  const other = new Checkout(page, shop, 1);
  await other.shows("unavailable");
  expect(await other.visibleText()).toContain(message("nothing"));
  await restore();
  await checkout.pay();
  await checkout.shows("paying");
  await expect(other.base).not.toContainText(message("nothing"));
  await letThrough();
  await checkout.shows("paid");
});
