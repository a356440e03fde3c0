// A hostile script of the merchant's page, there before the element's: from an isolated element
// it gets neither code nor cards, and from an open one it does, which shows that it tries.
import { CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { insideOf, policyOf } from "./isolated.js";
import { pageOf, serve, tagOf } from "./page_served.js";
import { steal } from "./thief.js";

/** What is worth stealing: the last digits of the demo's cards, and the code. */
const CARDS = /4242|4444|0005|8431/;
const CODE = new RegExp(`(^|[^0-9])${CVCS.visa}([^0-9]|$)`);

/** Opens a page with the thief in its head, and pays; returns what it took. */
async function rob(page, shop, attributes) {
  const thief = `<script nonce="ours">(${steal})()</script>`;
  const write = (made) => pageOf(made, tagOf(made, attributes), "").replace("<title>", `${thief}<title>`);
  const policy = policyOf(process.env.ONECLICK_SERVER, "'nonce-ours' 'wasm-unsafe-eval' 'unsafe-eval'", `connect-src ${process.env.ONECLICK_SERVER};`);
  await serve(page, shop, write, { headers: { "content-security-policy": policy } });
  const element = attributes ? insideOf(page, shop) : new Checkout(page, shop);
  await element.shows("ready");
  const digits = await element.visa.evaluate((radio) => radio.closest(".card").textContent);
  await element.cvc.click();
  // As a shopper types.
  await page.keyboard.type(CVCS.visa);
  await expect(element.cvc).toHaveValue(CVCS.visa);
  // The thief looks at each frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await element.button.click();
  await element.shows("paid");
  return { digits: digits.match(/\d{4}/)[0], loot: await page.evaluate(() => window.loot) };
}

test("a hostile script reads neither code nor cards of an isolated element", async ({ page, shop, trouble }) => {
  trouble.expect(/polic/i, /Blocked a frame|cross-origin|TrustedScript/i);
  const stolen = [];
  page.on("request", (request) => /stolen/.test(request.url()) && stolen.push(request.url()));
  const { digits, loot } = await rob(page, shop, 'isolated=""');
  // It was there, and read what the page has.
  expect(loot.some((text) => text.startsWith("said.0.type: session"))).toBe(true);
  expect(loot.some((text) => text.includes("oneclick-success"))).toBe(true);
  // The token is the page's own, and chance: any digits may be in it.
  const told = loot.filter((text) => !text.includes("ct_"));
  expect(told.filter((text) => text.includes(digits) || CARDS.test(text.replace(/pay_\w+|card_\w+|cs_\w+|ct_\w+/g, "")))).toEqual([]);
  expect(told.filter((text) => CODE.test(text))).toEqual([]);
  expect(told.filter((text) => /^(keydown|keyup|keypress|beforeinput|input|field)/.test(text))).toEqual([]);
  expect(stolen).toEqual([]);
});

test("the same script reads both of an open one", async ({ page, shop, trouble }) => {
  trouble.expect(/./);
  const { digits, loot } = await rob(page, shop, "");
  expect(loot.some((text) => CODE.test(text))).toBe(true);
  expect(loot.some((text) => text.includes(digits))).toBe(true);
});

test("a script that takes the frame's port first gets no code and no cards by it", async ({ page, shop }) => {
  // It hands over a port of its own before the element can, and plays the page.
  const rob = () => {
    window.told = [];
    addEventListener("message", ({ source, origin, data }) => {
      if (window.mine || typeof data !== "string" || !data.startsWith("one-click-checkout frame")) return;
      const { port1, port2 } = new MessageChannel();
      window.mine = port1;
      port1.onmessage = (event) => window.told.push(event.data);
      source.postMessage("one-click-checkout port 1", origin, [port2]);
      const settings = { type: "settings", lang: "en", rows: 4, layout: "list", isButtonHidden: false, scheme: "normal", font: "serif", root: "16px", variables: { "--oneclick-accent": "red" }, messages: {} };
      port1.postMessage(settings);
      // What is on no list, or of a wrong form, is not heard.
      for (const wrong of [null, 7, "pay", [], {}, { type: "read" }, { type: "__proto__" }, { type: "constructor" }, { type: "settings" }, { ...settings, rows: "4" }, { ...settings, variables: { background: "red" } }, { ...settings, lang: "x".repeat(100) }, { type: "session", token: {} }, { type: "pay", number: -1 }]) port1.postMessage(wrong);
    });
  };
  const write = (made) =>
    pageOf(made, tagOf(made, 'isolated=""'), "").replace("<title>", `<script nonce="ours">(${rob})(); window.token = ${JSON.stringify(made.session)};</script><title>`);
  await serve(page, shop, write, { headers: { "content-security-policy": policyOf(process.env.ONECLICK_SERVER, "'nonce-ours'") } });
  await page.waitForFunction(() => window.mine);
  await page.evaluate(() => window.mine.postMessage({ type: "session", token: window.token }));
  const inside = insideOf(page, shop);
  await inside.shows("ready");
  // The element never heard of its frame: the thief has to show it.
  await page.locator("one-click-checkout iframe").evaluate((frame) => frame.style.setProperty("visibility", "visible"));
  await inside.cvc.fill(CVCS.visa, { force: true });
  await page.waitForFunction(() => window.told.some(({ type, screen }) => type === "screen" && screen === "ready"));
  await inside.amex.evaluate((radio) => radio.click());
  await page.waitForFunction(() => window.told.some(({ name }) => name === "oneclick-change"));
  const told = await page.evaluate(() => window.told);
  const types = new Set(told.map(({ type }) => type));
  expect([...types].sort()).toEqual(["event", "height", "screen"]);
  const changed = told.find(({ name }) => name === "oneclick-change").detail;
  expect(Object.keys(changed).sort()).toEqual(["card", "cvc"]);
  expect(JSON.stringify(told).replace(/"card_\w+"|"cs_\w+"/g, "")).not.toMatch(CARDS);
  await expect(inside.base, "what was wrong changed nothing").toHaveAttribute("lang", "en");
});
