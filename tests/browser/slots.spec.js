// What the page puts into the element's slots: it stands in its place on every screen that it
// is for, whatever the page's styles are, and takes no room where there is none.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** Puts a text of the page's own into each of these slots. */
function fill(checkout, slots) {
  return checkout.element.evaluate((element, slots) => {
    for (const slot of slots) {
      const text = document.createElement("p");
      Object.assign(text, { slot, textContent: `of the page: ${slot}` });
      element.append(text);
    }
  }, slots);
}

const ALL = ["heading", "footer", "empty", "fallback"];
const inSlot = (checkout, slot) => checkout.element.locator(`> [slot=${slot}]`);

/** Expects these slots to be seen, and the others not. */
async function shows(checkout, slots) {
  for (const slot of ALL) await expect(inSlot(checkout, slot), slot).toBeVisible({ visible: slots.includes(slot) });
}

/** Expects the heading above what the element shows, and the footer below it. */
async function isFramed(checkout) {
  const [heading, content, footer] = await Promise.all(
    [inSlot(checkout, "heading"), checkout.element.locator(".content"), inSlot(checkout, "footer")].map((one) => one.boundingBox()),
  );
  expect(heading.y + heading.height).toBeLessThanOrEqual(content.y);
  expect(content.y + content.height).toBeLessThanOrEqual(footer.y);
}

for (const [what, rules] of [
  ["with no styles of the page", ""],
  ["on a page that resets all", "* { all: unset !important }"],
  ["on a page that makes blocks of all", "* { display: block !important; margin: 0 !important }"],
]) {
  test(`heading and footer stand around every screen, ${what}`, async ({ page, checkout }) => {
    const session = await checkout.holdAnswers(CALLS.read);
    await checkout.open();
    await page.evaluate((rules) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets = [sheet];
    }, rules);
    await fill(checkout, ALL);
    await checkout.shows("loading");
    await shows(checkout, ["heading", "footer"]);
    await isFramed(checkout);
    session.release();
    await checkout.shows("ready");
    await isFramed(checkout);
    await checkout.pay();
    await checkout.shows("paid");
    await shows(checkout, ["heading", "footer"]);
    await isFramed(checkout);
  });
}

test("a slot with nothing in it takes no room", async ({ checkout }) => {
  await checkout.openReady();
  const heights = () =>
    checkout.element.evaluate((element) => [
      element.getBoundingClientRect().height,
      element.shadowRoot.querySelector(".content").getBoundingClientRect().height,
    ]);
  const [whole, content] = await heights();
  expect(whole).toBe(content);
  await fill(checkout, ALL);
  expect((await heights())[0]).toBeGreaterThan(whole + 40);
  await checkout.element.evaluate((element) => element.replaceChildren());
  expect(await heights()).toEqual([whole, content]);
});

test("where no card can be used, and no new one, the page's own words are shown", async ({ checkout }) => {
  await checkout.withoutNewCard();
  await checkout.open({ customer: null });
  await checkout.shows("empty");
  await fill(checkout, ALL);
  await shows(checkout, ALL);
});

test("where a new card can be used nothing is said to be missing", async ({ checkout }) => {
  await checkout.open({ customer: null });
  await checkout.shows("ready");
  await fill(checkout, ALL);
  await shows(checkout, ["heading", "footer"]);
});

test("where the element cannot run the other ways to pay are shown", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/runtime\./);
  await page.route("**/*.wasm", (route) => route.abort());
  await checkout.open();
  await checkout.shows("runtime");
  await fill(checkout, ALL);
  await shows(checkout, ["heading", "footer", "fallback"]);
});
