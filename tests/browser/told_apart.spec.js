// WCAG 1.4.1 and 2.4.7: each control shows that it has the focus, and no state is told by
// colour alone, in forced colours neither. How much it all stands out is in contrast.spec.js.
import { expect, test } from "./fixtures.js";

/** Shows a state of the gallery. */
async function show(page, shop, name, theme = "") {
  await page.goto(`${shop.url}/gallery.html?${new URLSearchParams({ lang: "en", theme })}#${name}`);
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", name);
}

/** The border of a part: its width in pixels and its style. */
const border = (checkout, selector) =>
  checkout.element.evaluate((element, selector) => {
    const { borderTopStyle, borderTopWidth } = getComputedStyle(element.shadowRoot.querySelector(selector));
    return [parseFloat(borderTopWidth), borderTopStyle];
  }, selector);

const width = async (checkout, selector) => (await border(checkout, selector))[0];

for (const theme of ["light", "dark"]) {
  test(`the focus is seen on each control: ${theme}`, async ({ page, shop, checkout }) => {
    await show(page, shop, "cards-9", theme);
    await checkout.radios.first().focus();
    // The whole card has the ring of its radio.
    for (const [part, selector] of [
      ["card", ".card:has(:focus-visible)"],
      ["cvc", ":focus-visible"],
      ["more", ":focus-visible"],
      ["button", ":focus-visible"],
    ]) {
      while ((await checkout.focus()) !== part) await page.keyboard.press("Tab");
      const ring = await checkout.element.evaluate((element, selector) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element.shadowRoot.querySelector(selector));
        return [outlineStyle, outlineWidth];
      }, selector);
      expect.soft(ring, part).toEqual(["solid", "3px"]);
    }
  });

  test(`what is wrong, picked or busy is told without its colour: ${theme}`, async ({ page, shop, checkout }) => {
    await show(page, shop, "cards-2", theme);
    const calm = await width(checkout, ".cvc-field");
    expect(await width(checkout, ".radio:checked")).toBeGreaterThan(await width(checkout, ".card[data-picked=false] .radio"));
    const label = await checkout.button.innerText();
    await show(page, shop, "cvc-missing", theme);
    expect(await width(checkout, ".cvc-field")).toBeGreaterThan(calm);
    await expect(checkout.element.locator(".card[data-picked=true] [part=error]")).not.toBeEmpty();
    await show(page, shop, "paying", theme);
    await expect(checkout.button).not.toHaveText(label);
  });
}

test("in forced colours a busy button and a wrong field differ by their lines", { tag: "@forced" }, async ({ page, shop, checkout }) => {
  await page.emulateMedia({ forcedColors: "active" });
  expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
  await show(page, shop, "cards-2");
  const [field, button] = [await border(checkout, ".cvc-field"), await border(checkout, ".pay")];
  await show(page, shop, "cvc-missing");
  expect(await border(checkout, ".cvc-field")).not.toEqual(field);
  await show(page, shop, "paying");
  expect(await border(checkout, ".pay")).not.toEqual(button);
});
