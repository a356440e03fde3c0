// Browsers of the last two years, and some that are older: what is newer is taken
// away, from the language and from the style sheet, and the element pays as ever.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** Of JavaScript and the web, what came to one of the three engines after November 2024. */
function forget() {
  const newer = [
    [Promise, "try"], [Promise, "withResolvers"], [Array, "fromAsync"], [Object, "groupBy"], [Map, "groupBy"],
    [URL, "parse"], [URL, "canParse"], [AbortSignal, "any"], [RegExp, "escape"], [Math, "sumPrecise"], [Error, "isError"],
    [Intl, "DurationFormat"], [Uint8Array, "fromBase64"], [Uint8Array, "fromHex"], [JSON, "rawJSON"], [Symbol, "dispose"],
    [globalThis, "Iterator"], [globalThis, "Float16Array"], [globalThis, "scheduler"], [globalThis, "navigation"],
    [globalThis, "URLPattern"], [globalThis, "CloseWatcher"], [globalThis, "trustedTypes"],
    [Document.prototype, "startViewTransition"], [Document.prototype, "caretPositionFromPoint"],
    [HTMLElement.prototype, "showPopover"], [HTMLElement.prototype, "popover"],
    [Element.prototype, "moveBefore"], [Element.prototype, "setHTML"], [Element.prototype, "checkVisibility"],
    [ShadowRoot.prototype, "getHTML"], [Response.prototype, "bytes"], [Set.prototype, "union"],
    [Set.prototype, "intersection"], [Set.prototype, "difference"], [Set.prototype, "isSubsetOf"],
  ];
  for (const [owner, name] of newer) delete owner[name];
}

/** Of the style sheet, the words that an older browser does not know. */
const WORDS = /\b(light-dark|color-mix|text-wrap|text-size-adjust|interactivity|contain-intrinsic-inline-size)\b|:(has)\(/g;

test("without what is newer than two years, cards, field and button are seen, and it pays", async ({ page, checkout }) => {
  await page.addInitScript(forget);
  let stripped = 0;
  await page.route("**/widget/v1/oneclick.js", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(WORDS, (whole, word, selector) => {
      stripped += 1;
      return selector ? ":unknown(" : `unknown-${word}`;
    });
    await route.fulfill({ response, body });
  });
  await checkout.openReady();
  expect(stripped).toBeGreaterThan(10);
  await checkout.mastercard.focus();
  await checkout.mastercard.check();
  const seen = await checkout.element.evaluate((element) => {
    const style = (selector) => {
      const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor, color } = getComputedStyle(
        element.shadowRoot.querySelector(selector),
      );
      return { border: `${borderTopWidth} ${borderTopStyle}`, line: borderTopColor, ground: backgroundColor, text: color };
    };
    return {
      list: style(".rows"),
      picked: style(".card[data-picked=true]"),
      radio: style(".radio:not(:checked)"),
      checked: style(".radio:checked"),
      code: style("[name=cvc]"),
      button: style(".pay"),
    };
  });
  const clear = "rgba(0, 0, 0, 0)";
  expect(seen.list).toMatchObject({ border: "1px solid", ground: "rgb(255, 255, 255)" });
  expect(seen.picked.ground).not.toBe(seen.list.ground);
  expect(seen.radio.border).toBe("2px solid");
  expect(seen.checked.border).toBe("6px solid");
  expect(seen.code.border).toBe("1px solid");
  for (const { line } of [seen.list, seen.radio, seen.checked, seen.code]) expect(line).not.toBe(clear);
  expect(seen.button.ground).not.toBe(clear);
  expect(seen.button.text).not.toBe(seen.button.ground);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  const ring = await checkout.element.evaluate((element) => {
    const focused = element.shadowRoot.activeElement;
    return getComputedStyle(focused).outlineStyle;
  });
  expect(ring, "where the keyboard is").toBe("solid");
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay(CVCS.mastercard);
  await answer.arrived;
  await checkout.shows("paying");
  const busy = await checkout.button.evaluate((button) => getComputedStyle(button).backgroundColor);
  expect(busy).not.toBe(clear);
  answer.release();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
