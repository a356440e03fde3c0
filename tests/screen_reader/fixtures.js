// A screen reader for all tests of a browser, and for each an order and a window.
import { test as base } from "../browser/fixtures.js";
import { BrowserWindow } from "./browser_window.js";
import { ScreenReader } from "./screen_reader.js";
import { Shopper } from "./shopper.js";

export { expect } from "@playwright/test";

export const test = base.extend({
  program: ["chromium", { option: true, scope: "worker" }],
  reader: [
    async ({}, use) => {
      const reader = await new ScreenReader().start();
      await use(reader);
      reader.stop();
    },
    { scope: "worker" },
  ],
  /** Opens an order's page, in a language, for who hears it. */
  opens: async ({ program, reader, shop }, use) => {
    let page;
    await use(async (order, language) => {
      await shop.makeOrder(order);
      reader.speech.forget();
      page = new BrowserWindow(program, `${shop.address({ language })}#order`, "Nordlys");
      return new Shopper(page, reader.speech, language);
    });
    await page?.close();
  },
});
