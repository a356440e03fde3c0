// The small script that a page may have in its head beside the element's.
import { integrity } from "../../crates/xtask/node/files.mjs";
import { expect, test } from "./fixtures.js";
import { pageOf, serve, tagOf } from "./page_served.js";

const NAME = "/oneclick.js";
const early = ({ script }) => `<script type="module" async src="${new URL("early.js", script)}"></script>`;

/** A promise, and what settles it. */
function later() {
  let settle;
  const promise = new Promise((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/**
 * Opens a page with both scripts, the element's not before `until` has settled; returns the
 * readings' tokens.
 */
async function openEarly({ page, shop }, until, { head = early, headers } = {}) {
  const read = [];
  const seen = later();
  page.on("request", (request) => {
    if (request.method() !== "GET" || !request.url().endsWith("/checkout/v1")) return;
    read.push(request.headers().authorization);
    seen.settle();
  });
  await page.route(`**${NAME}`, async (route) => {
    await until(seen.promise);
    await route.continue();
  });
  await serve(page, shop, (made) => pageOf(made, tagOf(made), head(made)), { headers });
  return read;
}

test("the checkout is asked for before the element's script has come, and once", async ({ page, shop, checkout }) => {
  const read = await openEarly({ page, shop }, (seen) => seen);
  await checkout.shows("ready");
  expect(read).toHaveLength(1);
  const left = await page.locator("one-click-checkout").evaluate((host) => Object.getOwnPropertySymbols(host).length);
  expect(left, "the token is left on the element").toBe(0);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("so it is where its text stands in the page, under a policy that has its hash", async ({ page, shop, checkout, request }) => {
  const { script } = await shop.makeOrder();
  const text = await (await request.get(new URL("early.js", script).href)).text();
  const { origin } = new URL(script);
  const policy = `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval' '${integrity(text)}'; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const read = await openEarly({ page, shop }, (seen) => seen, {
    head: () => `<script type="module" async>${text}</script>`,
    headers: { "content-security-policy": policy },
  });
  await checkout.shows("ready");
  expect(read).toHaveLength(1);
});

test("what was asked for early is not believed of another session", async ({ page, shop, checkout }) => {
  const other = later();
  const opened = openEarly({ page, shop }, async (seen) => {
    await seen;
    await other.promise;
  });
  await page.waitForRequest((request) => request.method() === "GET" && request.url().endsWith("/checkout/v1"));
  const { session } = await shop.makeSession();
  await page.locator("one-click-checkout").evaluate((host, token) => host.setAttribute("session", token), session);
  other.settle();
  const read = await opened;
  await checkout.shows("ready");
  expect(read.map((token) => token.endsWith(session))).toEqual([false, true]);
});

test("what was asked for too long ago is asked for anew", async ({ page, shop, checkout }) => {
  const read = await openEarly({ page, shop }, async (seen) => {
    await seen;
    await page.evaluate(() => {
      const { now } = Performance.prototype;
      performance.now = () => now.call(performance) + 10_001;
    });
  });
  await checkout.shows("ready");
  expect(read).toHaveLength(2);
});

test("the element asks by itself where that failed early", async ({ page, shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  let failed = false;
  await page.route("**/checkout/v1", async (route) => {
    if (failed || route.request().method() !== "GET") return route.fallback();
    failed = true;
    await route.abort("connectionfailed");
  });
  const read = await openEarly({ page, shop }, (seen) => seen);
  await checkout.shows("ready");
  expect(read).toHaveLength(2);
});

for (const [name, left] of [
  ["nothing", "null"],
  ["an answer that is none", "{ answer: 1, at: performance.now() }"],
  ["an answer of another kind", "{ answer: Promise.resolve(1), at: performance.now() }"],
]) {
  test(`a page that leaves ${name} where the early answer stands stops nothing`, async ({ page, shop, checkout }) => {
    await page.addInitScript(`Object.defineProperty(HTMLElement.prototype, Symbol.for("one-click-checkout.early"), {
      configurable: true,
      get: () => (${left}),
      set: () => {},
    })`);
    const read = await openEarly({ page, shop }, (seen) => seen);
    await checkout.shows("ready");
    expect(read).toHaveLength(2);
  });
}

for (const endpoint of ["http://pay.example.com/checkout/v1", "https://["]) {
  test(`while the page arrives, the endpoint ${endpoint} is left to the element`, async ({ page, shop, checkout, trouble }) => {
    trouble.expect(/runtime\.endpoint/);
    const watching = later();
    await page.exposeFunction("isWatching", () => watching.settle());
    await page.addInitScript(() => {
      const { observe } = MutationObserver.prototype;
      MutationObserver.prototype.observe = function (node, options) {
        if (node === document) window.isWatching();
        return observe.call(this, node, options);
      };
    });
    // The rest of the page comes when the early script waits for it, and so does the element's.
    await page.route("**/waits.js", async (route) => {
      await watching.promise;
      await route.fulfill({ contentType: "text/javascript", body: "" });
    });
    await page.route(`**${NAME}`, async (route) => {
      await watching.promise;
      await route.continue();
    });
    const asked = [];
    page.on("request", (request) => request.url().endsWith("/checkout/v1") && asked.push(request.url()));
    await serve(page, shop, (made) => pageOf(made, `<script src="/waits.js"></script>${tagOf({ ...made, endpoint })}`, early(made)));
    await checkout.shows("runtime");
    expect(asked).toEqual([]);
  });
}
