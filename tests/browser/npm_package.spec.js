// The npm package in a page: the loader, and the entry that defines the element from files that
// the page's own server has.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./browser.js";
import { expect, test } from "./fixtures.js";
import { serve, tagOf } from "./page_served.js";

const PACKAGE = join(root, "dist/npm");
const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
const SCRIPT = `/widget/v${version}/oneclick.js`;

const KINDS = { js: "text/javascript", wasm: "application/wasm", json: "application/json" };

/** Serves the package's files below `/npm/` of the shop. */
function servePackage(page, shop) {
  return page.route(`${shop.url}/npm/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice("/npm/".length);
    return route.fulfill({ body: readFileSync(join(PACKAGE, path)), contentType: KINDS[path.split(".").pop()] });
  });
}

/** A page that has the element and no script's tag: `code` is its module. */
async function open(page, shop, code) {
  await servePackage(page, shop);
  await serve(page, shop, (made) => {
    const module = `window.endpoint = ${JSON.stringify(made.endpoint)};\n${code}`;
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><body>${tagOf(made)}<script type="module">${module}</script></body></html>`;
  });
}

/** The loader, and what it came to as text. */
const LOADING = `
  import { loadOneClick } from "/npm/index.js";
  window.load = (options) => loadOneClick({ endpoint, ...options }).then((defined) => defined.version, String);
`;

/** Writes down which scripts of the element the page asks for. */
function scriptsOf(page) {
  const asked = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.endsWith("/oneclick.js")) asked.push(pathname + search);
  });
  return asked;
}

test("the loader loads the element once, and it pays", { tag: "@smoke" }, async ({ page, shop, checkout }) => {
  const asked = scriptsOf(page);
  await open(page, shop, LOADING);
  const loaded = await page.evaluate(() => Promise.all([window.load(), window.load()]));
  expect(loaded).toEqual([version, version]);
  expect(asked).toEqual([SCRIPT]);
  await expect(page.locator("script[src]")).toHaveAttribute("integrity", /^sha384-/);
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a script that does not come is asked for again, by another address", async ({ page, shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  // Firefox compares the hash of what did not come.
  trouble.expect(/integrity/);
  const asked = scriptsOf(page);
  await page.route((url) => url.pathname === SCRIPT && url.search === "", (route) => route.abort());
  await open(page, shop, LOADING);
  expect(await page.evaluate(() => window.load())).toBe(version);
  expect(asked).toEqual([SCRIPT, `${SCRIPT}?try=2`]);
  await checkout.shows("ready");
});

test("after three failures the next call begins anew", async ({ page, shop, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/integrity/);
  const asked = scriptsOf(page);
  let isGone = true;
  await page.route(
    (url) => url.pathname === SCRIPT,
    (route) => (isGone ? route.abort() : route.fallback()),
  );
  await open(page, shop, LOADING);
  expect(await page.evaluate(() => window.load())).toContain(`${SCRIPT} did not load`);
  expect(asked).toHaveLength(3);
  isGone = false;
  // What a document remembers as lost is not asked for again.
  expect(await page.evaluate(() => window.load())).toBe(version);
  expect(asked.slice(3)).toEqual([`${SCRIPT}?try=4`]);
});

test("a script that was changed does not run", async ({ page, shop, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/integrity/);
  await page.route(
    (url) => url.pathname === SCRIPT,
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `window.changed = true;${await response.text()}` });
    },
  );
  await open(page, shop, LOADING);
  expect(await page.evaluate(() => window.load())).toContain("did not load");
  expect(await page.evaluate(() => [window.changed, customElements.get("one-click-checkout")])).toEqual([undefined, undefined]);
});

test("a wrong option says what would be right", async ({ page, shop }) => {
  await open(page, shop, LOADING);
  const said = (options) => page.evaluate((options) => window.load(options), options);
  expect(await said({ endpoint: "" })).toContain("TypeError: There is no endpoint. Write the address");
  expect(await said({ endpoint: "http://pay.example.com/checkout/v1" })).toContain("neither https nor on this machine");
  expect(await said({ endpoint: "https://" })).toContain('"https://" is no address');
  expect(await said({ version: "latest" })).toContain('version: "latest" is none');
  expect(await said({ widget: "javascript:alert(1)" })).toContain("neither https nor on this machine");
});

test("a second version is not loaded beside the first, and that is said", async ({ page, shop, trouble }) => {
  trouble.expect(/oneclick\.js is loaded already/);
  const asked = scriptsOf(page);
  await open(page, shop, LOADING);
  expect(await page.evaluate(() => Promise.all([window.load(), window.load({ version: "1" })]))).toEqual([version, version]);
  expect(asked).toEqual([SCRIPT]);
  expect(trouble.seen(/\/v1\/oneclick\.js is not/)).toHaveLength(1);
});

test("an element of another major version is named with this package's", async ({ page, shop, trouble }) => {
  trouble.expect(/this package is version/);
  await open(page, shop, LOADING);
  const defined = page.evaluate(() => {
    customElements.define("one-click-checkout", class extends HTMLElement { static version = "7.0.0"; });
    return window.load();
  });
  expect(await defined).toBe("7.0.0");
  expect(trouble.seen(new RegExp(`this package is version ${version}, the element on the page is 7\\.0\\.0`))).toHaveLength(1);
});

test("the entry defines the element from the page's own server", async ({ page, shop, checkout }) => {
  const files = [];
  page.on("request", (request) => files.push(new URL(request.url())));
  await open(page, shop, `import "/npm/files/v${version}/oneclick.js";`);
  await checkout.shows("ready");
  const wasm = files.filter(({ pathname }) => pathname.endsWith(".wasm"));
  expect(wasm.map(({ origin }) => origin)).toEqual([shop.url]);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
