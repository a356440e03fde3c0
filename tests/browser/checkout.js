// The page object: the element as a shopper meets it.
import { expect } from "@playwright/test";
import { CALLS, isCall, tellApart } from "./calls.js";

export { CALLS };

/** The codes of the demo's cards. */
export const CVCS = { visa: "123", mastercard: "456", amex: "7373" };

export class Checkout {
  /** The element at this position of a page, or of a frame `within` it. */
  constructor(page, shop, position = 0, within = page) {
    this.page = tellApart(page);
    this.shop = shop;
    this.element = within.locator("one-click-checkout").nth(position);
    this.base = this.element.locator(".base");
    // The stored cards; a new one is in new_card.js.
    this.radios = this.element.locator("[type=radio]:not([value=''])");
    this.visa = this.element.getByRole("radio", { name: /Visa/ });
    this.mastercard = this.element.getByRole("radio", { name: /Mastercard/ });
    this.amex = this.element.getByRole("radio", { name: /American Express/ });
    this.cvc = this.element.locator("[name=cvc]");
    this.button = this.element.locator("button[type=submit]");
    this.action = this.element.locator("[part=action]");
    this.giveUp = this.element.locator("[part=give-up]");
    this.until = this.element.locator("[part=until]");
    this.heading = this.element.locator("[data-heading]");
    this.posts = [];
    page.on("request", (request) => {
      if (isCall(CALLS.pay, request)) {
        this.posts.push(request);
      }
    });
  }

  /** Makes the order and opens its page; `query` goes to the address. */
  async open(order = {}, query = {}) {
    const made = await this.shop.makeOrder(order);
    await this.page.goto(this.shop.address(query));
    return made;
  }

  /** The same, up to the cards. */
  async openReady(order, query) {
    const made = await this.open(order, query);
    await this.shows("ready");
    return made;
  }

  /** The session answers without a new card, and with what `change` does to it. */
  async withoutNewCard(change = () => {}) {
    await this.page.route(CALLS.read, async (route) => {
      const response = await route.fetch();
      const json = { ...(await response.json()), new_card: null };
      change(json);
      await route.fulfill({ response, json });
    });
  }

  /** Waits for a screen. */
  async shows(screen, options) {
    await expect(this.base).toHaveAttribute("data-screen", screen, options);
  }

  /** Types the code and presses the button. */
  async pay(cvc = CVCS.visa) {
    await this.cvc.fill(cvc);
    await this.button.click();
  }

  /** All that the element says to the eye. */
  visibleText() {
    return this.base.innerText();
  }

  /** What the page wrote down: see watch.js. */
  watched() {
    return this.page.evaluate(() => window.watched);
  }

  /** The names of the events that reached the document. */
  async heard() {
    return (await this.watched()).heard.map(({ name }) => name);
  }

  /** What has the focus inside the element, or null. */
  focus() {
    return this.element.evaluate((element) => {
      const active = element.shadowRoot.activeElement;
      return active && (active.name || active.getAttribute("part") || active.localName);
    });
  }

  /** The focus is inside the element: on `part`, or anywhere. */
  async hasFocus(part) {
    const is = expect.poll(() => this.focus(), { message: "what has the focus in the element" });
    await (part ? is.toBe(part) : is.not.toBeNull());
  }

  /** The order was charged once, the shop knows, and nothing else was sent. */
  async isChargedOnce() {
    expect(await this.shop.sandbox.charged(), "ledger entries").toBe(1);
    expect((await this.shop.sandbox.requests()).charges, "charges sent").toBe(1);
    await expect.poll(async () => (await this.shop.view()).paid).toBe(true);
  }

  /** The order was not charged. */
  async isNotCharged() {
    expect(await this.shop.sandbox.charged(), "ledger entries").toBe(0);
    expect((await this.shop.view()).paid).toBe(false);
  }

  /** The element may have been paid by: it must not say that nothing was charged. */
  async admitsDoubt() {
    expect(await this.visibleText()).not.toMatch(/nothing was charged|not been charged/i);
    expect(await this.button.count(), "a button that pays").toBe(0);
  }

  /** Lets calls through to the server but holds their answers back until `release`. */
  async holdAnswers(pattern) {
    let arrive;
    let release;
    const arrived = new Promise((resolve) => {
      arrive = resolve;
    });
    const released = new Promise((resolve) => {
      release = resolve;
    });
    await this.page.route(pattern, async (route) => {
      const response = await route.fetch();
      arrive();
      await released;
      // The page may have gone meanwhile.
      await route.fulfill({ response }).catch(() => {});
    });
    return { arrived, release };
  }

  /** Calls fail before they reach the server, until `restore`. */
  async cutOff(pattern) {
    const failing = (route) => route.abort("connectionfailed");
    await this.page.route(pattern, failing);
    return () => this.page.unroute(pattern, failing);
  }

  /** Calls are answered with a status and, where given, a problem, until `restore`. */
  async refuse(pattern, status, problem) {
    const refusing = (route) =>
      route.fulfill({
        status,
        headers: { "access-control-allow-origin": "*" },
        contentType: problem ? "application/problem+json" : "text/html",
        body: problem ? JSON.stringify({ status, title: "", ...problem }) : "<h1>Bad gateway</h1>",
      });
    await this.page.route(pattern, refusing);
    return () => this.page.unroute(pattern, refusing);
  }
}
