import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
import { some } from "./some.js";

/** Pastes as a shopper does: the clipboard's text at the caret. */
async function paste(checkout, clipboard) {
  await checkout.cvc.fill("");
  await checkout.cvc.focus();
  await checkout.page.keyboard.insertText(clipboard);
}

const PASTED = [
  ["spaces between the digits", "1 2 3", "123"],
  ["dashes and spaces", " 1-2 3", "123"],
  ["full-width digits", "１２３", "123"],
  ["Arabic digits", "١٢٣", "123"],
  ["Persian digits", "۱۲۳", "123"],
  ["more than the card has", "12345", "123"],
];
for (const [what, pasted, shown] of some(PASTED, 3)) {
  test(`a code pasted with ${what} becomes the card's digits`, async ({ checkout }) => {
    await checkout.openReady();
    await paste(checkout, pasted);
    await expect(checkout.cvc).toHaveValue(shown);
    await checkout.button.click();
    await checkout.shows("paid");
    const [entry] = await checkout.shop.sandbox.ledger();
    expect(entry.security_code).toBe("matched");
  });
}

test("American Express takes four digits", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.amex.check();
  await paste(checkout, "7 3 7 3 9");
  await expect(checkout.cvc).toHaveValue("7373");
  await checkout.button.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

for (const [what, typed, key] of [
  ["no code", "", "cvc.missing"],
  ["too short a code", "12", "cvc.length.3"],
]) {
  test(`${what} is said beside the field, and nothing is sent`, async ({ checkout }) => {
    await checkout.openReady();
    await checkout.pay(typed);
    expect(await checkout.visibleText()).toContain(message(key));
    await expect(checkout.cvc).toHaveAttribute("aria-invalid", "true");
    await checkout.hasFocus("cvc");
    expect(checkout.posts).toHaveLength(0);
    await checkout.pay();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("nothing is said against a code while it can still become right", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.pay("12");
  await expect(checkout.cvc).toHaveAttribute("aria-invalid", "true");
  await checkout.cvc.fill("");
  await expect(checkout.cvc).toHaveAttribute("aria-invalid", "false");
  expect(await checkout.visibleText()).not.toContain(message("cvc.length.3"));
  await checkout.cvc.fill("1");
  await checkout.button.click();
  await expect(checkout.cvc).toHaveAttribute("aria-invalid", "true");
  await checkout.cvc.fill("1x");
  await expect(checkout.cvc).toHaveAttribute("aria-invalid", "true");
});

test("American Express takes three digits, too", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.amex.check();
  await checkout.pay("737");
  await expect.poll(() => checkout.posts.map((post) => post.postDataJSON()?.cvc)).toEqual(["737"]);
});

/** The cards of the session become one, of this brand. */
async function haveOnly(page, brand) {
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    session.cards = [{ ...session.cards[0], brand }];
    await route.fulfill({ response, json: session });
  });
}

for (const [brand, shown, hint, place] of [
  ["visa", "123", ".3", ".3"],
  ["hipercard", "1234", ".4", ".3"],
  ["american_express", "1234", ".4", ".4"],
  ["unknown", "1234", "", ""],
]) {
  test(`the field of ${brand} says how many digits there are, and where`, async ({ page, checkout }) => {
    await haveOnly(page, brand);
    await checkout.openReady();
    await paste(checkout, "12345");
    await expect(checkout.cvc).toHaveValue(shown);
    await expect(checkout.cvc).toHaveAccessibleDescription(message(`cvc.hint${hint}`) + message(`cvc.place${place}`));
    const { height } = await checkout.cvc.boundingBox();
    expect(height).toBe(44);
    await expect(checkout.element.locator(".cvc-side")).toBeVisible();
  });
}

test("a code of three digits is too short for Hipercard", async ({ page, checkout }) => {
  await haveOnly(page, "hipercard");
  await checkout.openReady();
  await checkout.pay("123");
  expect(await checkout.visibleText()).toContain(message("cvc.length.4"));
  expect(checkout.posts).toHaveLength(0);
});

test("the field is as the rules want it", async ({ checkout }) => {
  await checkout.openReady();
  await expect(checkout.cvc).toHaveAttribute("type", "text");
  await expect(checkout.cvc).toHaveAttribute("inputmode", "numeric");
  await expect(checkout.cvc).toHaveAttribute("autocomplete", "cc-csc");
  await expect(checkout.cvc).not.toHaveAttribute("maxlength");
  await expect(checkout.cvc).toHaveAccessibleName(/CVC|security code/i);
});

test("the field is empty in the same tick as the submit", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill(CVCS.visa);
  const left = await checkout.cvc.evaluate((field) => {
    field.form.requestSubmit();
    return field.value;
  });
  expect(left).toBe("");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("the field is empty when another card is picked", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill("12");
  await checkout.mastercard.check();
  await expect(checkout.cvc).toHaveValue("");
});

test("the field is empty when the page is left", { tag: "@smoke" }, async ({ checkout }) => {
  await checkout.openReady();
  await checkout.cvc.fill("12");
  const left = await checkout.cvc.evaluate((field) => {
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    return field.value;
  });
  expect(left).toBe("");
});

test("the code goes out in one request's body and stays nowhere in the page", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.amex.check();
  await checkout.pay(CVCS.amex);
  await checkout.shows("paid");
  expect(checkout.posts[0].postDataJSON().cvc).toBe(CVCS.amex);
  const kept = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      document.querySelector("one-click-checkout").shadowRoot.innerHTML,
      JSON.stringify({ ...sessionStorage }),
      JSON.stringify({ ...localStorage }),
      JSON.stringify(window.watched),
    ].filter((text) => /\b7373\b/.test(text.replace(/<code>7373<\/code>/g, ""))),
  );
  expect(kept).toEqual([]);
});

test("a code that is still being composed is left alone until it is ready", async ({ checkout }) => {
  await checkout.openReady();
  const during = await checkout.cvc.evaluate((field) => {
    field.value = "１ ２";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    return field.value;
  });
  expect(during).toBe("１ ２");
  const after = await checkout.cvc.evaluate((field) => {
    field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    return field.value;
  });
  expect(after).toBe("12");
});

test("the form that something else submits goes nowhere, and no address has the code", async ({ page, shop, checkout }) => {
  // A page whose policy does not forbid it.
  await page.route(
    (url) => url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      delete headers["content-security-policy"];
      await route.fulfill({ response, headers });
    },
  );
  await checkout.openReady();
  await checkout.cvc.fill(CVCS.visa);
  const left = [];
  page.on("framenavigated", (frame) => left.push(frame.url()));
  // As password managers do: no event is told of it.
  await checkout.element.evaluate(({ shadowRoot }) => {
    const form = shadowRoot.querySelector("form");
    const submit = form.submit.bind(form);
    try {
      submit();
    } catch {
      // Firefox throws, for the form stands in no dialog.
    }
  });
  await checkout.button.click();
  await checkout.shows("paid");
  expect(left).toEqual([]);
  expect(page.url()).toBe(shop.address());
  await checkout.isChargedOnce();
});
