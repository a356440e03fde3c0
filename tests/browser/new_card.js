// The shop's form for a new card, the provider's page that it leads to, and
// the bank's.
import { expect } from "@playwright/test";

/** The shop's form for a card that is not stored yet. */
export class NewCard {
  constructor(page, shop) {
    this.page = page;
    this.shop = shop;
    this.form = page.locator("#new-card");
    this.keep = this.form.getByRole("checkbox");
    this.button = this.form.getByRole("button", { name: "Pay with a new card" });
    this.said = this.form.locator("[aria-live]");
    this.bank = page.getByRole("heading", { name: "Confirm at your bank" });
  }

  /** Opens the provider's page. */
  async begin({ keep = false } = {}) {
    if (keep) await this.keep.check();
    await this.button.click();
    await this.isAtProvider();
  }

  /** The browser shows the provider's card form. */
  async isAtProvider() {
    await expect(this.page.getByRole("heading", { name: "Pay by card" })).toBeVisible();
    expect(new URL(this.page.url()).origin).toBe(process.env.ONECLICK_SANDBOX);
  }

  /** Types a card on the provider's page and sends it. */
  async type(number) {
    await this.page.getByLabel("Name on the card").fill("Ada Lind");
    await this.page.getByLabel("Card number").fill(number);
    await this.page.getByLabel("Expiry month").fill("12");
    await this.page.getByLabel("Expiry year").fill("2030");
    await this.page.getByLabel("Security code").fill("123");
    await this.page.getByRole("button", { name: "Pay", exact: true }).click();
  }

  /** Presses a button of the provider's or the bank's page. */
  async choose(name) {
    await this.page.getByRole("button", { name }).click();
  }

  /** Types a card whose bank asks, and says yes to it. */
  async typeAndApprove(number) {
    await this.type(number);
    await expect(this.bank).toBeVisible();
    await this.choose("Approve");
  }
}
