// What a page forgets or gets wrong: the shopper sees a calm screen, the page an
// event, the developer what to write; and copies of an element find their flow.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
import { some } from "./some.js";

/** Longer than a page has for a session that it forgot. */
const FORGOTTEN = 11_000;

/** Puts an element with these attributes in the place of the shop's. */
function replace(page, attributes) {
  return page.evaluate((attributes) => {
    const element = document.createElement("one-click-checkout");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.querySelector("one-click-checkout").replaceWith(element);
  }, attributes);
}

const errors = async (checkout) =>
  (await checkout.watched()).heard.filter(({ name }) => name === "oneclick-error").map(({ detail }) => detail.code);

/** What the developer, the page and the shopper are told of a mistake. */
async function tells(checkout, trouble, code, advice) {
  await checkout.shows("runtime");
  expect(await errors(checkout)).toEqual([code]);
  const said = trouble.seen(new RegExp(`${code.replace(".", "\\.")} .*${advice}`, "s"));
  expect(said, "a line for the developer").toHaveLength(1);
  const words = await checkout.visibleText();
  expect(words).toContain(message("runtime.title"));
  expect(words).toContain(message("nothing"));
  expect(words).toContain(message("runtime.setup"));
  expect(words, "words of developers").not.toMatch(/session|endpoint|token|undefined|\{\{/i);
  await expect(checkout.action, "a retry that cannot help").toHaveCount(0);
}

const ENDPOINT = "https://pay.example.com/checkout/v1";
const MISTAKES = [
  ["no endpoint", { session: "ct_x" }, "runtime.endpoint_missing", "https://pay"],
  ["an endpoint that is undefined", { endpoint: "undefined", session: "ct_x" }, "runtime.endpoint_undefined", "https://pay"],
  ["an unrendered endpoint", { endpoint: "{{ url }}/v1", session: "ct_x" }, "runtime.endpoint_template", "not rendered"],
  ["an endpoint that is not https", { endpoint: "http://pay.example.com/", session: "ct_x" }, "runtime.endpoint", "https://pay"],
  ["no session", { endpoint: ENDPOINT }, "runtime.session_missing", "client_token"],
  ["an empty session", { endpoint: ENDPOINT, session: " " }, "runtime.session_missing", "client_token"],
  ["a session that is undefined", { endpoint: ENDPOINT, session: "undefined" }, "runtime.session_undefined", "client_token"],
  ["a session that is an object", { endpoint: ENDPOINT, session: "[object Promise]" }, "runtime.session_undefined", "client_token"],
  ["an unrendered session", { endpoint: ENDPOINT, session: "{{ token }}" }, "runtime.session_template", "not rendered"],
  ["a session's id", { endpoint: ENDPOINT, session: "cs_abcdef" }, "runtime.session_id", "opens nothing"],
  ["a secret key", { endpoint: ENDPOINT, session: "sk_test_abcdef" }, "runtime.session_secret", "Change it now"],
  ["a token with a space in it", { endpoint: ENDPOINT, session: "ct_a bc" }, "runtime.session_malformed", "client_token"],
];
for (const [what, attributes, code, advice] of some(MISTAKES, 4)) {
  test(`${what} is told and not waited on for ever`, async ({ page, checkout, trouble }) => {
    trouble.expect(/runtime\./);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.clock.install();
    await checkout.openReady();
    await replace(page, attributes);
    await checkout.shows("loading");
    await page.clock.runFor(FORGOTTEN);
    await tells(checkout, trouble, code, advice);
    expect(asked.filter((url) => url.startsWith("https://"))).toEqual([]);
    expect(trouble.seen(/sk_test_abcdef|cs_abcdef/), "what was written is not logged").toEqual([]);
  });
}

test("a session that comes later is waited for, and nothing is told", async ({ page, shop, checkout }) => {
  await page.clock.install();
  const { endpoint } = await checkout.openReady();
  const { session } = await shop.makeSession();
  await replace(page, { endpoint });
  await page.clock.runFor(8_000);
  await checkout.shows("loading");
  await checkout.element.evaluate((element, session) => Object.assign(element, { session }), session);
  await checkout.shows("ready");
  await page.clock.runFor(FORGOTTEN);
  await checkout.shows("ready");
  expect(await errors(checkout)).toEqual([]);
  await checkout.pay();
  await checkout.shows("paid");
});

test("a session that a framework corrects at once is the one that counts", async ({ page, shop, checkout }) => {
  const { endpoint } = await checkout.openReady();
  const { session } = await shop.makeSession();
  await replace(page, { endpoint, session: "undefined" });
  await checkout.element.evaluate((element, session) => element.setAttribute("session", session), session);
  await checkout.shows("ready");
  expect(await errors(checkout)).toEqual([]);
});

test("a mistake that is put right after it was told begins", async ({ page, shop, checkout, trouble }) => {
  trouble.expect(/runtime\.session_undefined/);
  const { endpoint } = await checkout.openReady();
  await replace(page, { endpoint, session: "null" });
  await checkout.shows("runtime");
  const { session } = await shop.makeSession();
  await checkout.element.evaluate((element, session) => element.setAttribute("session", session), session);
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a copy of the element finds its flow again", async ({ page, checkout }) => {
  const { session } = await checkout.openReady();
  await page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    element.replaceWith(element.cloneNode(true));
  });
  await checkout.shows("ready");
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(session);
  await checkout.pay();
  await checkout.shows("paid");
  await page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    element.replaceWith(element.cloneNode(true));
  });
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a copy made while a payment goes on shows its outcome", async ({ page, checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    element.replaceWith(element.cloneNode(true));
  });
  await checkout.shows("paying");
  answer.release();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a page that a router caches and brings back finds its flow again", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    // As Turbo does: a clone of the body is the cache, and comes back by Back.
    window.cached = document.body.cloneNode(true);
    document.body.replaceWith(document.createElement("body"));
  });
  await expect(checkout.element).toHaveCount(0);
  await page.evaluate(() => document.body.replaceWith(window.cached));
  await checkout.shows("ready");
  await checkout.cvc.fill(CVCS.visa);
  await checkout.button.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a copy that is sent to another endpoint gets no token there", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.session_copy/);
  await checkout.openReady();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    const copy = element.cloneNode(true);
    copy.setAttribute("endpoint", "https://elsewhere.example/checkout/v1");
    element.replaceWith(copy);
  });
  await checkout.shows("runtime");
  expect(await errors(checkout)).toEqual(["runtime.session_copy"]);
  expect(asked.filter((url) => url.includes("elsewhere"))).toEqual([]);
});

test("an element out of saved HTML asks for the page to be loaded anew", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.session_copy/);
  const { endpoint } = await checkout.openReady();
  await replace(page, { endpoint, "data-oneclick": "0123456789abcdef0123456789abcdef" });
  await checkout.shows("runtime");
  expect(await errors(checkout)).toEqual(["runtime.session_copy"]);
  expect(await checkout.visibleText()).toContain(message("expired.text"));
  await checkout.action.click();
  await checkout.shows("ready");
});

test("an endpoint without an origin goes by the document's base address", async ({ page, shop, checkout, trouble }) => {
  // The shop's own calls go by it as well, and fail.
  trouble.expectFailedRequests();
  await page.route(
    (url) => url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      headers["content-security-policy"] = headers["content-security-policy"].replace("base-uri 'none'", "base-uri *");
      await route.fulfill({ response, headers });
    },
  );
  await checkout.openReady();
  const { session } = await shop.makeSession();
  await page.evaluate((server) => {
    const base = document.createElement("base");
    base.href = `${server}/checkout/`;
    document.head.prepend(base);
  }, process.env.ONECLICK_SERVER);
  await replace(page, { endpoint: "v1", session });
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
