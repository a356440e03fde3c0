// Every screen: no violation of accessibility in light and dark, and pictures of
// it in test-results/screens at three widths.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { violations } from "./accessibility.js";
import { results } from "./browser.js";
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

const pictures = join(results, "screens");
mkdirSync(pictures, { recursive: true });

const WIDTHS = [320, 390, 1280];

/** How a shopper comes to each screen. */
const WAYS = {
  async loading({ checkout }) {
    await checkout.page.route(CALLS.read, () => {});
    await checkout.open();
  },
  async ready({ checkout }) {
    await checkout.open();
  },
  async paying({ checkout }) {
    await checkout.openReady();
    await checkout.holdAnswers(CALLS.pay);
    await checkout.pay();
  },
  async paid({ checkout }) {
    await checkout.openReady();
    await checkout.pay();
  },
  async declined({ checkout }) {
    await checkout.openReady({ scenario: "declined" });
    await checkout.pay();
  },
  async unknown({ checkout }) {
    await checkout.openReady({ scenario: "pending", milliseconds: 600_000 });
    await checkout.pay();
  },
  async bank({ page, checkout }) {
    await checkout.openReady({ scenario: "three_d_secure" });
    await checkout.pay();
    await page.getByRole("button", { name: "Close without deciding" }).click();
  },
  async "not-charged"({ page, checkout }) {
    await checkout.openReady();
    await page.route(CALLS.pay, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), state: "failed", failure: "rejected", charged: false } });
    });
    await checkout.pay();
  },
  async expired({ checkout, trouble }) {
    trouble.expectFailedRequests();
    await checkout.refuse(CALLS.read, 401, { code: "session.expired" });
    await checkout.open();
  },
  async superseded({ checkout, shop, trouble }) {
    trouble.expectFailedRequests();
    await checkout.openReady();
    await shop.makeOrder({ amount: 13900 });
    await checkout.pay();
  },
  async unavailable({ checkout, trouble }) {
    trouble.expectFailedRequests();
    await checkout.cutOff(CALLS.read);
    await checkout.open();
  },
  async runtime({ page, checkout, trouble }) {
    trouble.expectFailedRequests();
    trouble.expect(/runtime\./);
    await page.route("**/*.wasm", (route) => route.abort());
    await checkout.open();
  },
  async empty({ checkout }) {
    await checkout.open({ customer: null });
  },
};

for (const [screen, reach] of Object.entries(WAYS)) {
  test(`the screen "${screen}" has no violation of accessibility, light or dark`, async ({
    page,
    checkout,
    shop,
    trouble,
  }) => {
    await reach({ page, checkout, shop, trouble });
    await checkout.shows(screen);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page, "one-click-checkout")).toEqual([]);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await checkout.element.screenshot({ path: join(pictures, `${screen}-${colorScheme}-${width}.png`) });
      }
    }
  });
}

test("in forced colours what is picked, focused, busy or wrong is still told apart", async ({ page, checkout }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await checkout.openReady();
  await checkout.pay("1");
  await checkout.hasFocus("cvc");
  await checkout.element.screenshot({ path: join(pictures, "forced-colours.png") });
  const lines = await checkout.element.evaluate((element) => {
    const root = element.shadowRoot;
    const line = (selector) => {
      const { borderColor, borderWidth, borderStyle, outlineStyle, outlineWidth } = getComputedStyle(root.querySelector(selector));
      return { border: [borderColor, borderWidth, borderStyle].join(" "), outline: [outlineStyle, outlineWidth].join(" ") };
    };
    return {
      picked: line(".card[data-picked=true]").border,
      other: line(".card[data-picked=false]").border,
      focused: line("[name=cvc]").outline,
    };
  });
  expect(lines.picked).not.toBe(lines.other);
  expect(lines.focused).not.toMatch(/^none| 0px$/);
});

test("the whole page has no violation of accessibility, light or dark", async ({ page, checkout }) => {
  await checkout.openReady();
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(pictures, `page-${width}.png`), fullPage: true });
  }
});
