// What every test starts with: an order and a customer of its own, and a watch
// over the page that fails the test at any trouble it did not announce.
import { randomUUID } from "node:crypto";

import { test as base } from "@playwright/test";

import { Checkout } from "./checkout.js";
import { closeContext } from "./closing.js";
import { adapt, keepBodies, writeErrors } from "./firefox_driver.js";
import { firefoxLimit } from "./firefox_limits.js";
import { NewCard } from "./new_card.js";
import { Sandbox } from "./sandbox.js";
import { watch } from "./watch.js";

export { expect } from "@playwright/test";

/** The shop's side of one test. */
export class Shop {
  #request;

  constructor(request) {
    this.#request = request;
    const name = randomUUID().slice(0, 13);
    this.url = process.env.ONECLICK_SHOP;
    this.order = `T-${name}`;
    this.customer = `c-${name}`;
    this.sandbox = new Sandbox(request, this.order);
  }

  /** Another order, of the same customer. */
  another() {
    const next = new Shop(this.#request);
    next.customer = this.customer;
    return next;
  }

  /** The address of the page that shows the order. */
  address(more = {}) {
    return `${this.url}/?${new URLSearchParams({ order: this.order, ...more })}`;
  }

  /** Makes the order and a session of it: `{ order, endpoint, session, script }`. */
  makeOrder(wanted = {}) {
    const data = { order: this.order, customer: this.customer, ...wanted };
    return this.#post("/shop/orders", data);
  }

  /** Another session of the order. */
  makeSession() {
    return this.#post(`/shop/orders/${this.order}/sessions`, {});
  }

  /** Takes a tenth off the order's price, as its merchant. */
  async redeemVoucher() {
    const answer = await this.#request.post(`${this.url}/shop/orders/${this.order}/voucher`);
    if (!answer.ok()) throw new Error(`the voucher was answered ${answer.status()}`);
  }

  /** What the merchant's backend was told of the order. */
  async view() {
    const answer = await this.#request.get(`${this.url}/shop/orders/${this.order}`);
    return answer.json();
  }

  /** A call of the checkout server with a client token, past the element. */
  call(token, { key, body } = {}) {
    const headers = { Authorization: `Bearer ${token}` };
    if (key) headers["Idempotency-Key"] = key;
    const address = `${process.env.ONECLICK_SERVER}/checkout/v1`;
    return this.#request.fetch(address, { method: body ? "POST" : "GET", headers, data: body });
  }

  async #post(path, data) {
    const answer = await this.#request.post(this.url + path, { data });
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json();
  }
}

/** Everything that a page must not do, unless the test said so before. */
export class Trouble {
  #seen = [];
  #expected = [];

  /** Writes down console errors, uncaught errors and policy violations of all pages. */
  watch(context) {
    context.on("weberror", (event) => this.#seen.push(`page error: ${event.error().stack}`));
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        const { url } = message.location();
        this.#seen.push(`console ${message.type()}: ${message.text()}${url ? ` (${url})` : ""}`);
      }
    });
  }

  /** Trouble that another watch has seen. */
  note(entry) {
    this.#seen.push(entry);
  }

  /** Such trouble belongs to the test. */
  expect(...patterns) {
    this.#expected.push(...patterns);
  }

  /** A request that fails, which the browser itself reports. */
  expectFailedRequests() {
    this.expect(/Failed to load resource/, /blocked by CORS policy/, /Cross-Origin Request Blocked/);
  }

  /** What matches was seen. */
  seen(pattern) {
    return this.#seen.filter((entry) => pattern.test(entry));
  }

  /** What nobody announced. */
  unexpected() {
    return this.#seen.filter((entry) => !this.#expected.some((pattern) => pattern.test(entry)));
  }
}

export const test = base.extend({
  /** Says which test a driver cannot do. */
  limit: [
    async ({ browserName }, use, testInfo) => {
      const why = browserName === "firefox" ? firefoxLimit(testInfo) : undefined;
      testInfo.skip(Boolean(why), why);
      await use();
    },
    { auto: true },
  ],
  trouble: async ({ browserName }, use) => {
    const trouble = new Trouble();
    // Firefox asks for an icon that no page of the sandbox has, and reports its policy.
    if (browserName === "firefox") trouble.expect(/favicon\.ico/);
    await use(trouble);
    base.expect(trouble.unexpected(), "trouble that the test did not announce").toEqual([]);
  },
  context: async ({ context, trouble }, use, testInfo) => {
    trouble.watch(context);
    await context.addInitScript(watch);
    if (context.browser().browserType().name() === "firefox") {
      await context.addInitScript(keepBodies);
      await context.addInitScript(writeErrors);
      context.on("page", adapt);
    }
    await use(context);
    // A router may still be fetching a page that nothing waits for.
    await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await closeContext(context, testInfo.status === "timedOut" ? "The test's time was over." : "Test ended.");
  },
  shop: async ({ request }, use) => {
    await use(new Shop(request));
  },
  /** The element on the test's page. */
  checkout: async ({ page, shop }, use) => {
    await use(new Checkout(page, shop));
  },
  /** The choice of a new card, and the pages that it leads to. */
  newCard: async ({ page, shop }, use) => {
    await use(new NewCard(page, shop));
  },
});
