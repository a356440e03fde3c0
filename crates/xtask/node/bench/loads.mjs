// Loads a page in a browser that is as slow as a cheap phone, once: measures until when a card
// can be picked, then pays with it to prove that it could.
import { chromium } from "@playwright/test";
import { ARGUMENTS } from "../chromium.mjs";
import { SECURITY_CODE } from "./merchant.mjs";
import { LATENCY } from "./origins.mjs";
import { watch } from "./watch.js";

/** How long the browser may take for one step, in milliseconds. */
const LIMIT = 60_000;
/** How long a finger rests on a button, in milliseconds: its release waits for nothing that the press began. */
const REST = 80;
/** How many times slower the processor is. */
export const SLOWER = 4;
/** 1.6 Mbit/s down, 750 kbit/s up. */
export const LINE = { offline: false, latency: LATENCY, downloadThroughput: 200_000, uploadThroughput: 93_750 };

/** Starts a browser that knows no host but this machine. */
export function launch(program) {
  // What slows a page down reaches no other process: the frame of isolated mode, whose page asks
  // for one of its own, stays in the page's.
  const args = [...ARGUMENTS, "--disable-site-isolation-trials", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"];
  return chromium.launch({ executablePath: program, args });
}

/** Opens a page with cold caches, slowed down. */
export async function openSlowly(browser, { slower = SLOWER, line = LINE, viewport } = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT);
  const protocol = await context.newCDPSession(page);
  await protocol.send("Network.enable");
  if (line) await protocol.send("Network.emulateNetworkConditions", line);
  await protocol.send("Emulation.setCPUThrottlingRate", { rate: slower });
  return { page, protocol };
}

/** Writes down the page's requests: `{ method, url }` in their order. */
function requestsOf(protocol) {
  const requests = [];
  protocol.on("Network.requestWillBeSent", ({ request: { method, url } }) => requests.push({ method, url }));
  return requests;
}

/** When each part had come, in milliseconds from navigation. */
function readParts() {
  const ends = (fits) =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => fits(new URL(name).pathname))
      .map(({ responseEnd }) => responseEnd)[0];
  return {
    page: performance.getEntriesByType("navigation")[0].responseEnd,
    script: ends((path) => path.endsWith(".js")),
    wasm: ends((path) => path.endsWith(".wasm")),
    answer: ends((path) => path.endsWith("/checkout/v1") || path === "/payment-methods"),
  };
}

/** Returns what the cards stand in: the page, or the frame of isolated mode. */
async function cardsOf(page, kind) {
  if (kind !== "isolated") return page;
  const element = await page.waitForSelector("one-click-checkout iframe", { state: "attached" });
  const frame = await element.contentFrame();
  await frame.waitForURL(/\/frame$/, { waitUntil: "commit" });
  return frame;
}

/** When a card could be picked, and was seen, by the clock that a page and its frames share. */
const usableAt = (page) => page.evaluate(() => window.usable.then((at) => performance.timeOrigin + at));

/** Presses the button of the picked card as a shopper does. */
async function press(page, kind) {
  if (kind !== "dropin") {
    await page.locator("one-click-checkout [name=cvc]").fill(SECURITY_CODE);
    await page.locator("one-click-checkout button[type=submit]").click({ delay: REST });
  } else {
    await page.locator(".adyen-checkout__payment-method--selected .adyen-checkout__button--pay").click({ delay: REST });
  }
}

/** Pays, which proves that it could be; returns the milliseconds from the release of the button to the request. */
async function pay(page, cards, kind) {
  const isCharge = (request) => request.method() === "POST" && /\/(checkout\/v1|payments)$/.test(request.url());
  const [response] = await Promise.all([
    page.waitForResponse((response) => isCharge(response.request())),
    press(cards, kind),
  ]);
  const { charged, resultCode } = await response.json();
  if (charged !== true && resultCode !== "Authorised") {
    throw new Error(`the charge was answered ${response.status()}: ${await response.text()}`);
  }
  return cards.evaluate((name) => {
    const sent = performance.getEntriesByName(name).filter(({ startTime }) => startTime >= window.released);
    return sent[0].startTime - window.released;
  }, response.url());
}

/**
 * Loads a page with cards of one kind.
 * @returns {Promise<object>} milliseconds until usable, until each part had come, and from
 *   `pointerup` to the start of the charge's request; how many preflights were between
 */
export async function load(browser, { address, kind }) {
  const { page, protocol } = await openSlowly(browser);
  const requests = requestsOf(protocol);
  await page.addInitScript(watch, kind);
  await page.goto(address, { waitUntil: "commit" });
  const cards = await cardsOf(page, kind);
  const usable = Math.max(await usableAt(page), await usableAt(cards)) - (await page.evaluate(() => performance.timeOrigin));
  const parts = await page.evaluate(readParts);
  await page.waitForLoadState("networkidle");
  const loaded = requests.splice(0);
  const click = await pay(page, cards, kind);
  const preflights = requests.filter(({ method }) => method === "OPTIONS").length;
  await page.context().close();
  return { usable, parts, click, preflights, requests: loaded };
}
