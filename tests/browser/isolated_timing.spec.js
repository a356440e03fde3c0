// Isolated mode when things come late, go, or come twice: the last session set is the one that is
// shown, and nothing is claimed of money.
import { CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { frameOf, openIsolated } from "./isolated.js";

const script = (text) => `<script nonce="ours">${text}</script>`;
const NONCE = "'nonce-ours'";

/** Holds the file of isolated mode back until `release`. */
async function holdFile(page) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  let arrive;
  const arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  await page.route("**/outside-*.js", async (route) => {
    arrive();
    await released;
    await route.continue();
  });
  return { arrived, release };
}

const host = (page) => page.locator("one-click-checkout").first();

test("pay() before the frame is there presses its button once there is one", async ({ page, shop }) => {
  const file = await holdFile(page);
  const own = script(
    'document.getElementById("own").addEventListener("click", async () => { window.outcome = await document.querySelector("one-click-checkout").pay(); })',
  );
  const inside = await openIsolated(page, shop, { after: `<button id="own">Buy</button>${own}`, scripts: NONCE });
  await file.arrived;
  await page.locator("#own").click();
  file.release();
  // The card asks for a code, and none is typed: the press arrives, and is told so.
  await expect(inside.element.locator("[name=cvc]")).toHaveAttribute("aria-invalid", "true");
  expect(inside.posts).toHaveLength(0);
});

test("a session that is taken away before the frame is there is not shown", async ({ page, shop }) => {
  const file = await holdFile(page);
  const calls = [];
  page.on("request", (request) => /checkout\/v1/.test(request.url()) && calls.push(request.url()));
  await openIsolated(page, shop);
  await file.arrived;
  await host(page).evaluate((element) => { element.session = null; });
  const answered = page.waitForResponse(/outside-/);
  file.release();
  await (await answered).finished();
  // What was loaded has been run before another one is.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await host(page).locator("iframe").count()).toBe(0);
  expect(calls).toEqual([]);
});

test("of two sessions that are set before the frame is there the last one is shown", async ({ page, shop }) => {
  const file = await holdFile(page);
  const inside = await openIsolated(page, shop);
  await file.arrived;
  const other = shop.another();
  await other.makeOrder({ amount: 4321 });
  const { session } = await other.makeSession();
  await host(page).evaluate((element, session) => { element.session = session; }, session);
  file.release();
  await inside.shows("ready");
  await expect(inside.button).toContainText("43.21");
  expect(await host(page).locator("iframe").count()).toBe(1);
});

test("back from the bank without a frame it says that nobody knows, and offers no other way to pay", async ({ page, shop, checkout, trouble }) => {
  trouble.expect(/runtime\.isolated/, /polic/i, /Failed to load/);
  const inside = await openIsolated(page, shop, { order: { scenario: "three_d_secure" } });
  await inside.shows("ready");
  await inside.pay();
  await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
  await page.route("**/checkout/v1/frame", (route) => route.abort("connectionfailed"));
  await page.goto(shop.address());
  await checkout.shows("runtime");
  await checkout.admitsDoubt();
  await expect(checkout.base).toHaveAttribute("data-unknown", "");
});

test("a frame that goes is told, and pay() is not left waiting", async ({ page, shop, checkout, trouble }) => {
  trouble.expect(/runtime\.isolated/, /polic/i, /Failed to load/);
  const own = script(
    'document.getElementById("own").addEventListener("click", async () => { window.outcome = await document.querySelector("one-click-checkout").pay(); })',
  );
  const inside = await openIsolated(page, shop, { after: `<button id="own">Buy</button><div id="other"></div>${own}`, scripts: NONCE });
  await inside.shows("ready");
  const answer = await checkout.holdAnswers({ method: "POST", url: "**/checkout/v1" });
  await inside.cvc.fill(CVCS.visa);
  await page.locator("#own").click();
  await answer.arrived;
  await page.route("**/checkout/v1/frame", (route) => route.abort("connectionfailed"));
  await page.evaluate(() => document.getElementById("other").append(document.querySelector("one-click-checkout")));
  await checkout.shows("runtime", { timeout: 30_000 });
  await checkout.admitsDoubt();
  expect(await page.evaluate(() => window.outcome)).toEqual({ outcome: "unknown" });
  answer.release();
});

test("a page hears of a payment once, though the frame that shows it is loaded anew", async ({ page, shop, checkout }) => {
  const inside = await openIsolated(page, shop, { after: '<div id="other"></div>' });
  await inside.shows("ready");
  await inside.pay();
  await inside.shows("paid");
  await page.evaluate(() => document.getElementById("other").append(document.querySelector("one-click-checkout")));
  await expect.poll(async () => (await checkout.heard()).filter((name) => name === "oneclick-ready").length).toBe(2);
  await inside.shows("paid");
  await expect(frameOf(page).locator("[part=receipt]")).toBeVisible();
  expect((await checkout.heard()).filter((name) => name === "oneclick-success")).toHaveLength(1);
});

test("texts that are set before the frame is there are its texts", async ({ page, shop }) => {
  const file = await holdFile(page);
  const inside = await openIsolated(page, shop);
  await file.arrived;
  await host(page).evaluate((element) => { element.messages = { pay: "Buy now for {amount}" }; });
  file.release();
  await expect(inside.button).toContainText("Buy now for");
  await host(page).evaluate((element) => { element.setAttribute("isolated", ""); });
  expect(await host(page).locator("iframe").count(), "the same again changes nothing").toBe(1);
});
