// What a page may call and listen to: each method from each event, holding a payment back
// and letting go of it, and a button of the page's own.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

/** Lets a listener of the page's do something to each payment before it is sent. */
function beforePay(page, act) {
  return page.evaluate((act) => {
    document.addEventListener("oneclick-before-pay", new Function("event", act), { once: true });
  }, act);
}

test("a listener that prevents the payment stops it, and it can be made again", async ({ page, checkout }) => {
  await checkout.openReady();
  await beforePay(page, "event.preventDefault()");
  await checkout.pay();
  await checkout.shows("ready");
  expect(checkout.posts).toHaveLength(0);
  expect((await checkout.watched()).screens.slice(-2)).toEqual(["paying", "ready"]);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a payment that is held for too long is not sent, and it can be made again", async ({ page, checkout }) => {
  await page.clock.install();
  await checkout.openReady();
  await beforePay(page, "event.waitUntil(new Promise(() => {}))");
  await checkout.pay();
  await checkout.shows("paying");
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  await page.clock.runFor(8_000);
  await checkout.shows("paying");
  await page.clock.runFor(2_000);
  await checkout.shows("ready");
  expect(checkout.posts).toHaveLength(0);
  await page.clock.resume();
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("of several promises all have to resolve, and what is no promise holds nothing", async ({ page, checkout }) => {
  await checkout.openReady();
  await beforePay(page, "event.waitUntil(5); event.waitUntil(new Promise((resolve) => { window.settle = resolve }))");
  await checkout.pay();
  await checkout.shows("paying");
  expect(checkout.posts).toHaveLength(0);
  await page.evaluate(() => window.settle());
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a payment that is prevented while it is held is not sent", async ({ page, checkout }) => {
  await checkout.openReady();
  await beforePay(page, "event.waitUntil(Promise.resolve().then(() => event.preventDefault()))");
  await checkout.pay();
  await expect.poll(async () => (await checkout.watched()).screens.slice(-2)).toEqual(["paying", "ready"]);
  expect(checkout.posts).toHaveLength(0);
});

test("waitUntil() after the event says that it is too late", async ({ page, checkout }) => {
  await checkout.openReady();
  await beforePay(page, "window.late = event");
  await checkout.pay();
  await checkout.shows("paid");
  const name = await page.evaluate(() => {
    try {
      return window.late.waitUntil(Promise.reject(new Error("never heard")).catch(() => {}));
    } catch (error) {
      return error.name;
    }
  });
  expect(name).toBe("InvalidStateError");
});

test("a listener that throws neither holds nor stops the payment", async ({ page, checkout, trouble }) => {
  trouble.expect(/of the page's own/);
  await checkout.openReady();
  await beforePay(page, "throw new Error('of the page\\'s own')");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("any method may be called from any event", async ({ page, checkout }) => {
  await page.addInitScript(() => {
    window.called = [];
    const names = ["ready", "change", "before-pay", "pending", "success", "declined", "cancelled", "expiring", "error"];
    for (const name of names) {
      document.addEventListener(`oneclick-${name}`, ({ target }) => {
        if (window.called.includes(name)) return;
        window.called.push(name);
        target.focus();
        target.refresh();
        target.pay().catch(() => {});
        target.rows = 3;
        target.messages = { test: "Trial" };
      });
    }
  });
  await checkout.openReady();
  await expect(checkout.element.locator("[part=badge]")).toHaveText("Trial");
  await checkout.mastercard.check();
  await checkout.visa.check();
  await checkout.pay();
  await checkout.shows("paid");
  expect(await page.evaluate(() => window.called)).toEqual(["ready", "change", "before-pay", "success"]);
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("pay() waits for the cards, and then says what is missing", async ({ page, checkout }) => {
  const session = await checkout.holdAnswers(CALLS.read);
  await checkout.open();
  await checkout.element.evaluate((element) => {
    const own = document.createElement("button");
    own.textContent = "Buy now";
    own.addEventListener("click", async () => {
      window.outcome = await element.pay();
    });
    element.after(own);
  });
  await page.getByRole("button", { name: "Buy now" }).click();
  await checkout.shows("loading");
  expect(await page.evaluate(() => window.outcome)).toBeUndefined();
  session.release();
  await expect.poll(() => page.evaluate(() => window.outcome)).toEqual({ outcome: "not_sent" });
  await expect(checkout.element.locator("[part=error]")).not.toBeEmpty();
  expect(checkout.posts).toHaveLength(0);
});

test("refresh() reads the session anew, and keeps the picked card", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  await checkout.mastercard.check();
  await shop.redeemVoucher();
  await checkout.element.evaluate((element) => element.refresh());
  await expect(checkout.button).toContainText("€116.10");
  await expect(checkout.mastercard).toBeChecked();
  expect((await checkout.heard()).filter((name) => name === "oneclick-ready")).toHaveLength(2);
  await page.keyboard.press("Tab");
  await checkout.pay(CVCS.mastercard);
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("refresh() does not disturb a payment under way", async ({ checkout }) => {
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await checkout.element.evaluate((element) => element.refresh());
  await checkout.shows("paying");
  answer.release();
  await checkout.shows("paid");
  expect((await checkout.watched()).screens.filter((screen) => screen === "ready")).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("refresh() before there is anything to read says and breaks nothing", async ({ page, shop, checkout }) => {
  await checkout.openReady();
  const made = await shop.makeSession();
  await page.evaluate(({ endpoint, session }) => {
    const element = document.createElement("one-click-checkout");
    element.refresh();
    document.querySelector("one-click-checkout").replaceWith(element);
    element.refresh();
    Object.assign(element, { endpoint, session });
    element.refresh();
  }, made);
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
});

for (const width of [320, 1280]) {
  test(`without a button of its own the element keeps no room for one, and is paid by the page's, at ${width} px`, async ({
    page,
    checkout,
  }) => {
    await page.setViewportSize({ width, height: 1400 });
    const session = await checkout.holdAnswers(CALLS.read);
    await checkout.open();
    await checkout.element.evaluate((element) => {
      element.buttonHidden = true;
      const own = document.createElement("button");
      own.textContent = "Buy now";
      own.addEventListener("click", () => element.pay());
      element.after(own);
    });
    const height = () => checkout.element.evaluate((element) => element.getBoundingClientRect().height);
    await checkout.shows("loading");
    const before = await height();
    session.release();
    await checkout.shows("ready");
    await expect(checkout.button).toBeHidden();
    expect(await height()).toBe(before);
    await checkout.element.evaluate((element) => element.removeAttribute("button-hidden"));
    expect(await height()).toBe(before + (await checkout.button.boundingBox()).height);
    await checkout.element.evaluate((element) => element.setAttribute("button-hidden", ""));
    const own = page.getByRole("button", { name: "Buy now" });
    await own.click();
    await expect(checkout.element.locator("[part=error]")).not.toBeEmpty();
    expect(await height(), "what is wrong with the code takes no room of its own").toBe(before);
    await checkout.cvc.fill(CVCS.visa);
    await own.click();
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });
}

test("without a button of its own Enter in the security code pays", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.element.evaluate((element) => element.toggleAttribute("button-hidden"));
  await checkout.cvc.fill(CVCS.visa);
  await checkout.cvc.press("Enter");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});
