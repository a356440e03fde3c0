// What a shopper does to their stored cards in the element.
import { expect } from "@playwright/test";

import { message } from "./messages.js";

export const VISA = `Visa ${message("card.ending", { digits: "4242" })}`;
export const MASTERCARD = `Mastercard ${message("card.ending", { digits: "4444" })}`;
export const AMEX = `American Express ${message("card.ending", { digits: "0005" })}`;
export const EXPIRED = `Visa ${message("card.ending", { digits: "1881" })}`;

export const toggle = (checkout) => checkout.element.locator(".aside [part=edit]");
/** The button that does this to a card. */
export const button = (checkout, key, card) => checkout.element.getByRole("button", { name: `${message(key)}${message("comma")}${card}`, exact: true });
export const removed = (checkout) => checkout.element.locator("[part=removed]");
export const failure = (checkout) => checkout.element.locator(".failed");
export const spoken = async (checkout) => (await checkout.watched()).said;

export async function remove(checkout, card) {
  await button(checkout, "remove", card).click();
  await expect(checkout.element.getByRole("group", { name: /\?/ })).toBeVisible();
  await button(checkout, "remove", card).click();
}

/** Waits by the page's own time until it is so many milliseconds later. */
export async function isLater({ page }, milliseconds) {
  const then = await page.evaluate((milliseconds) => performance.now() + milliseconds, milliseconds);
  await page.waitForFunction((then) => performance.now() > then, then);
}

/** Waits until a click is no second click of two. */
export const doubleClickIsOver = (checkout) => isLater(checkout, 500);

/** The cards that can pay after the default card, in the order of the list. */
export async function others(checkout) {
  const digits = await checkout.element.locator(".choice .last").allInnerTexts();
  const named = { 4444: MASTERCARD, "0005": AMEX };
  return digits.map((text) => named[text.slice(-4)]).filter(Boolean);
}

/** The calls that change cards, as `DELETE` or by the last part of their address. */
export function watchCalls(page) {
  const calls = [];
  page.on("request", (request) => {
    if (request.url().includes("/checkout/v1/cards/") && request.method() !== "OPTIONS") {
      calls.push(request.method() === "DELETE" ? "DELETE" : request.url().split("/").at(-1));
    }
  });
  return calls;
}

/** The cards of the checkout as the server has them. */
export async function stored(shop, made) {
  const { cards } = await (await shop.call(made.session)).json();
  return cards.map(({ last_four }) => last_four);
}
