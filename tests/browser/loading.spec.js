import { expect, test } from "./fixtures.js";
import { pageOf, serve, tagOf } from "./page_served.js";

/** The lines by which a page's head asks early for what the element loads. */
async function preloadLines(request, { script }) {
  const widget = new URL("../", script);
  const answer = await request.get(new URL("builds.json", widget).href);
  const [{ files }] = (await answer.json()).builds;
  const wanted = files.filter((path) => path.endsWith(".wasm") || path.includes("/en-"));
  expect(wanted).toHaveLength(2);
  return wanted.map((path) => `<link rel="preload" as="fetch" crossorigin href="${new URL(path, widget)}">`).join("");
}

test("what the head of the page asks for early is loaded once", async ({ page, shop, checkout, request }) => {
  const loaded = [];
  page.on("request", (each) => loaded.push(new URL(each.url()).pathname));
  let head = "";
  const made = await shop.makeOrder();
  head = await preloadLines(request, made);
  await serve(page, shop, (made) => pageOf(made, tagOf(made), head));
  await checkout.shows("ready");
  for (const ending of [".wasm", ".json"]) {
    expect(loaded.filter((path) => path.endsWith(ending)), ending).toHaveLength(1);
  }
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

/** Writes down what the page asks for, and when it has the element draw. */
function watchOrder(page) {
  return page.addInitScript(() => {
    window.order = [];
    const { fetch } = window;
    window.fetch = (url, ...rest) => {
      window.order.push(new URL(url, document.baseURI).pathname.split(".").pop());
      return fetch(url, ...rest);
    };
    const { define } = CustomElementRegistry.prototype;
    CustomElementRegistry.prototype.define = function (...given) {
      window.order.push("defined");
      return define.apply(this, given);
    };
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (...given) {
      window.order.push("drawn");
      return attachShadow.apply(this, given);
    };
  });
}

/** Returns what it asked for before that, or before something else was done. */
async function before(page, done = "drawn") {
  const order = await page.evaluate(() => window.order);
  return order.slice(0, order.indexOf(done)).sort();
}

test("what takes longest is asked for before anything is drawn", async ({ page, checkout }) => {
  await watchOrder(page);
  await checkout.openReady();
  expect(await before(page)).toEqual(expect.arrayContaining(["/checkout/v1", "wasm"]));
});

test("so it is for an element that the page's markup has", async ({ page, shop, checkout }) => {
  await watchOrder(page);
  await serve(page, shop, (made) => pageOf(made, tagOf(made)));
  await checkout.shows("ready");
  expect(await before(page)).toEqual(expect.arrayContaining(["/checkout/v1", "wasm"]));
  expect(await before(page, "defined")).toEqual(["wasm"]);
});
