// A browser, an order and a customer for each test; it fails at any error or refused policy of a
// page that it did not announce.
import { test as base } from "@playwright/test";

import { Shop, Trouble } from "../browser/fixtures.js";
import { ShopperInWebKit } from "./shopper.js";
import { DrivenBrowser } from "./webdriver.js";

export { expect } from "@playwright/test";

export const test = base.extend({
  trouble: async ({}, use) => {
    const trouble = new Trouble();
    // WebKit asks for an icon by itself, and reports the policy of a page that has none.
    trouble.expect(/favicon\.ico/);
    await use(trouble);
    base.expect(trouble.unexpected(), "trouble that the test did not announce").toEqual([]);
  },
  webkit: async ({ trouble }, use) => {
    const webkit = new DrivenBrowser();
    try {
      await use(await webkit.start());
    } finally {
      await webkit.close();
      for (const told of webkit.trouble()) trouble.note(told);
    }
  },
  shop: async ({ request }, use) => {
    await use(new Shop(request));
  },
  shopper: async ({ webkit, shop }, use) => {
    await use(new ShopperInWebKit(webkit, shop));
  },
});
