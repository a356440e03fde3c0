// A page that has put something of its own in the place of the browser's chance: no press
// does nothing, no key comes twice, and an old answer is not taken for the new one.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** Functions that a page has in the place of `getRandomValues`, before the script arrives. */
const CONSTANT = (bytes) => bytes.fill(7);
const SILENT = (bytes) => void bytes.fill(7);
const THROWING = () => {
  throw new Error("a shim without chance");
};
const EMPTY = () => undefined;

/** Puts a function there; "instance" or "prototype" is where. */
function replaceChance(page, chance, where = "prototype") {
  const holder = where === "instance" ? "crypto" : "Crypto.prototype";
  const script = `Object.defineProperty(${holder}, "getRandomValues", { configurable: true, value: ${chance} });`;
  return page.addInitScript({ content: script });
}

const keys = (checkout) => checkout.posts.map((post) => post.headers()["idempotency-key"]);

for (const [what, chance, where] of [
  ["gives a constant", CONSTANT],
  ["fills and returns nothing", SILENT],
  ["throws where it is called by name", THROWING, "instance"],
]) {
  test(`chance that ${what} makes a new key after a decline, and after a reload`, async ({ page, checkout, shop }) => {
    await replaceChance(page, chance, where);
    await checkout.openReady({ scenario: "declined" });
    await checkout.pay();
    await checkout.shows("declined");
    await checkout.pay();
    const declines = async () => (await checkout.heard()).filter((name) => name === "oneclick-declined");
    await expect.poll(declines).toHaveLength(2);
    await page.reload();
    await checkout.shows("declined");
    await shop.sandbox.behave("paid");
    await checkout.pay();
    await checkout.shows("paid");
    expect(new Set(keys(checkout)).size).toBe(3);
    expect(await shop.sandbox.charged()).toBe(1);
  });
}

test("chance that gives a constant leaves each session its own mark", async ({ page, shop, checkout }) => {
  await replaceChance(page, CONSTANT);
  await checkout.openReady();
  const { endpoint, session } = await shop.makeSession();
  const marks = await page.evaluate(async (properties) => {
    const first = document.querySelector("one-click-checkout");
    const second = Object.assign(document.createElement("one-click-checkout"), properties);
    first.after(second);
    await Promise.resolve();
    return [first, second].map((element) => element.getAttribute("data-oneclick"));
  }, { endpoint, session });
  expect(marks[1]).toBeTruthy();
  expect(marks[0]).not.toBe(marks[1]);
});

for (const [what, chance] of [
  ["throws", THROWING],
  ["gives nothing", EMPTY],
  ["is not there", undefined],
]) {
  test(`a page whose chance ${what} is told so, and nothing is sent`, async ({ page, checkout, trouble }) => {
    trouble.expect(/runtime\.chance/);
    await replaceChance(page, chance);
    await checkout.open();
    await checkout.shows("runtime");
    const words = await checkout.visibleText();
    expect(words).toContain(message("runtime.title"));
    expect(words).toContain(message("runtime.setup"));
    const { heard } = await checkout.watched();
    expect(heard.map(({ name, detail }) => [name, detail.code])).toEqual([["oneclick-error", "runtime.chance"]]);
    expect(trouble.seen(/getRandomValues/)).toHaveLength(1);
    expect(checkout.posts).toEqual([]);
  });
}

test("chance that breaks after the start takes no press away", async ({ page, checkout }) => {
  const breaking = `function (bytes) {
    if (window.broken) throw new Error("broken");
    return bytes.fill(7);
  }`;
  await replaceChance(page, breaking);
  await checkout.openReady();
  await page.evaluate(() => {
    window.broken = true;
  });
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a key that comes twice does not show the old decline as the new answer", async ({ page, checkout, shop }) => {
  const repeated = "0123456789abcdef0123456789abcdef";
  const repeating = (route) =>
    route.continue({ headers: { ...route.request().headers(), "idempotency-key": repeated } });
  await page.route(CALLS.pay, repeating);
  await checkout.openReady({ scenario: "declined" });
  await checkout.pay();
  await checkout.shows("declined");
  await shop.sandbox.behave("paid");
  await checkout.pay();
  await checkout.shows("ready");
  expect(await checkout.visibleText()).toContain(message("refused.title"));
  const { heard } = await checkout.watched();
  expect(heard.filter(({ name }) => name === "oneclick-declined")).toHaveLength(1);
  expect(heard.at(-1).detail).toMatchObject({ code: "payment.repeated" });
  await page.unroute(CALLS.pay, repeating);
  await checkout.pay(CVCS.visa);
  await checkout.shows("paid");
  expect(await shop.sandbox.charged()).toBe(1);
});
