// Each of {session fails, pay fails, 401} × {no key stored, key stored}: the
// right screen, never "nothing was charged" where something may have been, and
// what the ledger says in the end.
import { CALLS, CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

const EXPIRED = { code: "session.expired", detail: "The session has ended." };
/** A server whose store was put back refuses until it knows what happened since. */
const RECOVERING = { code: "server.recovering" };

test.beforeEach(({ trouble }) => trouble.expectFailedRequests());

/** A POST that never arrives leaves its key in the tab; the reload finds it. */
async function leaveKey(page, checkout) {
  await checkout.openReady();
  await checkout.cutOff(CALLS.pay);
  await checkout.pay();
  await checkout.shows("unknown");
  return () => page.unrouteAll({ behavior: "ignoreErrors" });
}

/** A POST that arrived, charged and was not answered: as above. */
async function leaveKeyCharged(page, checkout) {
  await checkout.openReady();
  await page.route(CALLS.pay, async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await checkout.pay();
  await checkout.shows("unknown");
  await expect.poll(() => checkout.shop.sandbox.charged()).toBe(1);
  return () => page.unrouteAll({ behavior: "ignoreErrors" });
}

test.describe("no key stored", () => {
  for (const [how, fail] of [
    ["the network fails", (checkout) => checkout.cutOff(CALLS.read)],
    ["a 500 is answered", (checkout) => checkout.refuse(CALLS.read, 500)],
    ["the server is unavailable", (checkout) => checkout.refuse(CALLS.read, 503, { code: "server.unavailable" })],
    ["the server recovers", (checkout) => checkout.refuse(CALLS.read, 503, RECOVERING)],
  ]) {
    test(`the session's request: ${how}: unavailable, nothing was charged, and a retry works`, async ({ checkout }) => {
      const restore = await fail(checkout);
      await checkout.open();
      await checkout.shows("unavailable");
      expect(await checkout.visibleText()).toContain(message("nothing"));
      expect(await checkout.heard()).toContain("oneclick-error");
      await restore();
      await checkout.action.click();
      await checkout.shows("ready");
      await checkout.hasFocus();
      await checkout.pay();
      await checkout.shows("paid");
      await checkout.isChargedOnce();
    });
  }

  test("the session's request: 401: the page has expired", async ({ checkout }) => {
    await checkout.refuse(CALLS.read, 401, EXPIRED);
    await checkout.open();
    await checkout.shows("expired");
    expect(await checkout.button.count()).toBe(0);
    expect((await checkout.watched()).heard).toMatchObject([
      { name: "oneclick-error", detail: { code: "session.expired" } },
    ]);
    await checkout.isNotCharged();
  });

  for (const [how, fail] of [
    ["the network fails", (checkout) => checkout.cutOff(CALLS.pay)],
    ["a 500 is answered", (checkout) => checkout.refuse(CALLS.pay, 500)],
    ["a proxy refuses", (checkout) => checkout.refuse(CALLS.pay, 403)],
    ["the server recovers", (checkout) => checkout.refuse(CALLS.pay, 503, RECOVERING)],
  ]) {
    test(`the payment's request: ${how}: unknown, then sent again and paid once`, async ({ checkout, trouble }) => {
      // A proxy's page says nothing: its developer is told so.
      if (how === "a proxy refuses") trouble.expect(/`code` is missing in the answer with status 403/);
      await checkout.openReady();
      const restore = await fail(checkout);
      await checkout.pay();
      await checkout.shows("unknown");
      await checkout.admitsDoubt();
      await restore();
      await checkout.shows("paid");
      const keys = new Set(checkout.posts.map((post) => post.headers()["idempotency-key"]));
      expect(keys.size).toBe(1);
      await checkout.isChargedOnce();
    });
  }

  test("the payment's request: 401: the page has expired, without a word on money", async ({ checkout }) => {
    await checkout.openReady();
    await checkout.refuse(CALLS.pay, 401, EXPIRED);
    await checkout.pay();
    await checkout.shows("expired");
    await checkout.admitsDoubt();
    await checkout.hasFocus();
    await checkout.isNotCharged();
  });
});

test.describe("a key stored", () => {
  for (const [how, fail] of [
    ["fails", (checkout) => checkout.cutOff(CALLS.read)],
    ["is refused while the server recovers", (checkout) => checkout.refuse(CALLS.read, 503, RECOVERING)],
  ]) {
    test(`the session's request ${how}: unknown, and asked until it is paid`, async ({ page, checkout }) => {
      const restore = await leaveKeyCharged(page, checkout);
      await restore();
      const answer = await fail(checkout);
      await page.reload();
      await checkout.shows("unknown");
      await checkout.admitsDoubt();
      await answer();
      await checkout.shows("paid");
      expect((await checkout.watched()).screens).not.toContain("ready");
      await checkout.isChargedOnce();
    });
  }

  test("the session's request: 401: not known, ask the shop", async ({ page, checkout }) => {
    const restore = await leaveKeyCharged(page, checkout);
    await restore();
    await checkout.refuse(CALLS.read, 401, EXPIRED);
    await page.reload();
    await checkout.shows("unknown");
    await checkout.admitsDoubt();
    expect(await checkout.visibleText()).toContain(message("contact.text"));
    await checkout.isChargedOnce();
  });

  test("what was sent did arrive: paid after the reload, no second charge", { tag: "@smoke" }, async ({ page, checkout }) => {
    const restore = await leaveKeyCharged(page, checkout);
    await restore();
    await page.reload();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test("what was sent never arrived: it may be pressed again, with the same key", async ({ page, checkout }) => {
    const restore = await leaveKey(page, checkout);
    const key = checkout.posts[0].headers()["idempotency-key"];
    await page.reload();
    await checkout.shows("unknown");
    await checkout.admitsDoubt();
    await checkout.shows("ready");
    await restore();
    await checkout.pay();
    await checkout.shows("paid");
    expect(checkout.posts.at(-1).headers()["idempotency-key"]).toBe(key);
    await checkout.isChargedOnce();
  });

  for (const [how, fail, screen] of [
    ["the network fails", (checkout) => checkout.cutOff(CALLS.pay), "unknown"],
    ["a 500 is answered", (checkout) => checkout.refuse(CALLS.pay, 500), "unknown"],
    ["401", (checkout) => checkout.refuse(CALLS.pay, 401, EXPIRED), /unknown|expired/],
  ]) {
    test(`the payment's request: ${how}: nobody says that nothing was charged`, async ({ page, checkout }) => {
      const restore = await leaveKey(page, checkout);
      await page.reload();
      await checkout.shows("ready");
      await restore();
      await fail(checkout);
      await checkout.pay();
      await checkout.shows(screen);
      await checkout.admitsDoubt();
      await checkout.isNotCharged();
    });
  }

  test("another card has another key", async ({ page, checkout }) => {
    const restore = await leaveKey(page, checkout);
    const key = checkout.posts[0].headers()["idempotency-key"];
    await page.reload();
    await checkout.shows("ready");
    await restore();
    await checkout.mastercard.check();
    await checkout.pay(CVCS.mastercard);
    await checkout.shows("paid");
    expect(checkout.posts.at(-1).headers()["idempotency-key"]).not.toBe(key);
    await checkout.isChargedOnce();
  });
});

test("a page of an origin that is not allowed cannot pay, and its developer is told why", async ({ page, shop, checkout, trouble }) => {
  trouble.expect(/127\.0\.0\.1/);
  await shop.makeOrder();
  const elsewhere = shop.address().replace("//localhost:", "//127.0.0.1:");
  await page.goto(elsewhere);
  await checkout.shows("unavailable");
  expect(await checkout.button.count()).toBe(0);
  expect((await checkout.watched()).heard).toMatchObject([
    { name: "oneclick-error", detail: { code: "origin.refused" } },
  ]);
  expect(trouble.seen(/the server does not list the origin http:\/\/127\.0\.0\.1/)).toHaveLength(1);
  await checkout.isNotCharged();
});

test("a token that the server does not know opens nothing", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    const shown = document.querySelector("one-click-checkout");
    const element = document.createElement("one-click-checkout");
    element.setAttribute("endpoint", shown.getAttribute("endpoint"));
    element.setAttribute("session", `ct_${"A".repeat(43)}`);
    shown.replaceWith(element);
  });
  await checkout.shows("expired");
  expect(await checkout.visibleText()).not.toMatch(/token|401|unauthori[sz]ed/i);
});

test("an amount that has changed is shown, and asked for again", async ({ shop, checkout }) => {
  await checkout.openReady();
  await shop.makeOrder({ amount: 13900 });
  await checkout.pay();
  await checkout.shows("superseded");
  await checkout.hasFocus();
  await checkout.isNotCharged();
});

test("a refusal without a code is no word about a charge", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/<one-click-checkout>/);
  await checkout.openReady();
  // What stands before the server answers in its place; the charge went through.
  await page.route(
    CALLS.pay,
    async (route) => {
      await route.fetch();
      const headers = { "access-control-allow-origin": "*" };
      await route.fulfill({ status: 401, headers, contentType: "text/html", body: "<h1>Unauthorized</h1>" });
    },
    { times: 1 },
  );
  await checkout.pay();
  await checkout.shows("paid");
  expect((await checkout.watched()).screens).not.toContain("expired");
  await checkout.isChargedOnce();
});

test("an order that was paid elsewhere is shown as paid", async ({ shop, checkout }) => {
  const made = await checkout.openReady();
  const { cards } = await (await shop.call(made.session)).json();
  const body = { card: cards[0].id, amount: 12900, currency: "EUR", previous_payment: null, cvc: CVCS.visa };
  const answer = await shop.call(made.session, { key: "a-key-of-another-page", body });
  expect((await answer.json()).state).toBe("succeeded");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("without storage, another session of an order in doubt says nothing of money", async ({ page, shop, checkout }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "sessionStorage", {
      get() {
        throw new DOMException("refused", "SecurityError");
      },
    });
  });
  await checkout.openReady();
  await checkout.cutOff(CALLS.pay);
  await checkout.pay();
  await checkout.shows("unknown");
  const made = await shop.makeSession();
  await checkout.cutOff(CALLS.read);
  await checkout.element.evaluate((shown, { endpoint, session }) => {
    const second = document.createElement("one-click-checkout");
    Object.assign(second, { endpoint, session });
    shown.after(second);
  }, made);
  const second = new Checkout(page, shop, 1);
  await second.shows("unknown");
  await second.admitsDoubt();
});
