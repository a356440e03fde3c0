// The element in the demo shop's page: forced colours, and no violation of accessibility of
// the page as a whole. gallery.spec.js looks at every state of the element by itself.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { violations } from "./accessibility.js";
import { results } from "./browser.js";
import { expect, test } from "./fixtures.js";

const pictures = join(results, "screens");
mkdirSync(pictures, { recursive: true });

const WIDTHS = [320, 390, 1280];

test("in forced colours what is picked, focused, busy or wrong is still told apart", { tag: "@forced" }, async ({ page, checkout }) => {
  await page.emulateMedia({ forcedColors: "active" });
  expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
  await checkout.openReady();
  await checkout.pay("1");
  await checkout.hasFocus("cvc");
  await checkout.element.screenshot({ path: join(pictures, "forced-colours.png") });
  const lines = await checkout.element.evaluate((element) => {
    const root = element.shadowRoot;
    const line = (selector) => {
      const { borderColor, borderWidth, borderStyle, outlineStyle, outlineWidth } = getComputedStyle(root.querySelector(selector));
      return { border: [borderColor, borderWidth, borderStyle].join(" "), outline: [outlineStyle, outlineWidth].join(" ") };
    };
    return {
      picked: line(".card[data-picked=true]").outline,
      other: line(".card[data-picked=false]").outline,
      focused: line("[name=cvc]").outline,
      button: line(".pay").border,
      // Only a brand's mark keeps its own colours.
      unadjusted: [...root.querySelectorAll(".base, .base :not(.mark, .mark *)")]
        .filter((part) => part instanceof HTMLElement && getComputedStyle(part).forcedColorAdjust !== "auto")
        .map(({ className }) => className),
    };
  });
  expect(lines.button).toContain(" 4px ");
  expect(lines.unadjusted).toEqual([]);
  expect(lines.picked).not.toBe(lines.other);
  expect(lines.focused).not.toMatch(/^none| 0px$/);
});

test("the whole page has no violation of accessibility", async ({ page, checkout }) => {
  await checkout.openReady();
  expect(await violations(page)).toEqual([]);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(pictures, `page-${width}.png`), fullPage: true });
  }
});

test.describe("in a browser that prefers dark", () => {
  test.use({ colorScheme: "dark" });

  test("the element is dark, and has no violation of accessibility", { tag: ["@smoke", "@dark"] }, async ({ page, checkout }) => {
    await checkout.openReady();
    expect(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(true);
    const text = await checkout.base.evaluate((base) => getComputedStyle(base).color.match(/[\d.]+/g).slice(0, 3).map(Number));
    expect(Math.min(...text), "the text is light").toBeGreaterThan(150);
    expect(await violations(page)).toEqual([]);
    await checkout.pay();
    await checkout.shows("paid");
    expect(await violations(page)).toEqual([]);
  });
});
