// The demo shop speaks the language that is chosen for the element.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./browser.js";
import { expect, test } from "./fixtures.js";
import { LANGUAGES, message } from "./messages.js";

const textsOf = (name) => JSON.parse(readFileSync(join(root, "examples/shop/page/languages", `${name}.json`), "utf8"));

/** Page and element speak a language, in its direction, with its amounts and dates. */
async function speaks(page, checkout, name) {
  const texts = textsOf(name);
  const direction = ["ar", "he"].includes(name) ? "rtl" : "ltr";
  await expect(page.locator("html")).toHaveAttribute("lang", name);
  expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe(direction);
  await expect(page).toHaveTitle(texts.title);
  for (const marked of await page.locator("[data-message]:not(title, img)").all()) {
    await expect(marked).toHaveText(texts[await marked.getAttribute("data-message")]);
  }
  await expect(page.locator(".picture")).toHaveAttribute("alt", texts.picture);
  const written = await page.evaluate((name) => {
    const day = new Intl.DateTimeFormat(name, { day: "numeric", month: "long" });
    const [from, to] = [2, 4].map((days) => Date.now() + days * 86_400_000);
    const amount = new Intl.NumberFormat(name, { style: "currency", currency: "EUR" }).format(129);
    return { dates: day.formatRange(from, to), amount };
  }, name);
  await expect(page.locator("[data-price]").first()).toHaveText(written.amount);
  await expect(page.locator("[data-dates]")).toHaveText(written.dates);
  await expect(checkout.base).toHaveAttribute("dir", direction);
  await expect(checkout.button).toHaveText(message("pay", { amount: written.amount }, name));
  // What developers read stays as it is.
  for (const panel of await page.locator(".panel").all()) {
    expect(await panel.evaluate((panel) => getComputedStyle(panel).direction)).toBe("ltr");
    await expect(panel).toHaveAttribute("lang", "en");
  }
}

test("the picker changes the language of the shop and of the element, and the way back has it", async ({ page, checkout }) => {
  await checkout.openReady({}, { language: "ar" });
  await speaks(page, checkout, "ar");
  const picker = page.locator("select[name=language]");
  await picker.selectOption("de");
  await speaks(page, checkout, "de");
  await page.reload();
  await checkout.shows("ready");
  await speaks(page, checkout, "de");
  await picker.selectOption("");
  await speaks(page, checkout, "en");
});

test("in every language the shop has room on a small phone", async ({ page, checkout }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await checkout.openReady();
  for (const name of LANGUAGES) {
    await page.locator("select[name=language]").selectOption(name);
    await expect(page.locator("html")).toHaveAttribute("lang", name);
    await expect(checkout.base).toHaveAttribute("lang", name);
    const crowded = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(crowded, name).toBeLessThanOrEqual(0);
  }
});

test("a language that the shop does not have leaves it in English", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await checkout.openReady({}, { language: "zh" });
  await speaks(page, checkout, "en");
});
