// Keys of the shopper's that are meant for the element: a page's shortcuts neither
// take them nor hear them.
import { CVCS } from "./checkout.js";
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

test("a page's shortcuts do not eat the security code, nor hear it", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.cvc.focus();
  await page.keyboard.type("9");
  await page.keyboard.press("Backspace");
  await page.keyboard.type(CVCS.visa);
  await expect(checkout.cvc).toHaveValue(CVCS.visa);
  expect(await heard(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("text that is pasted or comes from an input method is the field's alone", { tag: "@smoke" }, async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.cvc.focus();
  await page.keyboard.insertText("1 2 3");
  await expect(checkout.cvc).toHaveValue("123");
  expect(await heard(page)).toEqual([]);
});

test("arrows pick a card and the space bar presses the button, whatever they mean to the page", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.visa.focus();
  await page.keyboard.press("ArrowDown");
  await expect(checkout.amex).toBeChecked();
  await checkout.cvc.fill(CVCS.amex);
  await checkout.button.focus();
  await page.keyboard.press("Space");
  await checkout.shows("paid");
  expect(await heard(page)).toEqual([]);
  await checkout.isChargedOnce();
});

test("Escape, Tab and shortcuts go on to the page", async ({ page, checkout }) => {
  await checkout.openReady();
  await addHotkeys(page);
  await checkout.cvc.focus();
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

/** Moves the element into closed shadow roots, one in another, all with shortcuts. */
async function closeIn(page, { endpoint, session }) {
  await page.evaluate(({ endpoint, session }) => {
    window.keys = [];
    const listen = (target) => {
      const note = ({ type, key, data }) => window.keys.push(key ?? `${type} ${data}`);
      const types = ["keydown", "keypress", "keyup", "beforeinput", "input", "textInput", "paste", "compositionstart"];
      for (const type of types) {
        for (const capture of [true, false]) target.addEventListener(type, note, capture);
      }
    };
    const element = Object.assign(document.createElement("one-click-checkout"), { endpoint, session });
    let inner = element;
    let innermost;
    for (const name of ["inner", "outer"]) {
      const host = document.createElement("div");
      host.id = name;
      const root = host.attachShadow({ mode: "closed" });
      const wrapper = document.createElement("section");
      const field = document.createElement("input");
      wrapper.append(inner, field);
      root.append(wrapper);
      innermost ??= { root, element, field };
      inner = host;
      for (const target of [host, root, wrapper]) listen(target);
    }
    document.querySelector("one-click-checkout").replaceWith(inner);
    for (const target of [window, document, document.body, element]) listen(target);
    window.innermost = innermost;
  }, { endpoint, session });
  await expect
    .poll(() => page.evaluate(() => window.innermost.element.shadowRoot?.querySelector("[name=cvc]") !== null))
    .toBe(true);
}

test("a page that keeps the element in a closed shadow root does not hear the code there", async ({ page, shop, checkout }) => {
  const { endpoint } = await checkout.openReady();
  const { session } = await shop.makeSession();
  await closeIn(page, { endpoint, session });
  await page.evaluate(() => window.innermost.element.focus());
  await page.keyboard.type("19");
  await page.keyboard.press("Backspace");
  await page.keyboard.insertText("2 3");
  const typed = await page.evaluate(() => window.innermost.element.shadowRoot.querySelector("[name=cvc]").value);
  expect(typed).toBe(CVCS.visa);
  expect(await heard(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(await heard(page)).toEqual(["Escape"]);
  await page.keyboard.press("Enter");
  await expect
    .poll(() => page.evaluate(() => window.innermost.element.shadowRoot.querySelector(".base").dataset.screen))
    .toBe("paid");
  await checkout.isChargedOnce();
});

test("a field of the page's beside the element in a closed shadow root is the page's", async ({ page, shop, checkout }) => {
  const { endpoint } = await checkout.openReady();
  const { session } = await shop.makeSession();
  await closeIn(page, { endpoint, session });
  await page.evaluate(() => window.innermost.field.focus());
  await page.keyboard.press("7");
  expect(await page.evaluate(() => window.innermost.field.value)).toBe("7");
  expect(await heard(page)).toContain("7");
});

test("no event of a browser's tells the page what is typed, pasted, dropped or composed", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    window.leaked = [];
    const types = new Set(["textInput", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend"]);
    for (const name in window) if (name.startsWith("on")) types.add(name.slice(2));
    for (const name in HTMLElement.prototype) if (name.startsWith("on")) types.add(name.slice(2));
    for (const type of types) {
      window.addEventListener(type, (event) => {
        const { key, data, dataTransfer, clipboardData } = event;
        const text = [key, data, dataTransfer?.getData("text"), clipboardData?.getData("text")].join(" ");
        if (/[1-3１-３]/.test(text)) window.leaked.push([type, text]);
      }, true);
    }
  });
  await checkout.cvc.focus();
  await page.keyboard.type("1");
  await page.keyboard.insertText("2");
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Input.imeSetComposition", { text: "３", selectionStart: 1, selectionEnd: 1 });
  await protocol.send("Input.insertText", { text: "３" });
  await expect(checkout.cvc).toHaveValue(CVCS.visa);
  expect(await page.evaluate(() => window.leaked)).toEqual([]);
});
