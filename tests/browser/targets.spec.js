// WCAG 2.5.8: whatever can be pressed is at least 24 pixels in both directions, and a button
// that pays or goes on is 44, in every state.
import { expect, test } from "./fixtures.js";
import { throughStates } from "./gallery_states.js";
import { some } from "./some.js";

/** Runs in the page: what can be pressed and is smaller. A field counts with its label. */
function small() {
  const { shadowRoot } = document.querySelector("one-click-checkout");
  const found = [];
  for (const control of shadowRoot.querySelectorAll("button, input, select, summary, a[href], [role=button], [tabindex='0']")) {
    if (control.getClientRects().length === 0) continue;
    const boxes = [control, ...(control.labels ?? [])].map((one) => one.getBoundingClientRect());
    const least = control.matches(".pay, .action") ? 44 : 24;
    const [width, height] = ["width", "height"].map((side) => Math.max(...boxes.map((box) => box[side])));
    if (width < least || height < least) found.push(`${control.className || control.localName}: ${width} × ${height}`);
  }
  return found;
}

for (const [layout, width] of some([["", 320], ["", 1280], ["express", 320]], 2)) {
  test(`whatever can be pressed is large enough: ${layout || "list"}, ${width} px`, async ({ page, shop, trouble }) => {
    test.setTimeout(120_000);
    trouble.expect(/<one-click-checkout>/);
    await page.setViewportSize({ width, height: 900 });
    let counted = 0;
    await throughStates(page, shop, { layout }, async (name) => {
      expect.soft(await page.evaluate(small), name).toEqual([]);
      counted += await page.locator("one-click-checkout").locator("button, input, summary").count();
    });
    expect(counted).toBeGreaterThan(100);
  });
}
