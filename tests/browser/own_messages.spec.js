// A page may put texts of its own in the place of the element's.
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

const amount = "€129.00";
const setMessages = (checkout, own) =>
  checkout.element.evaluate((element, own) => {
    element.messages = own;
  }, own);

test("a text of the page's own is shown in the place of ours, in every language, until it is taken back", async ({ page, checkout }) => {
  await checkout.openReady();
  await setMessages(checkout, { pay: "Buy now for {amount}", "cvc.missing": "We need the code." });
  await expect(checkout.button).toHaveText(`Buy now for ${amount}`);
  expect(await checkout.element.evaluate((element) => element.messages.pay)).toBe("Buy now for {amount}");
  await checkout.cvc.press("Enter");
  await expect(checkout.element.locator(".problem")).toHaveText("We need the code.");
  await expect.poll(async () => (await checkout.watched()).said).toEqual([["assertive", "We need the code."]]);
  await page.evaluate(() => {
    document.documentElement.lang = "de";
  });
  await expect(checkout.base).toHaveAttribute("lang", "de");
  await expect(checkout.button).toHaveText(/^Buy now for 129,00/);
  await expect(checkout.element.locator(".with")).toHaveText(message("pay.with", {}, "de"));
  await setMessages(checkout, undefined);
  await expect(checkout.button).toHaveText(/^129,00.* bezahlen$/);
});

test("texts that are set before the script arrives are taken over", async ({ page, checkout }) => {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      const element = document.querySelector("one-click-checkout");
      if (!element) return;
      observer.disconnect();
      element.messages = { pay: "Buy for {amount}" };
    }).observe(document, { childList: true, subtree: true });
  });
  await checkout.openReady();
  await expect(checkout.button).toHaveText(`Buy for ${amount}`);
});

test("a text that does not fit is not taken, and the console says what is right", async ({ checkout, trouble }) => {
  trouble.expect(/messages\[/);
  await checkout.openReady();
  const wrong = {
    pay: ["Pay", "Pay {sum}", "Pay {amount} {amount}", "{ {amount}", "", 5, null],
    paying: ["Paying {amount}", " "],
    "no.such_key": ["Pay"],
    constructor: ["Pay"],
    toString: ["Pay"],
  };
  for (const [key, texts] of Object.entries(wrong)) {
    for (const text of texts) {
      const before = trouble.seen(/messages\[/).length;
      await setMessages(checkout, { [key]: text, test: `Try ${before}` });
      // What fits is taken all the same.
      await expect(checkout.element.locator(".badge")).toHaveText(`Try ${before}`);
      await expect(checkout.button).toHaveText(message("pay", { amount }));
      const said = trouble.seen(/messages\[/).slice(before);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(`messages["${key}"]`);
      expect(said[0]).toContain(key === "pay" || key === "paying" ? `like "${message(key)}"` : "no such key");
    }
  }
});

test("a text of one's own that the shopper agrees to needs an id of its own", async ({ page, checkout, trouble }) => {
  // A blank id is complained about by itself.
  trouble.expect(/messages\["new_card\.(save|consent)"\]/);
  await checkout.openReady();
  await checkout.element.locator("[type=radio][value='']").check();
  const [label, box] = ["save-label", "save"].map((part) => checkout.element.locator(`[part=${part}]`));
  const [text, id] = ["Keep my card for the subscription", "subscription-card-1"];
  for (const consent of [{}, { "new_card.consent": message("new_card.consent") }, { "new_card.consent": " " }]) {
    const before = trouble.seen(/set "new_card\.consent" too/).length;
    await setMessages(checkout, { "new_card.save": text, ...consent, test: `Try ${before}` });
    await expect(checkout.element.locator(".badge")).toHaveText(`Try ${before}`);
    await expect(label).toHaveText(message("new_card.save"));
    await expect(box).toHaveAttribute("value", message("new_card.consent"));
    expect(trouble.seen(/set "new_card\.consent" too/)).toHaveLength(before + 1);
  }
  await setMessages(checkout, { "new_card.save": text, "new_card.consent": id });
  await expect(label).toHaveText(text);
  await box.check();
  const paid = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/checkout/v1"));
  await checkout.button.click();
  const request = await paid;
  await expect.poll(() => request.postDataJSON()?.new_card.save).toEqual({ text: id, language: "en" });
});

test("what is no object with texts changes nothing", async ({ checkout }) => {
  await checkout.openReady();
  for (const own of [null, 5, true, [], ""]) {
    await setMessages(checkout, own);
    await expect(checkout.button).toHaveText(message("pay", { amount }));
  }
});

test("markup in a text is text", async ({ checkout }) => {
  await checkout.openReady();
  const own = "<img src=x onerror=alert(1)> & {amount}";
  await setMessages(checkout, { pay: own });
  await expect(checkout.button).toHaveText(own.replace("{amount}", amount));
  await expect(checkout.element.locator("img")).toHaveCount(0);
});

test("a screen that needs no WebAssembly has the page's texts too", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/runtime\./);
  await page.route("**/*.wasm", (route) => route.abort());
  await checkout.open();
  await checkout.shows("runtime");
  await setMessages(checkout, { "runtime.title": "Please use our app" });
  await checkout.action.click();
  await expect(checkout.heading).toHaveText("Please use our app");
});

test("the file of the keys is loaded for texts of the page's own, and for no other", async ({ page, checkout }) => {
  let files = 0;
  page.on("request", (request) => {
    files += /\/keys-[\w-]+\.json$/.test(new URL(request.url()).pathname);
  });
  await checkout.openReady();
  expect(files).toBe(0);
  await setMessages(checkout, { pay: "Buy now for {amount}" });
  await expect(checkout.button).toHaveText(`Buy now for ${amount}`);
  expect(files).toBe(1);
});
