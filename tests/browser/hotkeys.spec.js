// Keys of the shopper's that are meant for the element: a page's shortcuts neither
// take them nor hear them.
import { CODES } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** A page with shortcuts on digits, letters, space, Enter and the arrows, that spares fields. */
async function addHotkeys(page) {
  await page.evaluate(() => {
    window.keys = [];
    const hotkey = (event) => {
      const { type, key, data } = event;
      window.keys.push(key ?? `${type} ${data}`);
      if (event.target.closest?.("input, textarea, select, button")) return;
      if (/^[a-z\d ]$|Enter|Arrow/.test(key) && !event.ctrlKey) event.preventDefault();
      if (event instanceof InputEvent || event instanceof ClipboardEvent) event.preventDefault();
    };
    const host = document.querySelector("one-click-checkout");
    for (const target of [window, document, document.body, host]) {
      for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste"]) {
        target.addEventListener(type, hotkey);
        target.addEventListener(type, hotkey, true);
      }
    }
  });
}

const heard = (page) => page.evaluate(() => [...new Set(window.keys)]);

test("a page's shortcuts do not eat the security code, nor hear it", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.code.focus();
  await page.keyboard.type("9");
  await page.keyboard.press("Backspace");
  await page.keyboard.type(CODES.visa);
  await expect(checkout.code).toHaveValue(CODES.visa);
  expect(await heard(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("text that is pasted or comes from an input method is the field's alone", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.code.focus();
  await page.keyboard.insertText("1 2 3");
  await expect(checkout.code).toHaveValue("123");
  expect(await heard(page)).toEqual([]);
});

test("arrows pick a card and the space bar presses the button, whatever they mean to the page", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.visa.focus();
  await page.keyboard.press("ArrowDown");
  await expect(checkout.amex).toBeChecked();
  await checkout.code.fill(CODES.amex);
  await checkout.button.focus();
  await page.keyboard.press("Space");
  await checkout.shows("paid");
  expect(await heard(page)).toEqual([]);
  await checkout.isChargedOnce();
});

test("Escape, Tab and shortcuts go on to the page", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.code.focus();
  for (const key of ["Escape", "Control+k", "Alt+m", "F2", "Tab"]) await page.keyboard.press(key);
  expect(await heard(page)).toEqual(["Escape", "Control", "k", "Alt", "m", "F2", "Tab"]);
  await checkout.hasFocus("button");
});

test("keys in the page's own fields are the page's", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await page.locator("[name=amount]").focus();
  await page.keyboard.press("7");
  expect(await heard(page)).toContain("7");
});
