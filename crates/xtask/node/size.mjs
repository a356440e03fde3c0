// Lets a browser load the demo's page, pay, and counts the bytes that came for the widget.
// Called by `cargo xtask size` with one argument: a JSON object, see `size.rs`.
import { chromium } from "@playwright/test";
import { ARGUMENTS } from "./chromium.mjs";

const settings = JSON.parse(process.argv[2]);

/** How long the browser may take for one step, in milliseconds. */
const LIMIT = 20_000;
/** The security code of the card that the demo's shopper uses as a rule. */
const SECURITY_CODE = "123";
/** One that the bank declines. */
const WRONG_CODE = "999";

/** What a request is for: a part of the widget, a call to the server, or the page's own. */
function partOf(url) {
  const { pathname } = new URL(url);
  const widget = pathname.match(/\/widget\/.*\.(\w+)$/);
  if (widget) {
    return { js: "script", wasm: "wasm", json: "language", css: "style" }[widget[1]] ?? "other";
  }
  if (/\/checkout\/v1(\/|$)/.test(pathname)) return "calls";
  return "page";
}
const WIDGET = ["script", "wasm", "language", "style", "other"];

async function openPage(browser) {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT);
  return page;
}

/** Writes down every request that the page makes, with its times and sizes. */
async function record(page) {
  const requests = new Map();
  const protocol = await page.context().newCDPSession(page);
  protocol.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    requests.set(requestId, {
      url: request.url,
      preflight: request.method === "OPTIONS",
      start: timestamp,
      headers: 0,
    });
  });
  protocol.on("Network.responseReceived", ({ requestId, response }) => {
    const request = requests.get(requestId);
    if (!request) return;
    request.encoding = response.headers["content-encoding"] ?? "none";
    // What had come until here is the head of the answer.
    request.headers = response.encodedDataLength;
  });
  protocol.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (!request) return;
    request.end = timestamp;
    request.bytes = Math.max(0, encodedDataLength - request.headers);
  });
  protocol.on("Network.loadingFailed", ({ requestId, timestamp }) => {
    const request = requests.get(requestId);
    if (request) request.end = timestamp;
  });
  await protocol.send("Network.enable");
  return {
    all: () => [...requests.values()].filter(({ url }) => url.startsWith("http")),
    /** Waits until nothing of the widget is under way. */
    async settle() {
      const deadline = Date.now() + LIMIT;
      const open = () =>
        [...requests.values()].some(
          ({ url, end }) => end === undefined && partOf(url) !== "page",
        );
      while (open() && Date.now() < deadline) await page.waitForTimeout(20);
    },
  };
}

/** Bytes by part, less the calls' preflights. */
function sizes(requests) {
  const parts = {};
  for (const { url, preflight, bytes = 0 } of requests) {
    if (preflight) continue;
    const part = partOf(url);
    parts[part] = (parts[part] ?? 0) + bytes;
  }
  return parts;
}

const sum = (parts, names) => names.reduce((total, name) => total + (parts[name] ?? 0), 0);

/** Presses the button with this security code and waits until the page is told the outcome. */
async function press(page, cvc, outcome) {
  await page.evaluate((name) => {
    window.told = new Promise((resolve) => {
      document.addEventListener(name, resolve, { once: true });
    });
  }, outcome);
  const element = page.locator("one-click-checkout").first();
  await element.locator("input[autocomplete='cc-csc']").first().fill(cvc);
  await element.locator("button[type='submit']").first().click();
  await page.evaluate(
    ([limit, name]) =>
      Promise.race([
        window.told.then(() => undefined),
        new Promise((_, reject) => {
          setTimeout(() => reject(new Error(`no ${name} came`)), limit);
        }),
      ]),
    [LIMIT, outcome],
  );
}

/** Removes the last card and brings it back. */
async function removeAndRestore(page) {
  const element = page.locator("one-click-checkout").first();
  const cards = element.locator(".card");
  const count = await cards.count();
  await element.getByRole("button", { name: "Edit" }).click();
  // Asks, and confirms.
  await element.getByRole("button", { name: "Remove, " }).last().click();
  await element.locator("[role=group] button").last().click();
  await element.getByRole("button", { name: "Undo, " }).click();
  await cards.nth(count - 1).waitFor();
}

/** To the Paid screen by way of the security code, a removal and a decline. */
async function pay(page) {
  await removeAndRestore(page);
  // Sooner, a press may be the second click of two and does nothing.
  await page.waitForFunction((at) => performance.now() > at + 500, await page.evaluate(() => performance.now()));
  await press(page, WRONG_CODE, "oneclick-declined");
  await press(page, SECURITY_CODE, "oneclick-success");
}

/**
 * Whether WebAssembly, checkout and language are asked for without one waiting for another:
 * each answer is held back until all three are asked for, so none can come if one waits.
 */
async function startTogether(browser) {
  const page = await openPage(browser);
  const wanted = ["wasm", "calls", "language"];
  const seen = new Set();
  let allSeen;
  const all = new Promise((resolve) => {
    allSeen = resolve;
  });
  await page.route(
    (url) => wanted.includes(partOf(url.href)),
    async (route) => {
      if (route.request().method() !== "OPTIONS") {
        seen.add(partOf(route.request().url()));
        if (seen.size === wanted.length) allSeen(true);
        await all;
      }
      await route.continue().catch(() => {});
    },
  );
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(false), 8_000);
  });
  await page.goto(settings.page, { waitUntil: "commit" });
  const together = await Promise.race([all, late]);
  clearTimeout(timer);
  allSeen(together);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().close();
  return { together, missing: wanted.filter((part) => !seen.has(part)) };
}

function printTable(toCards, toPaid) {
  const rows = [...WIDGET, "calls"].filter((part) => toPaid[part] !== undefined);
  const row = (name, cards, paid) =>
    console.log(`${name.padEnd(16)}${String(cards).padStart(12)}${String(paid).padStart(12)}`);
  row("encoded bytes", "to cards", "to paid");
  for (const part of rows) row(part, toCards[part] ?? 0, toPaid[part]);
  row("widget", sum(toCards, WIDGET), sum(toPaid, WIDGET));
}

function printTimes(requests) {
  const [document] = requests;
  const since = (time) => `${((time - document.start) * 1000).toFixed(0)} ms`;
  console.log("\nstart and end of each request, from navigation:");
  for (const { url, preflight, start, end, encoding, bytes } of requests) {
    const name = preflight ? "preflight" : partOf(url);
    const until = end === undefined ? "not over" : since(end);
    const size = preflight ? "" : `${bytes ?? 0} bytes, ${encoding}`;
    console.log(
      `  ${name.padEnd(14)}${since(start).padStart(9)} ${until.padStart(9)}  ${new URL(url).pathname}  ${size}`,
    );
  }
}

const browser = await chromium.launch({ executablePath: settings.browser, args: ARGUMENTS });
try {
  const page = await openPage(browser);
  const requests = await record(page);
  await page.goto(settings.page);
  await page.locator("one-click-checkout input[type='radio']").first().waitFor();
  await requests.settle();
  const toCards = sizes(requests.all());
  const preflightsToCards = requests.all().filter(({ preflight }) => preflight).length;
  await pay(page);
  await requests.settle();
  const seen = requests.all();
  const toPaid = sizes(seen);
  await page.context().close();

  printTable(toCards, toPaid);
  printTimes(seen);
  const preflights = seen.filter(({ preflight }) => preflight).length;
  console.log(`\npreflights: ${preflightsToCards} to the cards, ${preflights} to paid`);
  const { together, missing } = await startTogether(browser);
  console.log(
    together
      ? "WebAssembly, checkout and language start without waiting for each other: yes"
      : `WebAssembly, checkout and language start without waiting for each other: NO (${missing.join(", ")} not asked for while the others were held)`,
  );
  const uncompressed = seen
    .filter(({ url, encoding }) => ["script", "wasm", "language"].includes(partOf(url)) && encoding !== "br")
    .map(({ url }) => new URL(url).pathname);
  if (uncompressed.length > 0) console.log(`NOT brotli: ${uncompressed.join(", ")}`);
  const parts = Object.fromEntries(
    WIDGET.filter((part) => toPaid[part] !== undefined).map((part) => [part, toPaid[part]]),
  );
  console.log(
    JSON.stringify({
      total_brotli: sum(toPaid, WIDGET),
      to_cards: sum(toCards, WIDGET),
      parts,
      calls: sum(toPaid, ["calls"]),
      preflights,
      starts_together: together,
    }),
  );
} finally {
  await browser.close();
}
