// What page and developer are told when the server's answers do not come, or
// cannot be read; the shopper's words stay calm.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

const codes = async (checkout) =>
  (await checkout.watched()).heard.filter(({ name }) => name === "oneclick-error").map(({ detail }) => detail.code);

/** Answers of a call with what `change` makes of them. */
async function alter(page, pattern, change) {
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

for (const [what, change, complaint] of [
  ["a clock with a fraction", (session) => ({ ...session, now: session.now + 0.5 }), /`now` must be a whole number of Unix seconds/],
  ["a card without digits", (session) => ({ ...session, cards: [{ ...session.cards[0], last_four: 42 }] }), /`cards\[0\]\.last_four` must be/],
  ["no session id", ({ session, ...rest }) => rest, /`session` is missing/],
]) {
  test(`a session with ${what} is told by member and rule`, async ({ page, checkout, trouble }) => {
    trouble.expect(/<one-click-checkout>/);
    await alter(page, CALLS.read, change);
    await checkout.open();
    await checkout.shows("unavailable");
    expect(await codes(checkout)).toEqual(["server.unreadable"]);
    expect(trouble.seen(complaint)).toHaveLength(1);
    expect(await checkout.visibleText()).toContain(message("unavailable.text"));
    expect(await checkout.visibleText()).not.toMatch(/`|must be|missing/);
  });
}

test("a paid answer that cannot be read is told to page and developer, and found out", async ({ page, checkout, trouble }) => {
  trouble.expect(/<one-click-checkout>/);
  await checkout.openReady();
  await alter(page, CALLS.pay, (payment) => ({ ...payment, id: "an id with spaces" }));
  await checkout.pay();
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
  await checkout.shows("paid");
  expect(await codes(checkout)).toEqual(["server.unreadable"]);
  expect(await checkout.heard()).toContain("oneclick-pending");
  expect(trouble.seen(/`id` must be 1 to 128 printable ASCII characters/)).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("ids of a merchant's own endpoint are taken in any printable form", async ({ page, checkout }) => {
  const ids = new Map();
  await page.route(/\/checkout\/v1(\/|$)/, async (route) => {
    const request = route.request();
    // Firefox tells it a moment later.
    if (request.method() === "POST") await expect.poll(() => request.postData()).not.toBeNull();
    let body = request.postData() ?? undefined;
    for (const [own, id] of ids) body = body?.replaceAll(JSON.stringify(own), JSON.stringify(id));
    const response = await route.fetch({ postData: body });
    let answer = await response.text();
    for (const [id] of answer.matchAll(/"(?:cs|pay|card)_[\w-]+"/g)) {
      const known = [...ids].find(([, one]) => JSON.stringify(one) === id);
      const own = known?.[0] ?? `gid://shop/"${ids.size}"\\`;
      ids.set(own, JSON.parse(id));
      answer = answer.replaceAll(id, JSON.stringify(own));
    }
    await route.fulfill({ response, body: answer });
  });
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a server without CORS headers is told apart from one that is not there", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/<one-click-checkout>/);
  await page.route(CALLS.read, (route) =>
    route.request().headers().authorization
      ? route.abort("failed")
      : route.fulfill({ status: 200, contentType: "application/json", body: "{}" }),
  );
  await checkout.open();
  await checkout.shows("unavailable");
  expect(await codes(checkout)).toEqual(["server.cors"]);
  expect(trouble.seen(/its CORS headers do not let/)).toHaveLength(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await checkout.cutOff(CALLS.read);
  await checkout.action.click();
  await expect.poll(() => codes(checkout)).toEqual(["server.cors", "server.unreachable"]);
});

test("an address without a checkout server is told by what is missing", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/<one-click-checkout>/);
  await checkout.refuse(CALLS.read, 404);
  await checkout.open();
  await checkout.shows("unavailable");
  expect(await codes(checkout)).toEqual(["server.unreadable"]);
  expect(trouble.seen(/`code` is missing in the answer with status 404/)).toHaveLength(1);
});
