// The gallery: every state shows its screen without a server, and no violation of
// accessibility, light or dark, from left to right and from right to left.
import { readdirSync } from "node:fs";

import { LAYOUTS } from "../../examples/gallery/page/settings.js";
import { STATES } from "../../examples/gallery/page/states.js";
import { violations } from "./accessibility.js";
import { expect, test } from "./fixtures.js";
import { ORDERED } from "./gallery_states.js";
import { message } from "./messages.js";
import { some } from "./some.js";

const open = (page, shop, query, { name }) => page.goto(`${shop.url}/gallery.html?${new URLSearchParams(query)}#${name}`);

/** Shows a state on the page that is open; resolves when nothing is left to do for it. */
async function show(page, { name }) {
  await page.evaluate((name) => {
    location.hash = name;
  }, name);
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", name);
}

/** The words of a message, without what is put into it. */
const words = (key) => message(key).split(/\{\w+\}/).filter((text) => text.trim() !== "");

/** What stands closer than 4 px above its neighbour: the list of cards, the banner. */
const touching = (element) => {
  const found = [...element.shadowRoot.querySelectorAll(":is(.rows, .banner, .pay):not(.skeleton *)")];
  // What is not shown has no box.
  const blocks = found.filter((block) => block.getClientRects().length > 0);
  const boxes = blocks.map((block) => block.getBoundingClientRect());
  return blocks.filter((_, index) => boxes[index + 1]?.top < boxes[index].bottom + 4).map(({ className }) => className);
};

const SERIES = LAYOUTS.flatMap(({ value: layout, title }) =>
  ["light", "dark"].flatMap((theme) => ["ltr", "rtl"].map((dir) => ({ layout, theme, dir, name: `${title}, ${theme}, ${dir}` }))),
);

for (const { layout, theme, dir, name } of some(SERIES, 2)) {
  test(`every state shows its screen and has no violation of accessibility: ${name}`, async ({
    page,
    checkout,
    shop,
    trouble,
  }) => {
    test.setTimeout(180_000);
    trouble.expect(/<one-click-checkout>/);
    const asked = new Set();
    page.on("request", (request) => asked.add(new URL(request.url()).pathname));
    await open(page, shop, { plain: "", lang: "en", layout, theme, dir }, ORDERED[0]);
    for (const state of ORDERED) {
      await test.step(state.name, async () => {
        const before = trouble.seen(/./).length;
        await show(page, state);
        await checkout.shows(state.screen);
        await expect(checkout.base).toHaveAttribute("dir", dir);
        const content = checkout.element.locator(".content");
        for (const text of state.says ? words(state.says) : []) await expect(content).toContainText(text);
        const where = `${state.name}: what`;
        expect.soft(await checkout.element.evaluate(touching), `${where} touches its neighbour`).toEqual([]);
        expect.soft(await violations(page, "one-click-checkout"), `${where} axe finds`).toEqual([]);
        const complains = trouble.seen(/./).length > before;
        expect(complains, "a word on the console").toBe(Boolean(state.complains));
      });
    }
    const calls = [...asked].filter((path) => path.includes("checkout"));
    expect(calls, "calls that left the page").toEqual([]);
  });
}

test("a state is one alone, and its link shows it anew", async ({ page, checkout, shop }) => {
  expect(new Set(STATES.map(({ name }) => name)).size).toBe(STATES.length);
  // What was paid on the page is not known to a state that wants one on which nothing was.
  const [unavailable] = STATES.filter(({ name }) => name === "unavailable");
  await open(page, shop, {}, { name: "paid" });
  await checkout.shows("paid");
  await page.getByRole("link", { name: unavailable.title, exact: true }).click();
  await checkout.shows("unavailable");
  await expect(checkout.element).toContainText(message("nothing"));
  await expect(page.locator("[aria-current=page]")).toHaveText(unavailable.title);
  await page.goBack();
  await checkout.shows("paid");
});

test("the gallery is used by the keyboard alone, and keeps its state", async ({ page, checkout, shop }) => {
  await open(page, shop, {}, { name: "paid" });
  await checkout.shows("paid");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the element" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#element")).toBeFocused();
  await page.getByRole("link", { name: "Closed", exact: true }).focus();
  await expect(page.locator("[aria-current=page]")).toHaveText("Paid");
  await page.keyboard.press("Enter");
  await checkout.shows("not-charged");
  await expect(page.locator("[aria-current=page]")).toBeFocused();
  await expect(page).toHaveTitle(/^Closed/);
});

test("the gallery has every language of the build, and the settings are in the address", async ({ page, checkout, shop }) => {
  await open(page, shop, {}, { name: "paid" });
  const languages = page.locator("[name=lang] option");
  const files = readdirSync(new URL("../../src/languages", import.meta.url)).map((file) => file.replace(".json", ""));
  await expect(languages).toHaveCount(files.length + 1);
  expect(await languages.evaluateAll((all) => all.map(({ value }) => value).sort())).toEqual(["", ...files].sort());
  await page.locator("[name=lang]").selectOption("de");
  await expect(checkout.element).toContainText(message("paid.title", {}, "de"));
  await page.locator("[name=theme]").selectOption("dark");
  await page.locator("[name=width]").selectOption("320");
  await expect.poll(async () => (await checkout.element.boundingBox()).width).toBe(320);
  await page.locator("[name=dir]").selectOption("rtl");
  await expect(checkout.base).toHaveAttribute("dir", "rtl");
  await page.reload();
  await checkout.shows("paid");
  await expect(checkout.base).toHaveAttribute("dir", "rtl");
  await expect(checkout.element).toContainText(message("paid.title", {}, "de"));
  expect((await checkout.element.boundingBox()).width).toBe(320);
  const scheme = await checkout.base.evaluate((base) => getComputedStyle(base).colorScheme);
  expect(scheme).toBe("dark");
});

for (const colorScheme of ["light", "dark"]) {
  test(`the gallery's own page has no violation of accessibility, narrow or wide: ${colorScheme}`, { tag: colorScheme === "dark" ? "@dark" : [] }, async ({ page, checkout, shop }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, shop, {}, { name: "cards-2" });
    await checkout.shows("ready");
    for (const width of [320, 1280]) {
      // So high that nothing is scrolled out of sight: axe tells no colours there.
      await page.setViewportSize({ width, height: 8_000 });
      expect(await violations(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, "nothing to scroll to from side to side").toBeLessThanOrEqual(width);
    }
  });
}
