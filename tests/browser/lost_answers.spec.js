import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { said, message } from "./messages.js";

test("an answer that was lost is found out, never charged again", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady({ scenario: "answer_lost" });
  await checkout.pay();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  await checkout.hasFocus();
  await checkout.shows("paid");
  await checkout.hasFocus();
  await checkout.isChargedOnce();
  const values = { amount: "€129.00" };
  expect((await checkout.watched()).said).toEqual([
    ["polite", message("paying")],
    ["assertive", said("unknown.title", "unknown.text")],
    ["polite", said("paid.title", "paid.text", values)],
  ]);
  expect((await checkout.heard()).filter((name) => name === "oneclick-success")).toHaveLength(1);
});

for (const scenario of ["garbage", "truncated", "html", "error_500_booked"]) {
  test(`a provider that books and answers ${scenario} ends in paid, charged once`, async ({ checkout }) => {
    await checkout.openReady({ scenario });
    // The provider tells of the payment at once: a look-up must not be first.
    await checkout.shop.sandbox.behave("look_up_500");
    await checkout.pay();
    await checkout.shows("unknown");
    // A rule for no time takes the place of the endless one.
    await checkout.shop.sandbox.behave("look_up_500", { times: 0 });
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("a provider that decides later is waited for", async ({ checkout }) => {
  await checkout.openReady({ scenario: "pending", milliseconds: 1000 });
  await checkout.pay();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a reload while the payment is under way shows its end, not the cards", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "slow", milliseconds: 3000 });
  await checkout.pay();
  await expect.poll(() => checkout.shop.sandbox.charged()).toBe(1);
  await page.reload();
  await checkout.shows("paid");
  const { screens, heard } = await checkout.watched();
  expect(screens.filter((screen) => !["loading", "unknown", "paid"].includes(screen))).toEqual([]);
  // The end may be known before the page has asked.
  const names = heard.map(({ name }) => name).filter((name) => name !== "oneclick-pending");
  expect(names).toEqual(["oneclick-ready", "oneclick-success"]);
  await checkout.isChargedOnce();
});

test("a reload while the answer is lost says that it is not known", async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "pending", milliseconds: 3000 });
  await checkout.pay();
  await checkout.shows("unknown");
  await page.reload();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a reload after paying shows paid at once", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  await page.reload();
  await checkout.shows("paid");
  expect((await checkout.watched()).screens.filter((screen) => screen !== "loading")).toEqual(["paid"]);
  await checkout.isChargedOnce();
});

test("a POST whose answer the network lost is sent again with the same key", { tag: "@smoke" }, async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady();
  // The server has charged; the browser hears nothing of it.
  await page.route(
    CALLS.pay,
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await checkout.pay();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  await checkout.shows("paid");
  const keys = new Set(checkout.posts.map((post) => post.headers()["idempotency-key"]));
  expect(keys.size).toBe(1);
  await checkout.isChargedOnce();
});

test.describe("with a sessionStorage that throws", () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException("Access is denied for this document.", "SecurityError");
      };
      Object.defineProperty(window, "sessionStorage", { get: refuse });
      Object.defineProperty(window, "localStorage", { get: refuse });
    });
  });

  test("paying works", async ({ checkout }) => {
    await checkout.openReady();
    await checkout.pay();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test("a lost answer and a reload charge once", async ({ page, checkout }) => {
    await checkout.openReady({ scenario: "answer_lost" });
    await checkout.pay();
    await checkout.shows("unknown");
    await page.reload();
    await checkout.shows("paid");
    expect((await checkout.watched()).screens).not.toContain("ready");
    await checkout.isChargedOnce();
  });
});
