// Outcomes on which nothing can be paid here: each has a screen, says what is known, and
// offers what helps.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** What the element says of the shop's other ways to pay. */
const offersOthers = (checkout) => expect(checkout.element.locator("slot[name=fallback]")).toHaveCSS("display", "contents");

/** Counts the loads of the page, and the wishes for one. */
async function countLoads(page) {
  await page.addInitScript(() => {
    addEventListener("oneclick-reload", ({ cancelable }) => {
      window.wished = (window.wished ?? 0) + (cancelable ? 1 : 100);
    });
  });
}

/** Pays until the order was declined five times, at last with this code. */
async function useUpAttempts(checkout, last = CVCS.visa) {
  for (let count = 1; count <= 5; count += 1) {
    await checkout.pay(count < 5 ? CVCS.visa : last);
    await expect.poll(async () => (await checkout.shop.sandbox.requests()).charges).toBe(count);
    await checkout.shows(count < 5 ? "declined" : "limited");
  }
}

test("a payment that a person checks promises nothing, names itself, and offers no other", async ({ page, shop, checkout }) => {
  await checkout.openReady({ scenario: "wrong_amount" });
  await checkout.pay();
  await checkout.shows("review", { timeout: 25_000 });
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("review.text"));
  const [{ detail }] = (await checkout.watched()).heard.filter(({ name, detail }) => name === "oneclick-pending" && detail.payment);
  expect(await checkout.visibleText()).toContain(detail.payment);
  await expect(checkout.action).toHaveCount(0);
  await expect(checkout.element.locator("slot[name=fallback]")).toHaveCSS("display", "none");
  await page.reload();
  await checkout.shows("review");
  await checkout.admitsDoubt();
  expect((await shop.sandbox.requests()).charges).toBe(1);
});

test("after five declines an order offers no payment, says until when, and shows the shop's other ways", async ({
  page,
  shop,
  checkout,
  trouble,
}) => {
  trouble.expectFailedRequests();
  await checkout.openReady({ scenario: "declined" });
  await useUpAttempts(checkout);
  expect(await checkout.visibleText()).toContain(message("declined.insufficient_funds"));
  await checkout.hasFocus();
  await page.reload();
  await checkout.shows("limited");
  await expect(checkout.button).toHaveCount(0);
  expect(await checkout.visibleText()).toContain(message("too_many.text"));
  expect(await checkout.visibleText()).toContain(message("too_many.until", { time: "in 24 hours" }));
  await offersOthers(checkout);
  expect((await shop.sandbox.requests()).charges).toBe(5);
  await checkout.isNotCharged();
  // Who only tries faults starts anew.
  await page.getByRole("button", { name: "Reset limits" }).click();
  await checkout.shows("ready");
  await shop.sandbox.behave("paid");
  await checkout.pay();
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("an incorrect code that uses up the attempts is said with that, also when the page is seen again", async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "declined", times: 4 });
  await useUpAttempts(checkout, "999");
  const said = [message("wrong_cvc"), message("nothing"), message("too_many.text")];
  for (const text of said) await expect(checkout.base).toContainText(text);
  const asked = page.waitForResponse(CALLS.read);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await (await asked).finished();
  await checkout.shows("limited");
  for (const text of said) await expect(checkout.base).toContainText(text);
  // It is over, before any timer of the page's.
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), limited: null } });
  });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(checkout.button).toBeVisible();
  await checkout.isNotCharged();
});

test("a limit of a minute goes by itself", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await page.clock.install();
  await checkout.openReady();
  const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After", "retry-after": "40" };
  await page.route(
    CALLS.pay,
    (route) =>
      route.fulfill({
        status: 429,
        headers,
        contentType: "application/problem+json",
        body: JSON.stringify({ status: 429, code: "attempts.too_many", limit: "submissions_per_minute" }),
      }),
    { times: 1 },
  );
  await checkout.pay();
  await checkout.shows("limited");
  expect(await checkout.visibleText()).toContain(message("too_many.until", { time: "in 1 minute" }));
  await page.clock.fastForward(39_000);
  await checkout.shows("limited");
  await page.clock.fastForward(60_000);
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

for (const [screen, problem] of [
  ["expired", [401, { code: "session.expired" }]],
  ["superseded", [409, { code: "session.superseded" }]],
]) {
  test(`${screen}: the button loads the page anew, which has another session, unless the page gives one`, async ({
    page,
    shop,
    checkout,
    trouble,
  }) => {
    trouble.expectFailedRequests();
    await countLoads(page);
    await checkout.openReady();
    const restore = await checkout.refuse(CALLS.read, ...problem);
    await checkout.element.evaluate((element, { session }) => Object.assign(element, { session }), await shop.makeSession());
    await checkout.shows(screen);
    await expect(checkout.action).toHaveText(message("reload"));
    await checkout.isNotCharged();
    // A page that gives a session by itself is not loaded.
    const { session } = await shop.makeSession();
    await page.evaluate((session) => {
      const give = (event) => {
        event.preventDefault();
        Object.assign(event.target, { session });
      };
      document.addEventListener("oneclick-reload", give, { once: true });
    }, session);
    const asked = page.waitForResponse(CALLS.read);
    await checkout.action.click();
    await asked;
    await checkout.shows(screen);
    expect(await page.evaluate(() => window.wished)).toBe(1);
    await restore();
    const loaded = page.waitForEvent("load");
    await checkout.action.click();
    await loaded;
    await checkout.shows("ready");
    await checkout.pay(CVCS.visa);
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("a session that ends soon has a button for more time", async ({ page, checkout }) => {
  await page.clock.install();
  await checkout.openReady();
  // This page gives no session by itself.
  await page.evaluate(() => addEventListener("oneclick-expiring", (event) => event.stopPropagation(), { capture: true }));
  await page.route(CALLS.extend, async (route) => {
    const now = Math.floor(Date.now() / 1000) + 50 * 60;
    await route.fulfill({ headers: { "access-control-allow-origin": "*" }, json: { now, expires_at: now + 600 } });
  });
  const asked = page.waitForResponse((response) => response.url().endsWith("/extend"));
  await page.clock.fastForward(50 * 60_000);
  await (await asked).finished();
  await page.clock.fastForward(5 * 60_000);
  await expect(checkout.action).toHaveText(message("reload"));
  expect((await checkout.watched()).said.at(-1)[0]).toBe("polite");
  const loaded = page.waitForEvent("load");
  await checkout.action.click();
  await loaded;
  await checkout.shows("ready");
  await expect(checkout.base).not.toContainText(message("ending.text"));
});
