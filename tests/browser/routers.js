// Small shops made with real routers and frameworks, each with the element on one of
// its views: how a shopper leaves that view and comes back to it.
import { CALLS } from "./checkout.js";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { pageOf, serve, tagOf } from "./page_served.js";

/** As their developers run them: with the warnings. */
const DEFINE = {
  "process.env.NODE_ENV": '"development"',
  __VUE_OPTIONS_API__: "true",
  __VUE_PROD_DEVTOOLS__: "false",
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
};

const bundles = new Map();

/** The script of a shop, with its framework. */
function bundled(name) {
  if (!bundles.has(name)) {
    const entry = fileURLToPath(new URL(`routers/${name}.js`, import.meta.url));
    const options = { entryPoints: [entry], bundle: true, write: false, format: "esm", define: DEFINE, logLevel: "error" };
    bundles.set(name, build(options).then(({ outputFiles: [{ text }] }) => text));
  }
  return bundles.get(name);
}

const call = (name) => (page) => page.evaluate((name) => window.router[name](), name);

/** What is put in front of the page's own markup for a script that draws it. */
const data = (made, how) =>
  `<script type="application/json" id="made">${JSON.stringify({ endpoint: made.endpoint, session: made.session, how })}</script>`;

/** A view that a script draws. */
function drawn(script, how, inside = () => "") {
  return {
    script,
    write: (made) => `${data(made, how)}<div id="app">${inside(made)}</div><div id="main"></div><div id="aside"></div>`,
    ...Object.fromEntries(["leave", "back", "another", "move"].map((name) => [name, call(name)])),
  };
}

const LINKS = '<nav><a id="out" href="/other">Another page</a> <a id="in" href="/">The checkout</a></nav>';

/** Views that a server writes. */
function linked(script, { attributes = "", head = "" } = {}) {
  return {
    script,
    attributes,
    head,
    write: (made, { pathname }) => `${LINKS}<div id="place">${pathname === "/" ? tagOf(made) : "<p>Another page</p>"}</div>`,
    leave: (page) => page.locator("#out").click(),
    back: (page) => page.goBack(),
    renew: fresh((page) => page.evaluate(() => window.Turbo.session.refresh(location.href))),
    swap: fresh((page) => swapped(page, "outerHTML")),
    morph: fresh((page) => swapped(page, "outerMorph")),
  };
}

/** Does it, and waits for the session that the server wrote into the new page. */
function fresh(act) {
  return async (page) => {
    const asked = page.waitForResponse(CALLS.read);
    await act(page);
    await asked;
  };
}

const swapped = (page, swap) =>
  page.evaluate((swap) => window.htmx.ajax("GET", location.href, { target: "#place", select: "#place", swap }), swap);

/** The shops, by what a developer would call them. */
export const ROUTERS = {
  "React in strict mode": drawn("react", "render"),
  "React that hydrates": drawn("react", "hydrate", (made) => `<main>${tagOf(made)}</main>`),
  "Vue with keep-alive": drawn("vue", "keep-alive"),
  // What it fetches ahead of a click would be asked for after a test.
  Turbo: linked("turbo", { head: '<meta name="turbo-prefetch" content="false">' }),
  "htmx with boosted links": linked("htmx", { attributes: 'hx-boost="true" hx-boost:inherited="true"' }),
};

/** Others, which change the element or its place while it stands. */
export const CHANGING = {
  "Vue with teleport": drawn("vue", "teleport"),
  "Turbo that morphs": linked("turbo", {
    head: '<meta name="turbo-prefetch" content="false"><meta name="turbo-refresh-method" content="morph"><meta name="turbo-refresh-scroll" content="preserve">',
  }),
};

/** Opens the checkout of an order in a shop. */
export async function openShop(page, shop, router, order) {
  const script = await bundled(router.script);
  await page.route(`${shop.url}/router.js`, (route) => route.fulfill({ body: script, contentType: "text/javascript" }));
  const write = (made, url) =>
    pageOf(made, router.write(made, url), `${router.head ?? ""}<script type="module" src="/router.js"></script>`).replace(
      "<body",
      `<body ${router.attributes ?? ""}`,
    );
  await serve(page, shop, write, { order, paths: /^\/(other)?$/ });
}
