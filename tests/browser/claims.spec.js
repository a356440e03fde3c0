// "Nothing was charged" is said only where the server said so, or where this tab is known to
// have sent nothing: not after a payment, not by another spelling of the endpoint, not where
// the tab's storage cannot be read.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

test.beforeEach(({ trouble }) => trouble.expectFailedRequests());

/** Puts an element with these properties in the place of the shop's. */
function replace(page, properties) {
  return page.evaluate((properties) => {
    const element = Object.assign(document.createElement("one-click-checkout"), properties);
    document.querySelector("one-click-checkout").replaceWith(element);
  }, properties);
}

test("a reload after paying, with the server away, does not say that nothing was charged", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  const restore = await checkout.cutOff(CALLS.read);
  await page.reload();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  await restore();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a reload after paying, without WebAssembly, does not say that nothing was charged", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\./);
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  await page.route("**/*.wasm", (route) => route.abort("connectionfailed"));
  await page.reload();
  await checkout.shows("runtime");
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("runtime.open"));
});

test("another session after paying, with the server away, does not say that nothing was charged", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  const made = await shop.makeSession();
  await checkout.cutOff(CALLS.read);
  await replace(page, { endpoint: made.endpoint, session: made.session });
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
});

test("the same, where the tab has no storage", async ({ page, shop, checkout }) => {
  await page.addInitScript(refuseStorage);
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  const made = await shop.makeSession();
  await checkout.cutOff(CALLS.read);
  await replace(page, { endpoint: made.endpoint, session: made.session });
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
});

test("an endpoint with a slash at its end finds the key of the one without", async ({ page, checkout }) => {
  const { endpoint, session } = await checkout.openReady();
  await page.route(CALLS.pay, async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await checkout.pay();
  await checkout.shows("unknown");
  await expect.poll(() => checkout.shop.sandbox.charged()).toBe(1);
  await checkout.cutOff(CALLS.read);
  await page.reload();
  await checkout.shows("unknown");
  await replace(page, { endpoint: `${endpoint}/`, session });
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
});

test("an endpoint whose query is another one after a reload finds the key of an open payment", async ({ page, checkout }) => {
  await page.addInitScript(() => {
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
      setAttribute.call(this, name, name === "endpoint" ? `${value}?v=${performance.timeOrigin}` : value);
    };
  });
  const asked = new Set();
  page.on("request", (request) => request.url().includes("/v1?v=") && asked.add(request.url()));
  await page.route(CALLS.pay, async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("unknown");
  await expect.poll(() => checkout.shop.sandbox.charged()).toBe(1);
  await page.route(CALLS.read, (route) => route.abort("connectionfailed"));
  await page.reload();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  expect(asked.size).toBe(2);
});

test("an element that is drawn anew with another query shows the same flow", async ({ page, shop, checkout }) => {
  const { endpoint } = await checkout.openReady();
  const { session } = await shop.makeSession();
  await replace(page, { endpoint: `${endpoint}?v=1`, session });
  await checkout.shows("ready");
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await replace(page, { endpoint: `${endpoint}?v=2`, session });
  await checkout.shows("paying");
  answer.release();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test.describe("back from the bank in another tab, with the server away", () => {
  test("nobody says that nothing was charged", async ({ page, context, checkout, shop }) => {
    await checkout.openReady({ provider: "costplus", scenario: "three_d_secure" });
    await checkout.pay();
    await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
    const tab = await context.newPage();
    const other = new checkout.constructor(tab, shop);
    const restore = await other.cutOff(CALLS.read);
    await tab.goto(shop.address());
    await other.shows("unknown");
    await other.admitsDoubt();
    await restore();
    await other.shows("bank");
  });

  test("nor where there is no WebAssembly either", async ({ page, context, checkout, shop, trouble }) => {
    trouble.expect(/runtime\./);
    await checkout.openReady({ provider: "costplus", scenario: "three_d_secure" });
    await checkout.pay();
    await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
    const tab = await context.newPage();
    const other = new checkout.constructor(tab, shop);
    await tab.route("**/*.wasm", (route) => route.abort("connectionfailed"));
    await tab.goto(shop.address());
    await other.shows("runtime");
    await other.admitsDoubt();
    expect(await other.visibleText()).toContain(message("runtime.open"));
  });

  test("what has ended in the other tab is in doubt no more", async ({ page, context, checkout, shop }) => {
    await checkout.openReady({ scenario: "declined" });
    await checkout.pay();
    await checkout.shows("declined");
    const tab = await context.newPage();
    const other = new checkout.constructor(tab, shop);
    await other.cutOff(CALLS.read);
    await tab.goto(shop.address());
    await other.shows("unavailable");
    expect(await other.visibleText()).toContain(message("nothing"));
  });

  test("a page that another site has led to says nothing of money", async ({ page, checkout, shop }) => {
    // In another browser, or begun by a form of the shop's, it is a payment that nothing here knows of.
    await shop.makeOrder();
    await checkout.cutOff(CALLS.read);
    await page.goto(`${process.env.ONECLICK_SERVER}/health/live`);
    await page.evaluate((address) => location.assign(address), shop.address());
    await checkout.shows("unavailable");
    await checkout.admitsDoubt();
  });
});

function refuseStorage() {
  Object.defineProperty(window, "sessionStorage", {
    get() {
      throw new DOMException("refused", "SecurityError");
    },
  });
}

test.describe("where the tab's storage cannot be read", () => {
  test.beforeEach(({ page }) => page.addInitScript(refuseStorage));

  test("a session that fails says nothing of money", async ({ checkout }) => {
    const restore = await checkout.cutOff(CALLS.read);
    await checkout.open();
    await checkout.shows("unavailable");
    await checkout.admitsDoubt();
    await restore();
    await checkout.action.click();
    await checkout.shows("ready");
    await checkout.pay();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test("an ended session is an ended session", async ({ checkout }) => {
    await checkout.refuse(CALLS.read, 401, { code: "session.expired", detail: "The session has ended." });
    await checkout.open();
    await checkout.shows("expired");
    await checkout.admitsDoubt();
  });

  test("WebAssembly that fails says nothing of money", async ({ page, checkout, trouble }) => {
    trouble.expect(/runtime\./);
    await page.route("**/*.wasm", (route) => route.abort("connectionfailed"));
    await checkout.open();
    await checkout.shows("runtime");
    await checkout.admitsDoubt();
    expect(await checkout.visibleText()).toContain(message("runtime.text"));
  });
});

for (const what of ["undefined", "NaN €", "[object Object]", ""]) {
  test(`an Intl of the page's that formats to "${what}" shows the amount all the same`, async ({ page, checkout }) => {
    await page.addInitScript((what) => {
      const format = () => (what === "undefined" ? undefined : what === "[object Object]" ? {} : what);
      Intl.NumberFormat = Intl.DateTimeFormat = function () {
        return { format, formatRange: format };
      };
    }, what);
    await checkout.openReady();
    await expect(checkout.button).toHaveText(message("pay", { amount: "EUR 129.00" }));
    const all = await checkout.element.evaluate(({ shadowRoot }) => shadowRoot.textContent);
    expect(all).not.toMatch(/undefined|NaN|\[object/);
    await checkout.pay();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("a language that is left before its messages have come is not shown", async ({ page, checkout }) => {
  await checkout.openReady();
  const german = await checkout.holdAnswers(/\/de-\w+\.json$/);
  const speak = (language) =>
    page.evaluate((language) => document.documentElement.setAttribute("lang", language), language);
  await speak("de");
  await german.arrived;
  await speak("en");
  const come = page.waitForResponse(/\/de-\w+\.json$/);
  german.release();
  await (await come).finished();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await expect(checkout.base).toHaveAttribute("lang", "en");
  await expect(checkout.button).toHaveText(message("pay", { amount: "€129.00" }));
});
