// The page takes the session away, as at logout: cards, amount and code go at once, and
// nothing finds them again, but for the outcome of a payment that was sent.
import { CALLS, CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
import { some } from "./some.js";

/** Longer than a page has for a session that it forgot. */
const FORGOTTEN = 11_000;

const set = (checkout, session) =>
  checkout.element.evaluate((element, session) => Object.assign(element, { session }), session);

/** What the element shows right after it was done, in the same task. */
const shownAfter = (checkout, how) =>
  checkout.element.evaluate((element, how) => {
    if (how === "removeAttribute") element.removeAttribute("session");
    else if (how === "setAttribute") element.setAttribute("session", "");
    else element.session = { null: null, undefined, empty: "", word: "undefined" }[how];
    const { textContent } = element.shadowRoot;
    return { textContent, inputs: element.shadowRoot.querySelectorAll("input").length };
  }, how);

const errors = async (checkout) =>
  (await checkout.watched()).heard.filter(({ name }) => name === "oneclick-error").map(({ detail }) => detail.code);

/** Cards, amount and code are not on screen. */
function isBare({ textContent, inputs }) {
  expect(textContent).not.toMatch(/4242|5454|129|Visa|Mastercard/);
  expect(inputs).toBe(0);
}

for (const how of some(["null", "undefined", "empty", "word", "removeAttribute", "setAttribute"], 3)) {
  test(`a session that is taken away by ${how} leaves nothing on screen`, async ({ page, shop, checkout, trouble }) => {
    trouble.expect(/runtime\.session/);
    await page.clock.install();
    const { session } = await checkout.openReady();
    await checkout.cvc.fill("12");
    // As routers keep it, and a copy that is on the page.
    await checkout.element.evaluate((element) => {
      window.kept = element.cloneNode(true);
      element.after(element.cloneNode(true));
    });
    const copy = new Checkout(page, shop, 1);
    await copy.shows("ready");
    isBare(await shownAfter(checkout, how));
    await expect(copy.radios).toHaveCount(0);
    await checkout.element.evaluate((element) => {
      element.nextSibling.remove();
      element.after(window.kept, element.cloneNode(true));
    });
    await page.clock.runFor(FORGOTTEN);
    await copy.shows("runtime");
    await checkout.shows("runtime");
    expect(await errors(checkout)).toContain(how === "word" ? "runtime.session_undefined" : "runtime.session_missing");
    expect(await errors(checkout)).toContain("runtime.session_copy");
    await expect(page.locator("one-click-checkout").getByRole("radio")).toHaveCount(0);
    await set(checkout, session);
    await checkout.shows("ready");
    await expect(checkout.cvc).toHaveValue("");
    await expect(copy.radios).toHaveCount(0);
    await checkout.pay();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("a session that is taken away before it has answered is not shown", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.session_missing/);
  await page.clock.install();
  const answer = await checkout.holdAnswers(CALLS.read);
  const { session } = await checkout.open();
  await answer.arrived;
  await set(checkout, null);
  answer.release();
  await page.clock.runFor(FORGOTTEN);
  await checkout.shows("runtime");
  expect((await checkout.watched()).screens).not.toContain("ready");
  await set(checkout, session);
  await checkout.shows("ready");
});

test("another session in the same task is the one that counts", async ({ shop, checkout }) => {
  await checkout.openReady();
  const { session } = await shop.makeSession();
  await checkout.element.evaluate((element, session) => {
    element.session = null;
    element.session = session;
  }, session);
  await checkout.shows("ready");
  expect(await errors(checkout)).toEqual([]);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a payment that was sent keeps its screen, with its own card alone", async ({ page, shop, checkout }) => {
  const { session } = await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await set(checkout, null);
  await checkout.shows("paying");
  await expect(checkout.visa).toBeChecked();
  await expect(checkout.radios).toHaveCount(1);
  await checkout.element.evaluate((element) => element.after(element.cloneNode(true)));
  const copy = new Checkout(page, shop, 1);
  await copy.shows("paying");
  await expect(copy.radios).toHaveCount(1);
  answer.release();
  await checkout.shows("paid");
  await copy.shows("paid");
  await checkout.isChargedOnce();
  expect(await errors(checkout)).toEqual([]);
  await set(checkout, session);
  await expect.poll(async () => (await checkout.watched()).screens.at(-1)).toBe("paid");
  await checkout.shows("paid");
});

test("a payment that is declined then says so, and offers no card", async ({ checkout }) => {
  const { session } = await checkout.openReady({ scenario: "declined" });
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await set(checkout, null);
  answer.release();
  await checkout.shows("declined");
  expect(await checkout.visibleText()).toContain(message("declined.insufficient_funds"));
  expect(await checkout.visibleText()).not.toMatch(/4242|129/);
  await expect(checkout.radios).toHaveCount(0);
  await expect(checkout.button).toHaveCount(0);
  await set(checkout, session);
  await expect(checkout.radios).not.toHaveCount(0);
});

test("a payment that the page holds is not sent any more", async ({ page, checkout }) => {
  const { session } = await checkout.openReady();
  await page.evaluate(() => {
    document.addEventListener("oneclick-before-pay", (event) => {
      event.waitUntil(new Promise((resolve) => Object.assign(window, { letThrough: resolve })));
    });
  });
  await checkout.pay();
  await checkout.shows("paying");
  isBare(await shownAfter(checkout, "null"));
  await page.evaluate(() => window.letThrough());
  await set(checkout, session);
  await checkout.shows("ready");
  expect(checkout.posts).toHaveLength(0);
  await checkout.pay(CVCS.visa);
  await checkout.shows("paying");
  await page.evaluate(() => window.letThrough());
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});
