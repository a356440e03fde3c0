// The examples for merchants, each started by its README: a shopper pays with the stored card,
// and the backend ships on the webhook, once.
import { createHmac } from "node:crypto";
import { get } from "node:http";

import { CALLS, Checkout } from "./checkout.js";
import { forgetOrders, leftOut, startExamples, startShop, startWrongly } from "./examples.js";
import { expect, test } from "./fixtures.js";
import { Sandbox } from "./sandbox.js";

/** One port for all shops, so that one demo serves them: one after the other. */
test.describe.configure({ mode: "default" });

const PAGES = ["html", "react", "vue", "turbo", "leptos"];
const BACKENDS = ["backend-node", "backend-python", "backend-php"];

let examples;
let before;
let running;

test.beforeAll(async () => {
  examples = await startExamples(PAGES[0]);
  before = Object.fromEntries(Object.keys(examples.addresses).map((name) => [name, process.env[name]]));
  Object.assign(process.env, examples.addresses);
});

test.afterEach(async () => {
  await running?.end();
  running = undefined;
});

/** Leaves the test out, and says so, where the example's language is not here. */
function needsLanguage(example) {
  const why = leftOut(example);
  if (why) console.log(why);
  test.skip(Boolean(why), why);
}

test.afterAll(async () => {
  Object.assign(process.env, before);
  await examples.end();
  BACKENDS.forEach(forgetOrders);
});

/** The order of this browser, as the backend has it. */
async function orderOf(request) {
  const answer = await request.get(`${examples.url}/order`);
  expect(answer.status()).toBe(200);
  return answer.json();
}

/** Pays with the stored card, and sees the order shipped. */
async function payAndSeeShipped(page) {
  await page.goto(examples.url);
  const { order, shipped } = await orderOf(page.request);
  expect(shipped).toBe(false);
  const checkout = new Checkout(page, { sandbox: new Sandbox(page.request, order) });
  await checkout.shows("ready", { timeout: 60_000 });
  await checkout.pay();
  await checkout.shows("paid");
  await expect(page.getByText("Your lamp is on its way.")).toBeVisible({ timeout: 60_000 });
  expect(await orderOf(page.request)).toEqual({ order, shipped: true });
  expect(running.shipped()).toBe(1);
  expect(await checkout.shop.sandbox.charged(), "ledger entries").toBe(1);
  return checkout;
}

for (const example of [...PAGES, ...BACKENDS]) {
  test(`${example}: the README's commands give a shop that is paid, and that ships`, async ({ page }) => {
    needsLanguage(example);
    test.skip(example === "leptos" && !process.env.ONECLICK_FULL, "it takes minutes to build: in a full run");
    test.setTimeout(example === "leptos" ? 900_000 : 240_000);
    running = await startShop(example, examples);
    const checkout = await payAndSeeShipped(page);
    await page.reload();
    await checkout.shows("paid");
    await page.getByRole("button", { name: "Order another lamp" }).click();
    await checkout.shows("ready");
    expect((await orderOf(page.request)).shipped).toBe(false);
    // The shop ends with the test: nothing of its page may be on its way then.
    await page.waitForLoadState("load");
    expect(running.said).not.toContain(examples.exported.ONECLICK_SECRET_KEY);
  });
}

/** Sends webhooks to a shop as the checkout server does, or as somebody else would. */
class WebhookSender {
  constructor(request, order) {
    this.request = request;
    this.order = order;
  }

  /** The status that it is answered with. */
  async send({ id = "wh_1", age = 0, key = examples.exported.ONECLICK_WEBHOOK_KEY, changed = "", ...told }) {
    const { amount = 12900, payment = "pay_1", order = this.order, ...rest } = told;
    const data = { payment: { id: payment, order, amount, currency: "EUR", state: "succeeded", charged: true } };
    const body = JSON.stringify({ type: "payment.succeeded", mode: "test", sequence: 1, data, ...rest });
    const at = Math.floor(Date.now() / 1000) - age;
    const mac = createHmac("sha256", Buffer.from(key.slice(6), "base64")).update(`${id}.${at}.${body}`).digest("base64");
    const headers = { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,c2hvcnQ= v1,${mac}`, "Content-Type": "application/json" };
    return (await this.request.post(`${examples.url}/webhooks`, { headers, data: body + changed })).status();
  }
}

/** The status of a path, which is sent as it stands: a browser would shorten it. */
const status = (path) =>
  new Promise((resolve, reject) => {
    const { port } = examples;
    get({ host: "127.0.0.1", port, path }, (answer) => resolve(answer.resume().statusCode)).once("error", reject);
  });

for (const backend of BACKENDS) {
  test(`${backend}: ships on what is signed, new and next, once`, async ({ request }) => {
    needsLanguage(backend);
    test.setTimeout(120_000);
    // Of PHP's own server there are several processes then, as of others there are in earnest.
    running = await startShop(backend, examples, { PHP_CLI_SERVER_WORKERS: "4" });
    await request.post(`${examples.url}/order`);
    const { order } = await orderOf(request);
    const made = await (await request.post(`${examples.url}/session`)).json();
    expect(made).toEqual({ order, endpoint: `${examples.exported.ONECLICK_SERVER}/checkout/v1`, session: expect.stringMatching(/^ct_/) });
    const sender = new WebhookSender(request, order);
    const isShipped = async () => (await orderOf(request)).shipped;

    const forged = `whsec_${Buffer.from("another key").toString("base64")}`;
    expect(await sender.send({ key: forged })).toBe(401);
    expect(await sender.send({ changed: " " })).toBe(401);
    expect(await sender.send({ age: 301 })).toBe(401);
    expect(await sender.send({ age: -330 })).toBe(401);
    expect((await request.post(`${examples.url}/webhooks`, { data: "{}" })).status()).toBe(401);
    expect(await sender.send({ mode: "live" })).toBe(400);
    expect(await sender.send({ order: "N-0000000000000000" })).toBe(404);
    expect(await sender.send({ order: "../server" })).toBe(404);
    expect(await sender.send({ id: "wh_declined", type: "payment.declined", payment: "pay_0" })).toBe(204);
    expect(await sender.send({ id: "wh_less", amount: 100, payment: "pay_less" })).toBe(204);
    expect(await sender.send({ id: "wh_3", type: "payment.captured", payment: "pay_late", sequence: 3 })).toBe(204);
    expect(await sender.send({ id: "wh_2", payment: "pay_late", sequence: 2 })).toBe(204);
    expect(await sender.send({ id: "wh_card", data: { card: { id: "card_1" } } })).toBe(204);
    expect(await isShipped()).toBe(false);

    const all = await Promise.all(Array.from({ length: 8 }, () => sender.send({ age: 200 })));
    expect(all).toEqual(all.map(() => 204));
    expect(await isShipped()).toBe(true);
    expect(await sender.send({ id: "wh_again", sequence: 2 })).toBe(204);
    expect(await sender.send({ id: "wh_other", payment: "pay_2" })).toBe(204);
    expect(running.shipped()).toBe(1);
  });

  test(`${backend}: says which key is missing, of another form or unknown`, async ({ request }) => {
    needsLanguage(backend);
    test.setTimeout(120_000);
    const { ONECLICK_SECRET_KEY, ONECLICK_WEBHOOK_KEY } = examples.exported;
    for (const [changes, said] of [
      [{ ONECLICK_SECRET_KEY: "" }, "ONECLICK_SECRET_KEY is not set"],
      [{ ONECLICK_SECRET_KEY: ONECLICK_WEBHOOK_KEY }, "ONECLICK_SECRET_KEY is of another form"],
      [{ ONECLICK_WEBHOOK_KEY: ONECLICK_SECRET_KEY }, "ONECLICK_WEBHOOK_KEY is of another form"],
      [{ ONECLICK_SERVER: "" }, "ONECLICK_SERVER is not set"],
    ]) {
      const shop = startWrongly(backend, examples, changes);
      expect(await shop.ended(), said).toBe(1);
      expect(shop.said).toContain(said);
      expect(shop.said).not.toMatch(/sk_test_\w|whsec_\w/);
    }
    running = await startShop(backend, examples, { ONECLICK_SECRET_KEY: "sk_test_of-another-server" });
    const answer = await request.get(examples.url);
    expect(answer.status()).toBe(502);
    expect(await answer.text()).toContain("The checkout cannot be reached");
    expect(running.said).toContain("does not know this ONECLICK_SECRET_KEY");
    expect(running.said).not.toContain("sk_test_of");
  });

  test(`${backend}: gives out the page's files and nothing else`, async ({ request }) => {
    needsLanguage(backend);
    running = await startShop(backend, examples);
    expect(await status("/shop.css")).toBe(200);
    for (const path of ["/nothing", "/.env", "/../README.md", "/%2e%2e/README.md", "/..%2fREADME.md", "/../public/shop.css", "/orders", "/index.html/"]) {
      expect(await status(path), path).toBe(404);
    }
    // An order begins with the page, and not with each of its scripts' calls.
    expect(await status("/order")).toBe(404);
    expect((await request.post(`${examples.url}/session`)).status()).toBe(404);
    expect((await request.put(`${examples.url}/order`)).status()).toBe(405);
  });
}

/** The checkout of the shop with Turbo, reached by a link from the lamp's page. */
async function openWithTurbo(page) {
  running = await startShop("turbo", examples);
  await page.goto(`${examples.url}/lamp.html`);
  await page.getByRole("link", { name: "The checkout" }).click();
  const { order } = await orderOf(page.request);
  const checkout = new Checkout(page, { sandbox: new Sandbox(page.request, order) });
  await checkout.shows("ready", { timeout: 60_000 });
  return checkout;
}

const toLamp = (page) => page.getByRole("link", { name: "The lamp" }).click();
const isAtLamp = (page) => expect(page.getByRole("heading", { name: "A lamp", exact: true })).toBeVisible();

/** Holds the page of the checkout back, so that Turbo shows its preview meanwhile. */
async function holdPage(page) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(`${examples.url}/`, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** It was charged once, by one call, and shipped once. */
async function isPaidOnce(page, checkout) {
  await expect.poll(async () => (await orderOf(page.request)).shipped, { timeout: 60_000 }).toBe(true);
  expect(running.shipped()).toBe(1);
  expect(checkout.posts).toHaveLength(1);
  expect(await checkout.shop.sandbox.charged(), "ledger entries").toBe(1);
}

test("turbo: Back, Forward and a preview show what became of the payment, and keep no token", async ({ page }) => {
  test.setTimeout(120_000);
  const checkout = await openWithTurbo(page);
  await toLamp(page);
  await isAtLamp(page);
  const kept = await page.evaluate(() => Object.values(window.Turbo.session.view.snapshotCache.snapshots).map(({ element }) => element.outerHTML).join("\n"));
  expect(kept).toContain("<one-click-checkout");
  expect(kept).not.toMatch(/ct_|session="/);
  await page.goBack();
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await toLamp(page);
  await isAtLamp(page);
  await page.goBack();
  await checkout.shows("paid");
  await page.goBack();
  await isAtLamp(page);
  await page.goForward();
  await checkout.shows("paid");
  await toLamp(page);
  await isAtLamp(page);
  const release = await holdPage(page);
  await page.getByRole("link", { name: "The checkout" }).click();
  await expect(page.locator("html[data-turbo-preview]")).toHaveCount(1);
  await checkout.shows("paid");
  await expect(checkout.button).toHaveCount(0);
  release();
  await expect(page.locator("html[data-turbo-preview]")).toHaveCount(0);
  await checkout.shows("paid");
  await isPaidOnce(page, checkout);
});

test("turbo: a payment that begins in a preview is told by the page that takes its place", async ({ page }) => {
  test.setTimeout(120_000);
  const checkout = await openWithTurbo(page);
  await toLamp(page);
  await isAtLamp(page);
  const release = await holdPage(page);
  await page.getByRole("link", { name: "The checkout" }).click();
  await expect(page.locator("html[data-turbo-preview]")).toHaveCount(1);
  await checkout.shows("ready");
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  release();
  await expect(page.locator("html[data-turbo-preview]")).toHaveCount(0);
  await expect(checkout.base).toHaveAttribute("data-screen", /^(paying|unknown|paid)$/);
  answer.release();
  await checkout.shows("paid");
  await isPaidOnce(page, checkout);
});
