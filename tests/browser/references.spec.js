// What went wrong has a reference on the screen, and support finds it in the server's log.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { results } from "./browser.js";
import { MASTERCARD, button, remove, toggle } from "./card_edits.js";
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { some } from "./some.js";

/** The lines of the server's log that name the reference. */
const logged = (reference) =>
  readFileSync(join(results, "demo.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes(reference));

const FAILURES = {
  "a decline": {
    screen: "declined",
    order: { scenario: "declined" },
    way: (checkout) => checkout.pay(),
    line: /state="?declined/,
  },
  "a payment that was not finished": {
    screen: "not-charged",
    order: { scenario: "three_d_secure" },
    way: async (checkout) => {
      await checkout.pay();
      await expect(checkout.page.getByRole("heading", { name: "Confirm at your bank" })).toBeVisible();
      // 5: expired, as the provider says it.
      await checkout.shop.sandbox.changeStatus(5);
      await checkout.page.goto(checkout.shop.address());
    },
    line: /state="?expired/,
  },
  "another amount": {
    screen: "superseded",
    way: async (checkout) => {
      await checkout.shop.makeOrder({ amount: 13_900 });
      await checkout.pay();
    },
    line: /status=409/,
  },
  "an incorrect security code": {
    screen: "declined",
    way: (checkout) => checkout.pay("999"),
    line: /state="?declined/,
  },
  "a card that can no longer be brought back": {
    screen: "ready",
    way: async (checkout) => {
      await toggle(checkout).click();
      await remove(checkout, MASTERCARD);
      const undo = button(checkout, "removed.undo", MASTERCARD);
      await expect(undo).toHaveAttribute("aria-disabled", "false");
      // The server knows no card of this name.
      await checkout.page.route(CALLS.restore, async (route) => {
        const url = route.request().url().replace(/card_[^/]+/, `card_${"A".repeat(22)}`);
        await route.fulfill({ response: await route.fetch({ url }) });
      });
      await undo.click();
    },
    line: /status=404/,
  },
  "a token that the server does not know": {
    screen: "expired",
    way: (checkout) =>
      checkout.element.evaluate((element) => {
        element.session = `ct_${"A".repeat(43)}`;
      }),
    line: /status=401/,
  },
  "an origin that the server does not list": {
    screen: "unavailable",
    way: (checkout) => checkout.page.goto(checkout.shop.address().replace("//localhost:", "//127.0.0.1:")),
    line: /status=403/,
  },
};

for (const [what, { screen, order, way, line }] of some(Object.entries(FAILURES), 4)) {
  test(`${what} has a reference that stands in the server's log`, async ({ checkout, trouble }) => {
    trouble.expectFailedRequests();
    trouble.expect(/127\.0\.0\.1/);
    await checkout.openReady(order);
    await way(checkout);
    await checkout.shows(screen, { timeout: 25_000 });
    const said = await checkout.element.locator("[part=request-id]").innerText();
    const reference = said.match(/\S{8,}$/)?.[0];
    expect(reference, said).toBeTruthy();
    await expect.poll(() => logged(reference).filter((one) => line.test(one)).length, { message: reference }).toBeGreaterThan(0);
  });
}
