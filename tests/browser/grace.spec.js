// A removed card at its provider, in a demo of its own whose time to bring one back is short.
import { button, remove, toggle } from "./card_edits.js";
import { Checkout } from "./checkout.js";
import { startDemo } from "./demo.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
import { PROVIDERS } from "./providers.js";

/** Milliseconds in which a removed card can be brought back. */
const GRACE = 6_000;

let demo;
let before;

test.beforeAll(async () => {
  const { end, exported, ...addresses } = await startDemo("grace.log", ["--delete-after", String(GRACE)]);
  demo = end;
  before = Object.fromEntries(Object.keys(addresses).map((name) => [name, process.env[name]]));
  Object.assign(process.env, addresses);
});

test.afterAll(async () => {
  Object.assign(process.env, before);
  await demo();
});

test("the provider forgets a removed card when it can no longer be brought back, and not before", async ({ page, shop, checkout, newCard, trouble }) => {
  trouble.expectFailedRequests();
  const { card } = PROVIDERS.finpay;
  const name = `Visa ${message("card.ending", { digits: card.slice(-4) })}`;
  const cards = () => shop.sandbox.cardsAtFinpay(shop.customer);
  await checkout.openReady({ provider: "finpay" });
  await newCard.begin({ save: true });
  await newCard.typeAndApprove(card);
  await checkout.shows("paid");
  await expect.poll(cards).toHaveLength(1);
  const next = new Checkout(page, shop.another());
  await next.openReady({ provider: "finpay" });
  await toggle(next).click();
  const answered = page.waitForResponse((response) => response.request().method() === "DELETE");
  const asked = Date.now();
  await remove(next, name);
  await (await answered).finished();
  await expect.poll(cards).toEqual([]);
  expect(Date.now() - asked, "milliseconds until the provider had forgotten it").toBeGreaterThanOrEqual(GRACE);
  const undo = page.waitForResponse((response) => response.url().endsWith("/restore"));
  await button(next, "removed.undo", name).click();
  expect((await undo).status()).toBe(409);
  await expect(next.element.locator("[part=removed]")).toContainText(message("restore.late"));
});
