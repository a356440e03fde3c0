import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** The element's height and the top of what stands below it in the document, in pixels. */
function place(page) {
  return page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    const below = document.querySelector("#checkout ~ p:last-of-type");
    const places = { height: element.getBoundingClientRect().height, below: below.getBoundingClientRect().top + scrollY };
    // A sum is exact to a hundredth.
    return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place.toFixed(2)]));
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px the cards take exactly the skeleton's room`, async ({ page, checkout }) => {
    await page.setViewportSize({ width, height: 1400 });
    const session = await checkout.holdAnswers(CALLS.read);
    await checkout.open();
    await checkout.shows("loading");
    await expect(checkout.element.locator(".skeleton")).toBeVisible();
    await session.arrived;
    const before = await place(page);
    session.release();
    await checkout.shows("ready");
    expect(await place(page)).toEqual(before);
  });

  test(`at ${width} px nothing overflows sideways, and targets are big enough`, async ({ page, checkout }) => {
    await page.setViewportSize({ width, height: 1400 });
    await checkout.openReady();
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }));
    expect(scroll).toBeLessThanOrEqual(client);
    for (const target of [checkout.button, checkout.cvc, checkout.element.locator(".choice").first()]) {
      const { width: wide, height } = await target.boundingBox();
      expect(Math.min(wide, height)).toBeGreaterThanOrEqual(24);
    }
  });
}

test("what stands below does not move from the skeleton to paid", async ({ page, checkout }) => {
  await page.setViewportSize({ width: 1280, height: 1400 });
  const session = await checkout.holdAnswers(CALLS.read);
  await checkout.open();
  await checkout.shows("loading");
  await session.arrived;
  const { below } = await place(page);
  const { shifts } = await checkout.watched();
  session.release();
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  expect((await place(page)).below).toBe(below);
  expect((await checkout.watched()).shifts.slice(shifts.length)).toEqual([]);
});

test("picking a card moves nothing", async ({ page, checkout }) => {
  await checkout.openReady();
  const before = await place(page);
  await checkout.amex.check();
  expect(await place(page)).toEqual(before);
});

test("until the session has answered nothing can be paid", async ({ checkout }) => {
  const session = await checkout.holdAnswers(CALLS.read);
  await checkout.open();
  await session.arrived;
  await checkout.shows("loading");
  await expect(checkout.button).toHaveCount(0);
  await expect(checkout.radios).toHaveCount(0);
  session.release();
  await checkout.shows("ready");
});

test("the attribute hidden hides the element", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.element.evaluate((element) => {
    element.hidden = true;
  });
  await expect(checkout.element).toBeHidden();
});

test("an element that is moved to another document keeps its style", async ({ page, checkout }) => {
  await checkout.openReady();
  const rules = await page.evaluate(() => {
    const element = document.querySelector("one-click-checkout");
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frame.contentDocument.body.append(element);
    const there = element.shadowRoot.adoptedStyleSheets.map(({ cssRules }) => cssRules.length);
    document.getElementById("checkout").append(element);
    const back = element.shadowRoot.adoptedStyleSheets.map(({ cssRules }) => cssRules.length);
    return [...there, ...back];
  });
  expect(rules.every((count) => count > 10)).toBe(true);
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
