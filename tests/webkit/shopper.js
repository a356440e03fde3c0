// The element as a shopper meets it in WebKit.
import { expect } from "@playwright/test";

import { WITHIN } from "./webdriver.js";

const ELEMENT = "one-click-checkout";

/** Runs in the page: what there is to be asked of the element. */
function look() {
  const base = document.querySelector("one-click-checkout")?.shadowRoot?.querySelector(".base");
  const active = base?.getRootNode().activeElement;
  return {
    screen: base?.dataset.screen,
    text: base?.innerText,
    direction: base && getComputedStyle(base).direction,
    focus: active && (active.name || active.getAttribute("part") || active.localName),
    picked: base?.querySelector("[name=card]:checked")?.value ?? null,
    cvc: base?.querySelector("[name=cvc]")?.value,
  };
}

export class ShopperInWebKit {
  constructor(browser, shop) {
    this.browser = browser;
    this.shop = shop;
  }

  /** Makes the order and opens its page, up to the cards. */
  async openReady(order = {}, query = {}) {
    const made = await this.shop.makeOrder(order);
    await this.browser.goto(this.shop.address(query));
    await this.shows("ready");
    return made;
  }

  /** What the element looks like now; the driver's complaint as its screen while the page goes elsewhere. */
  look() {
    return this.browser.evaluate(look).catch(({ message }) => ({ screen: message }));
  }

  /** Waits for a screen. */
  async shows(screen) {
    const now = async () => (await this.look()).screen;
    await expect.poll(now, { timeout: WITHIN, message: "the screen of the element" }).toBe(screen);
  }

  /** Waits until the focus is on what has this name or part. */
  async hasFocus(name) {
    const now = async () => (await this.look()).focus;
    await expect.poll(now, { timeout: WITHIN, message: "what has the focus in the element" }).toBe(name);
  }

  /** Picks the stored card with these last digits. */
  async pick(digits) {
    const value = await this.browser.evaluate((digits) => {
      const cards = document.querySelector("one-click-checkout").shadowRoot.querySelectorAll(".choice");
      return [...cards].find((card) => card.textContent.includes(digits)).querySelector("[name=card]").value;
    }, digits);
    // The driver presses where it stood: what still moves is missed.
    let before;
    const place = (value) => {
      const { x, y } = document.querySelector("one-click-checkout").shadowRoot.querySelector(`[name=card][value="${value}"]`).getBoundingClientRect();
      return `${x} ${y}`;
    };
    const stands = async () => before === (before = await this.browser.evaluate(place, value));
    await expect.poll(stands, { timeout: WITHIN, message: "whether the card stands still" }).toBe(true);
    await this.browser.click(`[name=card][value="${value}"]`, ELEMENT);
  }

  /** Types the code and presses the button. */
  async pay(cvc) {
    await this.type(cvc);
    await this.press("[type=submit]");
  }

  /** Types into the field of the code. */
  type(cvc) {
    return this.browser.type(cvc, "[name=cvc]", ELEMENT);
  }

  /** Presses what a selector meets in the element. */
  press(selector) {
    return this.browser.click(selector, ELEMENT);
  }

  /** Waits until a selector meets one part of the element. */
  shownOnce(selector) {
    return this.browser.one(selector, ELEMENT);
  }

  /** Waits by the page's own time until a click is no second click of two. */
  async doubleClickIsOver() {
    const then = await this.browser.evaluate(() => performance.now() + 500);
    await expect.poll(() => this.browser.evaluate(() => performance.now()), { timeout: WITHIN }).toBeGreaterThan(then);
  }

  /** Waits for a page of the provider or the bank, by its heading. */
  async isAt(heading) {
    const now = () => this.browser.evaluate(() => document.querySelector("h1")?.textContent).catch(() => undefined);
    await expect.poll(now, { timeout: WITHIN, message: "the heading of the page" }).toBe(heading);
    expect(new URL(await this.browser.url()).origin).toBe(process.env.ONECLICK_SANDBOX);
  }

  /** Types a card on the provider's page and sends it. */
  async typeCard(number) {
    const labels = { "Name on the card": "Ada Lind", "Card number": number, "Expiry month": "12", "Expiry year": "2030", "Security code": "123" };
    for (const [label, text] of Object.entries(labels)) {
      const id = await this.browser.evaluate((label) => {
        const found = [...document.querySelectorAll("label")].find(({ textContent }) => textContent.trim() === label);
        return found.control.id;
      }, label);
      await this.browser.type(text, `[id="${id}"]`);
    }
    await this.choose("Pay");
  }

  /** Presses the button of that text on a page of the provider or the bank. */
  async choose(text) {
    const mark = (text) => {
      const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === text);
      button?.setAttribute("data-chosen", "");
      return button !== undefined;
    };
    const now = () => this.browser.evaluate(mark, text).catch(() => false);
    await expect.poll(now, { timeout: WITHIN, message: `a button ${text}` }).toBe(true);
    await this.browser.click("[data-chosen]");
  }

  /** The order was charged once, the shop knows, and nothing else was sent. */
  async isChargedOnce() {
    expect(await this.shop.sandbox.charged(), "ledger entries").toBe(1);
    expect((await this.shop.sandbox.requests()).charges, "charges sent").toBe(1);
    await expect.poll(async () => (await this.shop.view()).paid, { timeout: WITHIN }).toBe(true);
  }

  /** The order was not charged. */
  async isNotCharged() {
    expect(await this.shop.sandbox.charged(), "ledger entries").toBe(0);
    expect((await this.shop.view()).paid).toBe(false);
  }
}
