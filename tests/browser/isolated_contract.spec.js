// What the page may ask of an isolated element, and what it is told: as of an open one.
import { CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { frameOf, insideOf, openIsolated } from "./isolated.js";

const NONCE = "'nonce-ours'";
const script = (text) => `<script nonce="ours">${text}</script>`;

test("the page holds a payment, and refuses it", async ({ page, shop, checkout }) => {
  const hold = script(
    'document.addEventListener("oneclick-before-pay", (event) => event.waitUntil(new Promise((resolve, reject) => { window.settle = { resolve, reject }; })))',
  );
  const inside = await openIsolated(page, shop, { head: hold, scripts: NONCE });
  await inside.shows("ready");
  await inside.pay();
  await page.waitForFunction(() => window.settle);
  await inside.shows("paying");
  await page.evaluate(() => window.settle.reject(new Error("the basket has changed")));
  await inside.shows("ready");
  expect(inside.posts).toHaveLength(0);
  await page.evaluate(() => delete window.settle);
  await inside.pay();
  await page.waitForFunction(() => window.settle);
  await page.evaluate(() => window.settle.resolve());
  await inside.shows("paid");
  await inside.isChargedOnce();
  expect(await checkout.heard()).toContain("oneclick-success");
});

test("the demo shop shows it by its address, under its own policy", async ({ page, checkout, shop }) => {
  await checkout.open({}, { isolated: "" });
  const inside = insideOf(page, shop);
  await inside.shows("ready");
  await inside.pay();
  await inside.shows("paid");
  await expect(page.locator("#order-name")).toHaveText(shop.order);
  await inside.isChargedOnce();
});

test("preventDefault() on oneclick-before-pay stops it", async ({ page, shop }) => {
  const refuse = script('document.addEventListener("oneclick-before-pay", (event) => { event.preventDefault(); window.asked = true; })');
  const inside = await openIsolated(page, shop, { head: refuse, scripts: NONCE });
  await inside.shows("ready");
  await inside.pay();
  await page.waitForFunction(() => window.asked);
  await inside.shows("ready");
  expect(inside.posts).toHaveLength(0);
});

test("the page's own button pays by pay()", { tag: "@smoke" }, async ({ page, shop }) => {
  const own = script(
    'document.getElementById("own").addEventListener("click", async () => { window.outcome = await document.querySelector("one-click-checkout").pay(); })',
  );
  const inside = await openIsolated(page, shop, { attributes: 'button-hidden=""', after: `<button id="own">Buy</button>${own}`, scripts: NONCE });
  await inside.shows("ready");
  await expect(inside.button).toBeHidden();
  await inside.cvc.fill(CVCS.visa);
  await page.locator("#own").click();
  await inside.shows("paid");
  await page.waitForFunction(() => window.outcome);
  expect(await page.evaluate(() => window.outcome)).toEqual({ outcome: "succeeded" });
  await inside.isChargedOnce();
});

test("the bank's page opens in the whole window, and leads back to paid", async ({ page, shop, checkout }) => {
  const inside = await openIsolated(page, shop, { order: { scenario: "three_d_secure" } });
  await inside.shows("ready");
  await inside.pay();
  await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
  expect(page.frames()).toHaveLength(1);
  await page.getByRole("button", { name: "Approve" }).click();
  // A redirect leads to the shop's own page, past what is served here.
  await checkout.shows("paid");
  await page.reload();
  await inside.shows("paid");
  await inside.isChargedOnce();
  expect(await checkout.heard()).toContain("oneclick-success");
});

test("Back from the bank offers the bank, not the cards", async ({ page, shop }) => {
  const inside = await openIsolated(page, shop, { order: { scenario: "three_d_secure" } });
  await inside.shows("ready");
  await inside.pay();
  await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
  await page.goBack();
  await inside.shows("bank");
  await inside.admitsDoubt();
  await inside.action.click();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.waitForURL((url) => url.origin === shop.url);
  await inside.isChargedOnce();
});

test("an element that is moved is loaded anew, and pays once", async ({ page, shop, checkout }) => {
  const inside = await openIsolated(page, shop, { after: '<div id="other"></div>' });
  await inside.shows("ready");
  await page.evaluate(() => document.getElementById("other").append(document.querySelector("one-click-checkout")));
  await expect.poll(async () => (await checkout.heard()).filter((name) => name === "oneclick-ready").length).toBe(2);
  await inside.pay();
  await inside.shows("paid");
  await checkout.shows("paid");
  await inside.isChargedOnce();
});

test("Tab walks into the frame and out of it, both ways", async ({ page, shop }) => {
  const inside = await openIsolated(page, shop, { before: '<button id="first">Before</button>', after: '<button id="last">After</button>' });
  await inside.shows("ready");
  const isAt = (id) => page.evaluate((id) => document.activeElement?.id === id, id);
  for (const [from, key, to] of [["first", "Tab", "last"], ["last", "Shift+Tab", "first"]]) {
    await page.locator(`#${from}`).focus();
    await page.keyboard.press(key);
    expect(await isAt(from)).toBe(false);
    expect(await inside.focus(), "something in the element has the focus").not.toBeNull();
    for (let left = 20; left > 0 && !(await isAt(to)); left -= 1) await page.keyboard.press(key);
    expect(await isAt(to), `${key} leaves the frame`).toBe(true);
  }
});

test("focus() brings the focus to the security code", async ({ page, shop }) => {
  const inside = await openIsolated(page, shop);
  await inside.shows("ready");
  await page.locator("one-click-checkout").first().evaluate((element) => element.focus());
  await inside.hasFocus("cvc");
  await page.keyboard.type("12");
  await expect(inside.cvc).toHaveValue("12");
});

test("what went wrong is brought into view in the page", async ({ page, shop }) => {
  await page.setViewportSize({ width: 1280, height: 320 });
  const inside = await openIsolated(page, shop, { order: { scenario: "declined" }, before: '<p style="height: 200px">Above</p>', after: '<p style="height: 900px">Below</p>' });
  await inside.shows("ready");
  await inside.cvc.fill(CVCS.visa);
  await inside.cvc.press("Enter");
  await inside.shows("declined");
  const banner = inside.element.locator(".banner");
  await expect(banner).toBeVisible();
  await expect.poll(async () => {
    const { y, height } = await banner.boundingBox();
    return y >= 0 && y + height <= 320;
  }).toBe(true);
});

test("language, direction and own texts are the page's, and followed", async ({ page, shop }) => {
  const inside = await openIsolated(page, shop, { attributes: 'lang="ar"' });
  await inside.shows("ready");
  await expect(inside.base).toHaveAttribute("dir", "rtl");
  const host = page.locator("one-click-checkout").first();
  await host.evaluate((element) => element.setAttribute("lang", "sv"));
  await expect(inside.base).toHaveAttribute("lang", "sv");
  await host.evaluate((element) => { element.messages = { pay: "Köp nu för {amount}" }; });
  await expect(inside.button).toContainText("Köp nu för");
});

test("variables, colour scheme and font are the page's, and followed", async ({ page, shop }) => {
  const theme = "<style>one-click-checkout { --oneclick-accent: rgb(200, 0, 100); color-scheme: dark; font-family: monospace } .other { --oneclick-accent: rgb(0, 120, 60) }</style>";
  const inside = await openIsolated(page, shop, { head: theme });
  await inside.shows("ready");
  const styles = () => inside.button.evaluate((button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).fontFamily, getComputedStyle(button).colorScheme]);
  await expect.poll(styles).toEqual(["rgb(200, 0, 100)", "monospace", "dark"]);
  await page.locator("style").first().evaluate((style) => { style.textContent = style.textContent.replace("200, 0, 100", "0, 90, 160"); });
  await expect.poll(styles).toEqual(["rgb(0, 90, 160)", "monospace", "dark"]);
  expect(await frameOf(page).locator("html").evaluate((html) => getComputedStyle(html).backgroundColor)).toBe("rgba(0, 0, 0, 0)");
});

test("at logout cards and frame are gone at once, and a paid screen stays", async ({ page, shop }) => {
  const inside = await openIsolated(page, shop);
  await inside.shows("ready");
  const host = page.locator("one-click-checkout").first();
  const frames = () => host.evaluate((element) => element.shadowRoot.querySelectorAll("iframe").length);
  const left = await host.evaluate((element) => { element.session = null; return element.shadowRoot.querySelectorAll("iframe").length; });
  expect(left).toBe(0);
  const { session } = await shop.makeSession();
  await host.evaluate((element, session) => { element.session = session; }, session);
  await inside.shows("ready");
  await inside.pay();
  await inside.shows("paid");
  await host.evaluate((element) => { element.session = null; });
  await inside.shows("paid");
  expect(await frames()).toBe(1);
});
