// Pages whose markup takes the names of built-ins, or whose libraries have changed
// those: the element is drawn and pays as on any other.
import { MASTERCARD, button, isLater, removed, toggle } from "./card_edits.js";
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** Changes the page before the browser reads it. */
async function rewrite(page, change) {
  await page.route(
    (url) => url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: change(await response.text()) });
    },
  );
}

/** Names of documents' that the element, its libraries or the script ever use. */
const NAMES = [
  "defaultView", "createElement", "createElementNS", "createTextNode", "createComment", "createDocumentFragment",
  "baseURI", "body", "head", "documentElement", "activeElement", "querySelector", "querySelectorAll",
  "addEventListener", "removeEventListener", "dispatchEvent", "adoptedStyleSheets", "importNode", "adoptNode",
  "implementation", "visibilityState", "cookie", "referrer", "host", "URL", "documentURI", "ownerDocument", "cloneNode",
];

test("markup that takes the names of the document's members leaves the element whole", async ({ page, checkout, trouble }) => {
  // The shop's own script, which calls some of them by name.
  trouble.expect(/document\.\w+ is not a function/);
  const images = NAMES.map((name) => `<img name="${name}" alt="">`).join("");
  const forms = NAMES.map((name) => `<form name="${name}"><input name="cvc"></form>`).join("");
  await rewrite(page, (html) => html.replace("</body>", `<div id="fetch" hidden>${images}${forms}</div></body>`));
  await checkout.shop.makeOrder();
  await page.goto(checkout.shop.address(), { waitUntil: "commit" });
  await checkout.page.waitForFunction(() => document.createElement !== Document.prototype.createElement);
  const made = await checkout.shop.makeSession();
  // The shop's own script cannot make one on such a page.
  await page.evaluate(({ endpoint, session }) => {
    const element = Document.prototype.createElement.call(document, "one-click-checkout");
    element.setAttribute("endpoint", endpoint);
    element.setAttribute("session", session);
    Document.prototype.getElementById.call(document, "checkout").replaceChildren(element);
  }, made);
  await checkout.shows("ready");
  await expect(checkout.radios.first()).toBeVisible();
  expect(await checkout.element.evaluate((element) => getComputedStyle(element).display)).toBe("block");
  // By keys: to fill and to press by the mouse, the drivers look into such a document themselves.
  await checkout.cvc.evaluate((field) => field.focus());
  await page.keyboard.type(CVCS.visa);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

/** What a library may have left in `Object.prototype`. */
function pollute() {
  Object.assign(Object.prototype, {
    body: "polluted", key: "polluted", headers: { "X-Polluted": "1" }, cache: "force-cache", keepalive: true,
    cancelable: true, delegatesFocus: true, slotAssignment: "manual", once: true, passive: true,
    notation: "compact", currencyDisplay: "name", useGrouping: false,
    status: 200, requestId: "polluted", request_id: "polluted", below: "polluted", method: "DELETE", code: "polluted", payment: { state: "succeeded" },
    id: `pay_${"P".repeat(22)}`, state: "succeeded", charged: true, unusable: "card.locked", expiry: null,
    language: "de", en: "polluted", attributeFilter: [], isComposing: true, retry: () => {},
  });
}

test("a polluted prototype reaches no request, no option and no text", async ({ page, checkout }) => {
  const requests = [];
  page.on("request", (request) => request.url().includes("/checkout/v1") && requests.push(request));
  await checkout.openReady();
  const made = await checkout.shop.makeSession();
  requests.length = 0;
  await page.evaluate(pollute);
  await page.evaluate(({ endpoint, session }) => {
    const element = document.createElement("one-click-checkout");
    element.setAttribute("endpoint", endpoint);
    element.setAttribute("session", session);
    document.querySelector("one-click-checkout").replaceWith(element);
  }, made);
  await checkout.shows("ready");
  expect(requests.map((request) => request.method()).filter((method) => method !== "OPTIONS")).toEqual(["GET"]);
  expect(requests.map((request) => request.postData()).filter(Boolean)).toEqual([]);
  expect(requests.filter((request) => "x-polluted" in request.headers())).toEqual([]);
  await expect(checkout.button).toHaveText(message("pay", { amount: "€129.00" }));
  await expect(checkout.base).toHaveAttribute("lang", "en");
  expect(await checkout.element.evaluate((element) => element.shadowRoot.delegatesFocus)).toBe(false);
  await checkout.pay();
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("an answer without members is not read out of a polluted prototype", async ({ page, checkout, trouble }) => {
  trouble.expect(/`state` is missing/);
  await checkout.openReady();
  await page.route(CALLS.pay, (route) =>
    route.fulfill({ json: { amount: 12900, currency: "EUR" }, headers: { "access-control-allow-origin": "*" } }),
  );
  await page.evaluate(pollute);
  await checkout.pay();
  await checkout.shows("unknown");
  expect(await checkout.heard()).not.toContain("oneclick-success");
});

/** Puts lies about every answer of the checkout in the place of what reads one. */
function lie() {
  const paid = { id: `pay_${"L".repeat(22)}`, state: "succeeded", charged: true, amount: 12900, currency: "EUR" };
  const isOurs = (response) => response.url.includes("/checkout/v1");
  const replace = (prototype, name, make) => {
    const { get, value } = Object.getOwnPropertyDescriptor(prototype, name);
    const made = make(get ?? value);
    Object.defineProperty(prototype, name, get ? { get: made } : { value: made });
  };
  for (const [name, told] of Object.entries({ status: 200, ok: true, headers: new Headers({ "Request-Id": "lie" }) })) {
    replace(Response.prototype, name, (real) => function () {
      return isOurs(this) ? told : real.call(this);
    });
  }
  for (const [name, told] of Object.entries({ json: paid, text: JSON.stringify(paid) })) {
    replace(Response.prototype, name, (real) => async function () {
      return isOurs(this) ? told : real.call(this);
    });
  }
  replace(Headers.prototype, "get", (real) => function (name) {
    return name === "Request-Id" ? "lie" : real.call(this, name);
  });
  replace(JSON, "parse", (real) => (text, ...rest) => {
    const value = real(text, ...rest);
    return value && "charged" in Object(value) ? paid : value;
  });
  replace(Reflect, "get", (real) => (object, name, ...rest) => {
    return ["state", "charged", "code"].includes(name) ? paid[name] : real(object, name, ...rest);
  });
  replace(Array, "isArray", (real) => (value) => !value?.[0]?.last_four && real(value));
}

test("answers are read by the browser's own functions, whatever the page has put in their place", async ({ page, checkout, trouble }) => {
  trouble.expect(/status of 503/);
  await checkout.openReady();
  const made = await checkout.shop.makeSession();
  await page.evaluate(lie);
  await page.evaluate(({ endpoint, session }) => {
    const element = document.createElement("one-click-checkout");
    element.setAttribute("endpoint", endpoint);
    element.setAttribute("session", session);
    document.querySelector("one-click-checkout").replaceWith(element);
  }, made);
  await checkout.shows("ready");
  await expect(checkout.radios.first()).toBeVisible();
  await checkout.pay("999");
  await checkout.shows("declined");
  expect(await checkout.heard()).not.toContain("oneclick-success");
  await page.route(CALLS.pay, (route) =>
    route.fulfill({
      status: 503,
      json: { code: "server.unavailable" },
      headers: { "access-control-allow-origin": "*", "access-control-expose-headers": "Request-Id", "request-id": "true-one" },
    }),
  );
  await checkout.pay();
  await checkout.shows("unknown");
  expect(await checkout.heard()).not.toContain("oneclick-success");
});

test("built-ins that a library has replaced show nobody \"undefined\"", async ({ page, checkout }) => {
  await page.addInitScript(() => {
    // As MooTools and Prototype have them, and worse.
    Array.from = (list) => (list == null ? [] : Array.prototype.slice.call(list));
    Array.prototype.toJSON = function () {
      return String(this);
    };
    Object.entries = () => [];
    Array.prototype.flat = () => undefined;
    Array.prototype.at = () => undefined;
    Promise.withResolvers = () => undefined;
  });
  const session = await checkout.holdAnswers(CALLS.read);
  await checkout.open();
  await session.arrived;
  await checkout.shows("loading");
  expect(await checkout.visibleText()).not.toContain("undefined");
  await expect(checkout.element.locator(".card.bone")).toHaveCount(5);
  session.release();
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  expect(await checkout.visibleText()).not.toContain("undefined");
  await checkout.isChargedOnce();
});

test("a time of events that a page has taken away holds no press up", async ({ page, checkout }) => {
  await page.addInitScript(() => Object.defineProperty(Event.prototype, "timeStamp", { get: () => undefined }));
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a time of events that stands still holds a press up for seconds, and a second click of two pays nothing", async ({ page, checkout }) => {
  await page.addInitScript(() => Object.defineProperty(Event.prototype, "timeStamp", { get: () => 1000 }));
  await checkout.openReady();
  await toggle(checkout).click();
  await checkout.cvc.fill("123");
  await button(checkout, "remove", MASTERCARD).click();
  await checkout.element.evaluate(({ shadowRoot }) => {
    shadowRoot.querySelector("[role=group] .edit:last-child").click();
    shadowRoot.querySelector(".pay").click();
  });
  await expect(removed(checkout)).toHaveCount(1);
  await checkout.shows("ready");
  expect(checkout.posts).toHaveLength(0);
  await isLater(checkout, 3_000);
  await checkout.button.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

/** Another text in a language's file, as somebody who can change files would put it. */
async function reword(page, language, change) {
  await page.route(new RegExp(`/${language}-\\w+\\.json$`), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

test("messages that somebody changed are not shown", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.messages|integrity/);
  await reword(page, "en", (messages) => messages.replaceAll("Nothing was charged", "Please pay by transfer"));
  await checkout.open();
  await checkout.shows("runtime");
  expect(await checkout.visibleText()).toContain(message("nothing"));
  expect(await checkout.visibleText()).not.toContain("transfer");
  const { heard } = await checkout.watched();
  expect(heard.map(({ detail }) => detail.code)).toEqual(["runtime.messages"]);
});

test("messages of one language that somebody changed leave the element in English", async ({ page, checkout, trouble }) => {
  trouble.expect(/integrity/);
  await reword(page, "de", (messages) => messages.replaceAll("bezahlen", "überweisen"));
  await checkout.openReady({}, { language: "de" });
  await expect(checkout.button).toHaveText(/^Pay /);
});
