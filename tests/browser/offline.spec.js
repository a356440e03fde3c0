// No connection: said in words, waited for, and never a word on money that is not known.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

test.beforeEach(({ trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/runtime\.unreachable/);
});

/** The calls fail as they do offline, and the browser says so at its next word, until `restore`. */
async function goOffline(page, checkout) {
  const restore = await checkout.cutOff(CALLS.read);
  await page.context().setOffline(true);
  return async () => {
    await restore();
    await page.context().setOffline(false);
  };
}

/** The browser says that there is no connection, before anything of the element is asked for. */
const sayOffline = (page) =>
  page.addInitScript(() => {
    window.connected = false;
    Object.defineProperty(Navigator.prototype, "onLine", { get: () => window.connected });
  });

const reconnect = (page) =>
  page.evaluate(() => {
    window.connected = true;
    window.dispatchEvent(new Event("online"));
  });

test("a page that is opened offline says so, waits, and goes on by itself", async ({ page, checkout }) => {
  await sayOffline(page);
  const restore = await checkout.cutOff(CALLS.read);
  await checkout.open();
  await checkout.shows("unavailable");
  await expect(checkout.heading).toHaveText(message("offline.title"));
  expect(await checkout.visibleText()).toContain(message("nothing"));
  expect((await checkout.watched()).heard).toMatchObject([{ name: "oneclick-error", detail: { code: "network.offline" } }]);
  // The word of the browser alone proves nothing.
  const tried = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/checkout/v1"));
  await reconnect(page);
  await tried;
  await checkout.shows("unavailable");
  await restore();
  await checkout.shows("ready");
  expect(await checkout.heard(), "told once").toEqual(["oneclick-error", "oneclick-ready"]);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a file of the element that cannot be had offline is fetched when the line is back", async ({ page, checkout }) => {
  await sayOffline(page);
  const failing = (route) => route.abort("internetdisconnected");
  await page.route("**/*.wasm", failing);
  await checkout.open();
  await checkout.shows("runtime");
  await expect(checkout.heading).toHaveText(message("offline.title"));
  expect(await checkout.visibleText()).toContain(message("nothing"));
  const tried = page.waitForEvent("requestfailed", (request) => request.url().endsWith(".wasm"));
  await reconnect(page);
  await tried;
  await page.unroute("**/*.wasm", failing);
  await checkout.shows("ready");
  expect(await checkout.heard(), "told once").toEqual(["oneclick-error", "oneclick-ready"]);
});

test("a line that goes while the cards are shown is said, and a press sends nothing", async ({ page, checkout }) => {
  await checkout.openReady();
  const restore = await goOffline(page, checkout);
  await expect(checkout.element.locator("[part=banner]")).toContainText(message("offline.text"));
  await checkout.cvc.fill("123");
  const asked = page.waitForEvent("requestfailed");
  await checkout.button.click();
  await asked;
  await checkout.shows("ready");
  await expect(checkout.cvc, "the code stays").toHaveValue("123");
  expect(checkout.posts).toHaveLength(0);
  await checkout.isNotCharged();
  await restore();
  await expect(checkout.element.locator("[part=banner]")).toHaveCount(0);
  await checkout.button.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a line that goes with a payment leaves its outcome open, and is asked as soon as it is back", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.route(CALLS.pay, async (route) => {
    await route.fetch();
    await page.context().setOffline(true);
    await route.abort("internetdisconnected");
  }, { times: 1 });
  await checkout.pay();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("offline.text"));
  expect(await checkout.visibleText()).toContain(message("unknown.text"));
  await expect.poll(() => checkout.shop.sandbox.charged()).toBe(1);
  await page.context().setOffline(false);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
