// The choice of a new card in the element, the provider's page that it leads to, and the
// bank's.
import { expect } from "@playwright/test";

import { message } from "./messages.js";

/** A card that is not stored yet. */
export class NewCard {
  constructor(page, shop) {
    this.page = page;
    this.shop = shop;
    const element = page.locator("one-click-checkout");
    this.choice = element.getByRole("radio", { name: message("new_card") });
    this.save = element.getByRole("checkbox", { name: message("new_card.save") });
    this.button = element.locator("button[type=submit]");
    this.bank = page.getByRole("heading", { name: "Confirm at your bank" });
  }

  /** Opens the provider's page. */
  async begin({ save = false } = {}) {
    await this.choice.check();
    if (save) await this.save.check();
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
