// A shop's own browser tests: the demo shop of `oneclick-dev` stands for yours.
import { expect, test } from "@playwright/test";

const SHOP = process.env.SHOP ?? "http://localhost:8080";
const SANDBOX = process.env.SANDBOX ?? "http://localhost:8789";

/** Opens the checkout of a new order, and says what its next charge comes to. */
async function open(page, behaviour) {
  await page.goto(SHOP);
  const checkout = page.locator("one-click-checkout");
  await expect(checkout.getByRole("radio", { name: "4242" })).toBeChecked();
  const order = await page.locator("#order-name").textContent(); // your backend knows its own
  await page.request.delete(`${SANDBOX}/control/behaviours`, { params: { order } });
  const data = { order, do: behaviour, times: 1 };
  expect((await page.request.post(`${SANDBOX}/control/behaviours`, { data })).ok()).toBe(true);
  return checkout;
}

async function pay(checkout) {
  await checkout.getByRole("textbox").fill("123");
  await checkout.locator("[part~=button]").click();
}

test("a card that was declined can be paid with afterwards", async ({ page }) => {
  const checkout = await open(page, "declined");
  await pay(checkout);
  await expect(checkout.locator("[part~=banner-title]")).toHaveText("Payment declined");
  await pay(checkout);
  await expect(checkout.getByRole("heading", { name: "Paid" })).toBeVisible();
});

test("an answer that is lost is neither paid nor failed, and then paid", async ({ page }) => {
  const checkout = await open(page, "answer_lost");
  await pay(checkout);
  await expect(checkout.getByRole("heading", { name: "We do not know yet" })).toBeVisible();
  await expect(checkout.getByRole("heading", { name: "Paid" })).toBeVisible({ timeout: 60_000 });
});
