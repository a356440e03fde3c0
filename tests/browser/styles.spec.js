// A page's styles end at the element: what is inherited does not come in, and no
// size hangs on the page's root.
import { expect, test } from "./fixtures.js";
import { some } from "./some.js";

/** What is the page's to say, and so comes in (style/widget.css). */
const OF_THE_PAGE = ["font-family", "color-scheme", "visibility", "pointer-events", "interactivity"];

/** Values of which each inherited property takes at least one that is not its first. */
const ABSURD = [
  "0px", "77px", "-9px", "0", "3", "900", "7", "red", "rgb(1, 2, 3)", "hidden", "none", "all", "always", "both",
  "italic", "small-caps", "condensed", "uppercase", "break-all", "anywhere", "preserve", "pre", "nowrap", "right", "end",
  "vertical-rl", "sideways", "upright", "rtl", "crosshair", "text", "inside", "square", "collapse", "zero",
  "optimizeSpeed", "geometricprecision", "pixelated", "antialiased", "exact", "force-end", "each-line", "fill",
  "evenodd", "round", "middle", "left", "manual", "auto", "strict", "stroke", "over left", "under", "ink", "filled",
  '"«" "»"', '"smcp" 1', '"wght" 900', "1px 1px 9px red", "4px red", "0.5", "50%", "1px", "200%", "disc", "loose",
  "balance", "style", "contain", "element", "ruby", "text-after-edge", "tabular-nums", "sub", "emoji", "super", "new",
];

/** Sets every property that this browser inherits to something absurd, from the root to the element. */
async function deface(page) {
  return page.evaluate(
    ({ values, spared }) => {
      const parent = document.createElement("div");
      const child = parent.appendChild(document.createElement("div"));
      // Of what has no box the values are those computed, and no lengths of a layout.
      parent.hidden = true;
      document.body.append(parent);
      const style = getComputedStyle(child);
      const before = Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name)]));
      const found = new Map();
      for (const name of Object.keys(before)) {
        if (spared.includes(name) || name.startsWith("--")) continue;
        for (const value of values) {
          if (!CSS.supports(name, value)) continue;
          parent.style.setProperty(name, value);
          const inherited = style.getPropertyValue(name);
          const isInherited = inherited !== before[name] && inherited === getComputedStyle(parent).getPropertyValue(name);
          parent.style.removeProperty(name);
          if (!isInherited) continue;
          found.set(name, value);
          break;
        }
      }
      parent.remove();
      const host = document.querySelector("one-click-checkout");
      for (let node = host; node; node = node.parentElement) {
        for (const [name, value] of found) node.style.setProperty(name, value, "important");
      }
      return [...found.keys()];
    },
    { values: ABSURD, spared: OF_THE_PAGE },
  );
}

/** The element's place, and the kind of its letters, are the page's: they stay as they are. */
function fix(checkout) {
  return checkout.element.evaluate((element) => {
    const own = { display: "block", position: "absolute", inset: "0 auto auto 0", width: "800px", "--oneclick-font": "serif" };
    for (const [name, value] of Object.entries(own)) element.style.setProperty(name, value, "important");
  });
}

/** The computed styles of frame, field, radio, button and texts, but for what hangs on the width. */
function styles(checkout) {
  return checkout.element.evaluate((element) => {
    const ofWidth = /^(--.*|width|inline-size|perspective-origin|transform-origin|min-width|-webkit-locale)$/;
    const seen = {};
    for (const part of [".base", "[name=cvc]", ".radio", ".pay", ".legend", ".number", ".expiry", ".mark", ".badge"]) {
      const style = getComputedStyle(element.shadowRoot.querySelector(part));
      seen[part] = Object.fromEntries(
        [...style].filter((name) => !ofWidth.test(name)).map((name) => [name, style.getPropertyValue(name)]),
      );
    }
    return seen;
  });
}

/** The properties that differ. */
function differences(before, after) {
  return Object.entries(before).flatMap(([part, style]) =>
    Object.entries(style)
      .filter(([name, value]) => after[part][name] !== value)
      .map(([name, value]) => `${part} { ${name}: ${after[part][name]} } and not ${value}`),
  );
}

test("no inherited property of the page comes in", async ({ page, checkout }) => {
  await checkout.openReady();
  await fix(checkout);
  const before = await styles(checkout);
  const set = await deface(page);
  // The list is the browser's own; these must be in it.
  expect(
    [
      "font-size", "font-weight", "line-height", "letter-spacing", "word-spacing", "text-transform", "text-indent",
      "text-align", "white-space-collapse", "word-break", "cursor", "direction", "writing-mode", "color",
      "-webkit-text-fill-color", "text-shadow", "list-style-type", "quotes", "hyphens",
    ].filter((name) => !set.includes(name)),
  ).toEqual([]);
  expect(differences(before, await styles(checkout))).toEqual([]);
});

const DEFACED = [
  ["resets all", "* { all: unset !important; }"],
  ["reverts all", "one-click-checkout { all: revert !important; }"],
  ["sets all to their first values", "* { all: initial !important; }"],
  ["has no size for letters", "* { font-size: 0 !important; line-height: 0 !important; color: transparent !important; }"],
  ["lets nothing be marked", "* { user-select: none !important; -webkit-user-select: none !important; }"],
  ["has variables of our names", "* { --accent: red; --oc-row: 1px; --oc-border: red; --oc-0: 1px; --oc-1: red; --rows: 9; --text: lime; }"],
  ["has sizes of its root", "html { font-size: 62.5% !important; } body { font: 14px/1 monospace; }"],
  ["registers variables", '@property --accent { syntax: "<color>"; inherits: false; initial-value: red; }'],
];
for (const [what, rules] of some(DEFACED, 4)) {
  test(`a page that ${what} leaves the element as it is`, async ({ page, checkout }) => {
    await checkout.openReady();
    await fix(checkout);
    const before = await styles(checkout);
    await page.evaluate((rules) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets = [sheet];
    }, rules);
    const after = await styles(checkout);
    for (const style of [...Object.values(before), ...Object.values(after)]) {
      for (const name of OF_THE_PAGE) delete style[name];
    }
    expect(differences(before, after)).toEqual([]);
    expect(parseFloat(after["[name=cvc]"]["font-size"])).toBeGreaterThanOrEqual(16);
    await checkout.cvc.fill("123");
    await expect(checkout.cvc).toHaveValue("123");
  });
}

test("the browser's own text size counts, and the root's does not", async ({ page, checkout }) => {
  await checkout.openReady();
  await fix(checkout);
  const sizes = () =>
    checkout.element.evaluate((element) => {
      const root = element.shadowRoot;
      const of = (part) => getComputedStyle(root.querySelector(part));
      const heights = [".card", ".pay", ".mark"].map((part) => root.querySelector(part).getBoundingClientRect().height);
      return { code: of("[name=cvc]").fontSize, label: of(".pay").fontSize, heights };
    });
  expect(await sizes()).toEqual({ code: "16px", label: "17px", heights: [76, 52, 28] });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "62.5%"));
  expect(await sizes()).toEqual({ code: "16px", label: "17px", heights: [76, 52, 28] });
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 32 } });
  await expect.poll(async () => (await sizes()).code).toBe("32px");
  expect(await sizes()).toMatchObject({ label: "34px", heights: [152, 104, 56] });
});
