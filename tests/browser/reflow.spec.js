// WCAG 1.4.10 and 1.4.12: the page needs no scrolling from side to side at 320 pixels, which
// is 1280 at 400 %, and the texts keep their room when a shopper spaces them, in every state.
import { expect, test } from "./fixtures.js";
import { throughStates } from "./gallery_states.js";
import { crowded } from "./room.js";
import { some } from "./some.js";

/** Runs in the page: how far it can be scrolled from side to side, and what of the element is cut off. */
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const { shadowRoot } = document.querySelector("one-click-checkout");
  const parts = [...shadowRoot.querySelectorAll(".base *:not(.unseen, .unseen *)")];
  const cut = parts.filter((part) => {
    const { overflowX, overflowY } = getComputedStyle(part);
    const wide = overflowX !== "visible" && part.scrollWidth > part.clientWidth + 1;
    const high = overflowY !== "visible" && part.scrollHeight > part.clientHeight + 1;
    return part.clientWidth > 0 && !part.matches("input") && (wide || high);
  });
  return { aside: scrollWidth - clientWidth, cut: cut.map(({ className, textContent }) => `${className}: ${textContent}`) };
}

test.describe("at 400 %", () => {
  // 1280 × 1024 of a screen's pixels.
  test.use({ viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });

  for (const [layout, dir] of some([["", "rtl"], ["", "ltr"], ["express", "ltr"]], 2)) {
    test(`no state scrolls from side to side: ${layout || "list"}, ${dir}`, async ({ page, shop, trouble }) => {
      test.setTimeout(120_000);
      trouble.expect(/<one-click-checkout>/);
      await throughStates(page, shop, { layout, dir }, async (name) => {
        expect.soft(await page.evaluate(overflow), name).toEqual({ aside: 0, cut: [] });
      });
    });
  }

  test("the shop's whole page scrolls up and down alone, and its button is reached", async ({ page, checkout }) => {
    await checkout.openReady();
    expect(await page.evaluate(overflow)).toEqual({ aside: 0, cut: [] });
    await checkout.cvc.focus();
    await page.keyboard.press("Tab");
    await expect(checkout.button).toBeInViewport();
  });
});

/** The criterion's own numbers, put on every text of the element as a shopper's extension does. */
const SPACED =
  "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";

/** Runs in the page: puts a sheet behind the element's own. */
function space(rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  const { shadowRoot } = document.querySelector("one-click-checkout");
  shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet];
}

for (const [layout, lang] of some([["", "fi"], ["", "en"], ["", "ar"], ["express", "de"]], 2)) {
  test(`spaced texts keep their room in every state: ${layout || "list"}, ${lang}`, async ({ page, shop, trouble }) => {
    test.setTimeout(120_000);
    trouble.expect(/<one-click-checkout>/);
    await page.setViewportSize({ width: 320, height: 900 });
    await throughStates(page, shop, { layout, lang }, async (name) => {
      await page.evaluate(space, SPACED);
      expect.soft(await page.evaluate(overflow), name).toEqual({ aside: 0, cut: [] });
      expect.soft(await page.evaluate(crowded), name).toEqual([]);
    });
  });
}
