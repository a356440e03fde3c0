// The end of a session: put off while the shopper is there, else told in time.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

const MINUTE = 60_000;

/** Opens the page with a clock that the test moves. */
async function open({ page, checkout }) {
  await page.clock.install();
  const extensions = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/extend") && request.method() === "POST") extensions.push(request);
  });
  await checkout.openReady();
  return extensions;
}

/** The server puts the end off no further. */
function refuseMore(page) {
  return page.route(CALLS.extend, async (route) => {
    const now = Math.floor(Date.now() / 1000) + 50 * 60;
    const headers = { "access-control-allow-origin": "*" };
    await route.fulfill({ headers, json: { now, expires_at: now + 10 * 60 } });
  });
}

test("a session is extended ten minutes before its end while the page is seen", async ({ page, checkout }) => {
  const extensions = await open({ page, checkout });
  await page.clock.fastForward(49 * MINUTE);
  expect(extensions).toHaveLength(0);
  const answered = page.waitForResponse((response) => response.url().endsWith("/extend"));
  await page.clock.fastForward(2 * MINUTE);
  const answer = await (await answered).json();
  expect(answer.expires_at - answer.now).toBe(3600);
  await checkout.shows("ready");
  expect(await checkout.heard()).toEqual(["oneclick-ready"]);
  await checkout.pay();
  await checkout.shows("paid");
  expect(extensions).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("a laptop that slept over the end asks as soon as its page is seen", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await open({ page, checkout });
  await checkout.refuse(CALLS.read, 401, { code: "session.expired" });
  // Only the wall clock went on.
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => now() + 2 * 3_600_000;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await checkout.shows("expired");
  expect((await checkout.watched()).heard.at(-1).detail.code).toBe("session.expired");
});

test("an end that cannot be put off is told to shopper and page, and the page's new session goes on in its place", async ({
  page,
  checkout,
}) => {
  // The demo's page gives the element another session when it is told.
  await open({ page, checkout });
  await checkout.mastercard.check();
  await checkout.cvc.focus();
  await refuseMore(page);
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route("**/shop/orders/*/sessions", async (route) => {
    await released;
    await route.continue();
  });
  const asked = page.waitForResponse((response) => response.url().endsWith("/extend"));
  await page.clock.fastForward(50 * MINUTE);
  await (await asked).finished();
  await page.clock.fastForward(5 * MINUTE);
  await expect.poll(() => checkout.heard()).toContain("oneclick-expiring");
  await checkout.shows("ready");
  expect(await checkout.visibleText()).toContain(message("ending.text"));
  await checkout.hasFocus("cvc");
  const answered = page.waitForResponse(CALLS.read);
  release();
  await answered;
  await checkout.shows("ready");
  await expect(checkout.mastercard).toBeChecked();
  await checkout.hasFocus("cvc");
  await expect(checkout.base).not.toContainText(message("ending.text"));
  await checkout.pay(CVCS.mastercard);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
