// Who may not show the frame of isolated mode, and who is not heard: nothing is drawn, asked or told.
import { CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { insideOf, openIsolated, policyOf } from "./isolated.js";
import { pageOf, serve, tagOf } from "./page_served.js";

/** An origin that the server does not list. */
const STRANGER = "http://stranger.localhost:8099";

const frameUrl = () => `${process.env.ONECLICK_SERVER}/checkout/v1/frame`;

/** Serves a page at another origin's root. */
async function serveAt(page, origin, body, headers = {}) {
  await page.route(`${origin}/`, (route) => route.fulfill({ body: `<!doctype html><title>A page</title>${body}`, headers: { "content-type": "text/html", ...headers } }));
  await page.goto(`${origin}/`);
}

/** Writes down each call and each WebAssembly that is asked for. */
function asked(page) {
  const calls = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/\.wasm$|\/checkout\/v1$/.test(pathname)) calls.push(pathname);
  });
  return calls;
}

test("a page that is not listed is shown no frame, and told nothing", async ({ page, trouble }) => {
  trouble.expect(/frame-ancestors/i, /Failed to load|policy violated/);
  const calls = asked(page);
  const body = `<script>window.told = []; addEventListener("message", ({ data }) => window.told.push(data)); document.addEventListener("DOMContentLoaded", () => { document.querySelector("iframe").addEventListener("load", () => { window.loaded = true; }); });</script><iframe src="${frameUrl()}"></iframe>`;
  await serveAt(page, STRANGER, body);
  await page.waitForFunction(() => window.loaded);
  expect(await page.evaluate(() => window.told)).toEqual([]);
  expect(calls).toEqual([]);
});

test("a listed page inside of one that is not listed shows no frame, with allow-framed either", async ({ page, shop, trouble }) => {
  trouble.expect(/frame-ancestors/i, /policy violated/, /runtime\.isolated/);
  await shop.makeOrder();
  const made = await shop.makeSession();
  await page.route(`${shop.url}/?inner`, (route) =>
    route.fulfill({ body: pageOf(made, tagOf(made, 'isolated="" allow-framed=""')), headers: { "content-type": "text/html" } }),
  );
  const calls = asked(page);
  await serveAt(page, STRANGER, `<iframe width="600" height="600" src="${shop.url}/?inner"></iframe>`);
  const base = page.frameLocator("iframe").locator("one-click-checkout .base").first();
  await expect(base).toHaveAttribute("data-screen", "runtime");
  expect(await base.innerText()).not.toMatch(/nothing was charged/i);
  expect(calls).toEqual([]);
});

test("the frame's page draws nothing in a window of its own", async ({ page, context, trouble }) => {
  // The page asks for that before its script knows where it stands: a file that is everybody's.
  trouble.expect(/was preloaded/);
  const calls = asked(page);
  await page.goto(frameUrl());
  await page.waitForLoadState("load");
  expect(await page.locator("one-click-checkout").count()).toBe(0);
  expect(calls.filter((path) => !path.endsWith(".wasm"))).toEqual([]);
  // Nor where a page has opened it and sends it a port.
  const opened = context.waitForEvent("page");
  await page.evaluate((url) => {
    const other = window.open(url);
    addEventListener("message", () => { window.heard = true; });
    const send = () => other.postMessage("one-click-checkout port 1", "*", [new MessageChannel().port2]);
    setInterval(send, 20);
  }, frameUrl());
  const other = await opened;
  await other.waitForLoadState("load");
  await other.evaluate(() => new Promise((resolve) => addEventListener("message", resolve, { once: true })));
  expect(await other.locator("one-click-checkout").count()).toBe(0);
  expect(await page.evaluate(() => window.heard)).toBeUndefined();
});

test("an endpoint of the page's own origin is refused: it would be no boundary", async ({ page, shop, trouble }) => {
  trouble.expect(/runtime\.isolated .*of another origin/s);
  await shop.makeOrder();
  const made = await shop.makeSession();
  const calls = asked(page);
  await page.route(`${process.env.ONECLICK_SERVER}/shop`, (route) =>
    route.fulfill({ body: pageOf(made, tagOf(made, 'isolated=""')), headers: { "content-type": "text/html" } }),
  );
  await page.goto(`${process.env.ONECLICK_SERVER}/shop`);
  await expect(page.locator("one-click-checkout .base")).toHaveAttribute("data-screen", "runtime");
  expect(await page.locator("one-click-checkout iframe").count()).toBe(0);
  expect(calls).toEqual([]);
});

test("a policy without frame-src says so, and nothing is drawn or claimed", async ({ page, shop, trouble }) => {
  trouble.expect(/polic/i, /runtime\.isolated/);
  const headers = { "content-security-policy": policyOf(process.env.ONECLICK_SERVER).replace(/frame-src [^;]+;/, "") };
  await serve(page, shop, (made) => pageOf(made, tagOf(made, 'isolated=""')), { headers });
  const base = page.locator("one-click-checkout .base").first();
  await expect(base).toHaveAttribute("data-screen", "runtime");
  expect(await base.innerText()).not.toMatch(/nothing was charged/i);
  expect(trouble.seen(/`frame-src`/)).toHaveLength(1);
});

test("the page itself gets no port, and a second one is not taken", async ({ page, shop }) => {
  const HELLO = "one-click-checkout frame 1";
  // The page itself says what the frame says.
  const speak = `<script nonce="ours">window.ports = 0; addEventListener("message", (event) => { window.ports += event.ports.length; });
    for (let count = 0; count < 20; count += 1) window.postMessage("${HELLO}", "*");</script>`;
  const inside = await openIsolated(page, shop, { after: speak, scripts: "'nonce-ours'" });
  await inside.shows("ready");
  // A second port is not taken, of the page that the first one came from either.
  const answered = await page.locator("one-click-checkout").first().evaluate(async (element, origin) => {
    const { port1, port2 } = new MessageChannel();
    const told = [];
    port1.onmessage = ({ data }) => told.push(data);
    element.shadowRoot.querySelector("iframe").contentWindow.postMessage("one-click-checkout port 1", origin, [port2]);
    port1.postMessage({ type: "session", token: "ct_other" });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return told;
  }, process.env.ONECLICK_SERVER);
  expect(answered).toEqual([]);
  expect(await page.evaluate(() => window.ports)).toBe(0);
  await inside.pay();
  await inside.shows("paid");
  await inside.isChargedOnce();
});

test("a frame that is led to another origin gets no port, whatever it says", async ({ page, shop, trouble }) => {
  trouble.expect(/runtime\.isolated/, /polic/i);
  const heard = `<script nonce="ours">addEventListener("message", ({ origin }) => { window.from = origin; });</script>`;
  const policy = policyOf(process.env.ONECLICK_SERVER, "'nonce-ours'").replace("frame-src", `frame-src ${STRANGER}`);
  await serve(page, shop, (made) => pageOf(made, tagOf(made, 'isolated=""'), heard), { headers: { "content-security-policy": policy } });
  await insideOf(page, shop).shows("ready");
  const body = `<!doctype html><script>window.got = 0; addEventListener("message", () => { window.got += 1; }); parent.postMessage("one-click-checkout frame 1", "*");</script>`;
  await page.route(`${STRANGER}/`, (route) => route.fulfill({ body, headers: { "content-type": "text/html" } }));
  await page.locator("one-click-checkout iframe").evaluate((frame, address) => { frame.src = address; }, `${STRANGER}/`);
  await page.waitForFunction((origin) => window.from === origin, STRANGER);
  const frame = page.frames().find((one) => one.url() === `${STRANGER}/`);
  expect(await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(window.got))))).toBe(0);
});

test("a browser that stores nothing for the frame pays all the same", async ({ page, shop }) => {
  await page.addInitScript(() => {
    if (!location.pathname.endsWith("/frame")) return;
    const refuse = () => { throw new DOMException("not here", "SecurityError"); };
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) Object.defineProperty(window, name, { get: refuse });
    Object.defineProperty(Document.prototype, "cookie", { get: refuse, set: refuse });
  });
  const inside = await openIsolated(page, shop);
  await inside.shows("ready");
  await inside.pay(CVCS.visa);
  await inside.shows("paid");
  await inside.isChargedOnce();
});

test("an open and an isolated element of one order charge once", async ({ page, shop }) => {
  const both = (made) => pageOf(made, tagOf(made, 'isolated=""') + tagOf(made, 'id="open"'));
  const headers = { "content-security-policy": policyOf(process.env.ONECLICK_SERVER, "'wasm-unsafe-eval'", `connect-src ${process.env.ONECLICK_SERVER};`) };
  await serve(page, shop, both, { headers });
  const inside = insideOf(page, shop);
  const open = page.locator("#open");
  await inside.shows("ready");
  await open.locator("[name=cvc]").fill(CVCS.visa);
  await inside.cvc.fill(CVCS.visa);
  // One mouse cannot click in two places at once: two clicks would be mixed up into one.
  const pressed = open.locator("button[type=submit]").evaluate((button) => button.click());
  await Promise.all([inside.button.click(), pressed]);
  await inside.shows("paid");
  await expect(open.locator(".base")).toHaveAttribute("data-screen", "paid");
  await inside.isChargedOnce();
});
