// What reaches the code's field otherwise than by typing: undo, drag and drop, input methods,
// fillers and scripts; and keys that are held down.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

const NUMBER = "4242 4242 4242 4242";

/** Adds a field of the page's own with text in it. */
async function addField(page, value = "") {
  await page.evaluate((value) => {
    const field = Object.assign(document.createElement("input"), { id: "beside", value });
    document.querySelector("one-click-checkout").before(field);
  }, value);
  return page.locator("#beside");
}

const protocol = (page) => page.context().newCDPSession(page);
const compose = (session, composed) =>
  session.send("Input.imeSetComposition", { text: composed, selectionStart: composed.length, selectionEnd: composed.length });

for (const [what, empty] of [
  ["another card was picked", (checkout) => checkout.mastercard.check()],
  ["the payment was declined", async (checkout) => {
    await checkout.button.click();
    await checkout.shows("declined");
    await checkout.visa.check();
  }],
  ["the page was left", (checkout) =>
    checkout.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })))],
]) {
  test(`undo does not bring the code back after ${what}`, async ({ page, checkout }) => {
    await checkout.openReady({ scenario: "declined" });
    const beside = await addField(page);
    await checkout.cvc.focus();
    await page.keyboard.type(CVCS.visa);
    await empty(checkout);
    await expect(checkout.cvc).toHaveValue("");
    for (const field of [checkout.cvc, beside]) {
      await field.focus();
      for (const key of ["Control+z", "Control+z", "Control+z", "Control+Shift+z", "Control+y"]) {
        await page.keyboard.press(key);
        await expect(checkout.cvc).toHaveValue("");
        await expect(beside).toHaveValue("");
      }
    }
  });
}

test("undo does not bring the code back while a payment waits for its answer", async ({ page, checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.cvc.focus();
  await page.keyboard.type(CVCS.visa);
  await page.keyboard.press("Enter");
  await answer.arrived;
  for (const key of ["Control+z", "Control+z", "Control+z"]) {
    await page.keyboard.press(key);
    expect(await checkout.cvc.inputValue()).toBe("");
  }
  answer.release();
  await checkout.shows("paid");
});

/** Drags what is selected in a field to another place. */
async function drag(page, from, to) {
  await from.focus();
  await from.selectText();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  await page.mouse.move(start.x + 12, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 30, start.y + start.height / 2, { steps: 4 });
  await page.mouse.move(end.x + 20, end.y + end.height / 2, { steps: 8 });
  await page.mouse.up();
}

test("a card's number that is dropped on the field is no code", async ({ page, checkout }) => {
  await checkout.openReady();
  const beside = await addField(page, NUMBER);
  await drag(page, beside, checkout.cvc);
  await expect(checkout.cvc).toHaveValue(NUMBER.replaceAll(" ", ""));
  await checkout.button.click();
  expect(await checkout.visibleText()).toContain(message("cvc.length.3"));
  await expect(checkout.cvc).toHaveValue("");
  expect(checkout.posts).toEqual([]);
});

test("the code cannot be dragged out of its field", async ({ page, checkout }) => {
  await checkout.openReady();
  const beside = await addField(page);
  await page.evaluate(() => {
    window.dragged = [];
    for (const type of ["dragstart", "dragend", "drop"]) {
      window.addEventListener(type, ({ dataTransfer }) => window.dragged.push([type, dataTransfer.getData("text")]));
    }
  });
  await checkout.cvc.fill(CVCS.visa);
  await drag(page, checkout.cvc, beside);
  await expect(beside).toHaveValue("");
  await expect(checkout.cvc).toHaveValue(CVCS.visa);
  expect(await page.evaluate(() => window.dragged)).toEqual([]);
});

test("digits of an input method are the code", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.focus();
  const session = await protocol(page);
  await compose(session, "１");
  await compose(session, "１２３");
  await expect(checkout.cvc).toHaveValue("１２３");
  await session.send("Input.insertText", { text: "１２３" });
  await expect(checkout.cvc).toHaveValue(CVCS.visa);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

for (const [what, press] of [
  ["the button is clicked", (checkout) => checkout.button.click()],
  ["the page presses", (checkout) => checkout.element.evaluate((element) => void element.pay())],
]) {
  test(`a composition that is not finished when ${what} is paid with, and leaves nothing`, async ({ page, checkout }) => {
    await checkout.openReady({ scenario: "declined" });
    const answer = await checkout.holdAnswers(CALLS.pay);
    await checkout.cvc.focus();
    const session = await protocol(page);
    await compose(session, "１２３");
    await press(checkout);
    await answer.arrived;
    expect(checkout.posts[0].postDataJSON().cvc).toBe(CVCS.visa);
    await expect(checkout.cvc).toHaveValue("");
    // The input method ends what it was at.
    await session.send("Input.insertText", { text: "１２３" });
    await expect(checkout.cvc).toHaveValue("");
    answer.release();
    await checkout.shows("declined");
    await checkout.visa.check();
    await expect(checkout.cvc).toHaveValue("");
  });
}

test("Enter that ends a composition does not pay", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.focus();
  const session = await protocol(page);
  await compose(session, "１２３");
  // What a browser sends while an input method has the keys.
  await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Process", code: "Enter", windowsVirtualKeyCode: 229 });
  await session.send("Input.insertText", { text: "１２３" });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
  await expect(checkout.cvc).toHaveValue(CVCS.visa);
  await checkout.shows("ready");
  expect(checkout.posts).toEqual([]);
});

/** Fills as a browser or a program does, with or without telling. */
function fill(checkout, value, tells = true) {
  return checkout.cvc.evaluate(
    (field, [value, tells]) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
      if (!tells) return;
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    },
    [value, tells],
  );
}

for (const tells of [true, false]) {
  test(`a code that is filled while the element is hidden is paid with, ${tells ? "told" : "untold"}`, async ({ checkout }) => {
    await checkout.openReady();
    await checkout.element.evaluate((element) => element.setAttribute("hidden", ""));
    await fill(checkout, "1 2 3", tells);
    await checkout.element.evaluate((element) => element.removeAttribute("hidden"));
    await checkout.button.click();
    await checkout.shows("paid");
    expect(checkout.posts[0].postDataJSON().cvc).toBe(CVCS.visa);
    await checkout.isChargedOnce();
  });
}

test("text that a command inserts is read as typed", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.focus();
  await page.evaluate(() => document.execCommand("insertText", false, "１-2 3"));
  await expect(checkout.cvc).toHaveValue(CVCS.visa);
  await page.keyboard.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a program that fills and submits in every way pays once", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.cvc.evaluate((field) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "123");
    const { form } = field;
    for (const type of ["keydown", "keypress", "keyup"]) {
      field.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, composed: true, cancelable: true }));
    }
    form.requestSubmit();
    try {
      form.submit();
    } catch {
      // Firefox throws at a form of a dialog that is in none.
    }
    form.querySelector("button").click();
    form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  });
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("Enter twice and a click at the same time pay once", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill(CVCS.visa);
  const { x, y } = await checkout.button.boundingBox();
  await page.mouse.move(x + 20, y + 10);
  await Promise.all([
    page.keyboard.press("Enter"),
    page.keyboard.press("Enter"),
    page.mouse.down().then(() => page.mouse.up()),
  ]);
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("Enter that is held down is one press", async ({ page, checkout }) => {
  // Without a code nothing but the shopper stands between a decline and the next press.
  await checkout.openReady({ provider: "certitrade", scenario: "declined" });
  await expect(checkout.cvc).toHaveCount(0);
  await checkout.button.focus();
  await page.keyboard.down("Enter");
  await checkout.shows("declined");
  await checkout.button.focus();
  for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down("Enter");
  expect(await checkout.heard()).toContain("oneclick-declined");
  await page.keyboard.up("Enter");
  await checkout.shows("declined");
  expect(checkout.posts).toHaveLength(1);
  await page.keyboard.press("Enter");
  await expect.poll(() => checkout.posts.length).toBe(2);
  await expect.poll(async () => (await checkout.heard()).filter((name) => name === "oneclick-declined").length).toBe(2);
  await checkout.shows("declined");
});
