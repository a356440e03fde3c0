// The shop is told by the checkout server itself, and ships on that.
import { CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";

test("the shop ships on the webhook, and its panel shows what came", async ({ page, checkout }) => {
  await checkout.openReady();
  const shipped = page.locator("#shipped");
  await expect(shipped).toHaveAttribute("data-shipped", "false");
  await checkout.cvc.fill(CVCS.visa);
  await checkout.button.click();
  await checkout.shows("paid");
  await expect(shipped).toHaveAttribute("data-shipped", "true");
  const first = page.locator("#webhooks li").first();
  await expect(first).toHaveAttribute("data-type", "payment.succeeded");
});
