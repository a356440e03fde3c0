// The pay page in a browser that runs no script: every step by plain forms and links.
import { join } from "node:path";

import { results } from "./browser.js";
import { violations } from "./accessibility.js";
import { CVCS } from "./checkout.js";
import { expect, test as base } from "./fixtures.js";
import { LANGUAGES, message } from "./messages.js";

/** The pay page as a shopper meets it. */
class PayPage {
  constructor(page, shop) {
    this.page = page;
    this.shop = shop;
    this.visa = page.getByRole("radio", { name: /Visa/ });
    this.mastercard = page.getByRole("radio", { name: /Mastercard/ });
    this.newCard = page.getByRole("radio", { name: message("new_card") });
    this.cvc = page.locator(".card:has(.radio:checked) .cvc-field");
    this.button = page.locator("button.pay");
    this.banner = page.locator(".banner");
    this.action = page.locator("a.action").first();
  }

  /** Makes the order and opens its pay page; the address. */
  async open(order = {}) {
    const { pay_url } = await this.shop.makeOrder({ language: "en", ...order });
    await this.page.goto(pay_url);
    return pay_url;
  }

  /** Types the code and presses the button. */
  async pay(cvc = CVCS.visa) {
    await this.cvc.fill(cvc);
    await this.button.click();
  }

  /** Waits for a screen. */
  async shows(key) {
    await expect(this.page.locator(".screen-title")).toHaveText(message(key));
  }

  async isChargedOnce() {
    expect(await this.shop.sandbox.charged(), "ledger entries").toBe(1);
    expect((await this.shop.sandbox.requests()).charges, "charges sent").toBe(1);
  }

  /** Nothing in the page is wider than its window. */
  async fits() {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "pixels wider than the window").toBeLessThanOrEqual(0);
  }

  /** Takes a picture, to be looked at. */
  async picture(name) {
    await this.page.screenshot({ path: join(results, "pay_page", `${name}.png`), fullPage: true });
  }
}

const test = base.extend({
  payPage: async ({ page, shop }, use) => {
    await use(new PayPage(page, shop));
  },
});

test.use({ javaScriptEnabled: false });

test("a stored card pays by a form, and the code field is of the picked card", { tag: "@smoke" }, async ({ payPage, page }) => {
  await payPage.open();
  await expect(payPage.visa).toBeChecked();
  await expect(page.locator(".cvc-field:visible")).toHaveCount(1);
  await payPage.picture("list");
  await payPage.mastercard.check();
  await payPage.pay(CVCS.mastercard);
  await payPage.shows("paid.title");
  await expect(page.locator(".receipt")).toContainText("Mastercard ending in");
  await payPage.isChargedOnce();
  await payPage.picture("paid");
  await page.reload();
  await page.goBack();
  await page.reload();
  await payPage.shows("paid.title");
  await payPage.isChargedOnce();
});

test("a decline leads to another card", async ({ payPage, shop, trouble }) => {
  trouble.expectFailedRequests();
  await payPage.open();
  await shop.sandbox.behave("declined", { times: 1 });
  await payPage.pay("12");
  await expect(payPage.page.locator(".problem")).toHaveText(message("cvc.length.3"));
  await expect(payPage.cvc).toHaveValue("");
  await expect(payPage.cvc).toBeFocused();
  await payPage.picture("wrong-code");
  await payPage.pay();
  await expect(payPage.banner).toContainText(message("declined"));
  await expect(payPage.visa).not.toBeChecked();
  await payPage.picture("declined");
  await payPage.mastercard.check();
  await payPage.pay(CVCS.mastercard);
  await payPage.shows("paid.title");
  expect(await shop.sandbox.charged()).toBe(1);
});

test("the bank's page is led to at once, and leads back", { tag: "@smoke" }, async ({ payPage, page, shop }) => {
  const address = await payPage.open({ scenario: "three_d_secure" });
  await payPage.pay();
  await expect(page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(process.env.ONECLICK_SANDBOX);
  // Back does not lead to the bank again by itself.
  await page.goBack();
  await payPage.shows("bank.title");
  await payPage.picture("bank");
  await payPage.action.click();
  await page.getByRole("button", { name: "Approve" }).click();
  await payPage.shows("paid.title");
  expect(page.url()).toBe(address);
  expect(await shop.sandbox.charged()).toBe(1);
});

test("a new card is typed on the provider's page", async ({ payPage, page }) => {
  await payPage.open();
  await payPage.newCard.check();
  await expect(payPage.button).toContainText("Continue to enter your card");
  await expect(page.locator(".cvc-field:visible")).toHaveCount(0);
  await payPage.picture("new-card");
  await payPage.button.click();
  await expect(page.getByRole("heading", { name: "Pay by card" })).toBeVisible();
});

test("an outcome that is not known is asked for by the page itself", async ({ payPage, shop }) => {
  await payPage.open();
  await shop.sandbox.behave("answer_lost");
  await shop.sandbox.behave("look_up_500");
  await payPage.pay();
  await payPage.shows("unknown.title");
  await payPage.picture("unknown");
  await shop.sandbox.behave("look_up_500", { times: 0 });
  await payPage.shows("paid.title");
  await payPage.isChargedOnce();
});

test("it fits a narrow window in every language, in light and dark", async ({ payPage, page, shop, request }) => {
  await page.setViewportSize({ width: 320, height: 720 });
  for (const language of LANGUAGES) {
    const order = shop.another();
    const { pay_url } = await order.makeOrder({ language });
    await page.emulateMedia({ colorScheme: language < "fi" ? "light" : "dark" });
    await page.goto(pay_url);
    await expect(page.locator("html")).toHaveAttribute("dir", /^(ar|he)$/.test(language) ? "rtl" : "ltr");
    await payPage.fits();
    if (["ar", "de", "fi", "ja"].includes(language)) await payPage.picture(`narrow-${language}`);
  }
  await page.emulateMedia({ forcedColors: "active" });
  await payPage.picture("forced-colours");
});

test("axe finds nothing on any page", async ({ payPage, page, browser, shop }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ reducedMotion: "reduce", javaScriptEnabled: true });
  const looked = await context.newPage();
  // The same bytes in a page that runs scripts, past its policy.
  const look = async () => {
    const html = (await page.content()).replace(/<meta http-equiv="refresh"[^>]*>/, "");
    await looked.route(page.url(), (route) => route.fulfill({ contentType: "text/html", body: html }));
    await looked.goto(page.url());
    expect(await violations(looked)).toEqual([]);
    await looked.unrouteAll();
  };
  await payPage.open();
  await look();
  await shop.sandbox.behave("declined", { times: 1 });
  await payPage.pay();
  await expect(payPage.banner).toBeVisible();
  await look();
  await payPage.mastercard.check();
  await payPage.pay(CVCS.mastercard);
  await payPage.shows("paid.title");
  await look();
  await context.close();
});
