// The way of a shopper who hears the page: by keys alone, and no further than was heard.
import { expect } from "@playwright/test";

import { message, month } from "../browser/messages.js";

export class Shopper {
  constructor(window, speech, language) {
    this.window = window;
    this.speech = speech;
    this.language = language;
  }

  /** A message in the shopper's language. */
  message(key, values) {
    return message(key, values, this.language);
  }

  /** What a card is called. */
  card(brand, digits, year, ends) {
    const ending = this.message("card.ending", { digits });
    const expires = this.message("card.expires", { date: month(year, ends, this.language) });
    return `${brand} ${ending}, ${expires}.`;
  }

  /** Presses a key and hears these lines. */
  async press(key, ...lines) {
    this.window.press(key);
    await this.speech.hears(...lines);
  }

  /** Presses a key, each time when what it leads to was heard, until that is this line. */
  async pressUntil(key, line, most = 9) {
    for (let count = 0; count < most; count += 1) {
      this.window.press(key);
      const heard = await this.speech.hearsOne(/ (push button|radio button)\.?$/);
      if (heard === line) return;
    }
    throw new Error(`${line} was not heard within ${most} presses of ${key}`);
  }

  /** Types a code, of which every digit is said. */
  async type(code) {
    this.window.type(code);
    await this.speech.hears(...code);
  }

  /** Goes from the order, where the page begins, to the button that edits the cards. */
  async reachesEdit() {
    // Nothing is said of the cards when they come: the page was not left waiting.
    await expect.poll(() => this.window.tree()).toContain(this.message("cvc.hint.3"));
    this.speech.forget();
    await this.press("Tab", `${this.message("pay.with")} panel.`, `${this.message("edit")} collapsed push button.`);
  }

  /** Goes from the order to the cards. */
  async reachesCards() {
    await this.reachesEdit();
    await this.press("Tab", this.card("Visa", "4242", 2031, 12), "selected radio button");
  }

  /** Goes from the picked card to its code. */
  async reachesCode(length) {
    const name = this.message("cvc") + this.message("cvc.long");
    const hint = this.message(`cvc.hint.${length}`) + this.message(`cvc.place.${length}`);
    await this.press("Tab", `${name} entry required.`, `${hint}.`);
  }
}
