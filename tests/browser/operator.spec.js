// The operator's page in a demo of its own, by a browser that runs no script.
import { join } from "node:path";

import { violations } from "./accessibility.js";
import { results } from "./browser.js";
import { CVCS } from "./checkout.js";
import { freePorts, startDemo } from "./demo.js";
import { expect, test as base } from "./fixtures.js";

let demo;
let before;
/** Where the page is, and its token. */
let operator;

base.beforeAll(async () => {
  const [port] = await freePorts(1);
  const { end, exported, ...addresses } = await startDemo("operator.log", ["--admin-port", String(port)]);
  demo = end;
  operator = { url: `http://localhost:${port}`, token: exported.ONECLICK_ADMIN_TOKEN };
  before = Object.fromEntries(Object.keys(addresses).map((name) => [name, process.env[name]]));
  Object.assign(process.env, addresses);
});

base.afterAll(async () => {
  Object.assign(process.env, before);
  await demo();
});

/** Presses Tab until this has the focus: everything is reached so. */
async function tabTo(page, locator) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${locator} is not reached by Tab`);
}

async function signIn(page, name) {
  await page.goto(operator.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await tabTo(page, page.getByLabel("Your name"));
  await page.keyboard.type(name);
  await tabTo(page, page.getByLabel("Token"));
  await page.keyboard.type(operator.token);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Review");
}

/** Pays the shop's order by its pay page. */
async function pay(page, shop, scenario = "paid") {
  const { pay_url } = await shop.makeOrder({ language: "en", scenario });
  await page.goto(pay_url);
  await page.locator(".card:has(.radio:checked) .cvc-field").fill(CVCS.visa);
  await page.locator("button.pay").click();
  // What is sent is not broken off by the next page.
  await expect(page.locator(".screen-title")).toBeVisible();
}

/** Looks at pages as axe and a narrow window see them, and takes pictures. */
class Looked {
  constructor(page, context) {
    this.page = page;
    this.context = context;
  }

  async at(name) {
    const html = await this.page.content();
    const scripted = await this.context.newPage();
    // The same bytes in a page that runs scripts, past its policy.
    await scripted.route(this.page.url(), (route) => route.fulfill({ contentType: "text/html", body: html }));
    for (const colorScheme of ["light", "dark"]) {
      await scripted.emulateMedia({ colorScheme });
      await scripted.goto(this.page.url());
      expect(await violations(scripted), `${name}, ${colorScheme}`).toEqual([]);
      await scripted.screenshot({ path: join(results, "operator", `${name}-${colorScheme}.png`), fullPage: true });
    }
    await scripted.close();
    await this.page.setViewportSize({ width: 320, height: 640 });
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, `${name}: pixels wider than the window`).toBeLessThanOrEqual(0);
    await this.page.screenshot({ path: join(results, "operator", `${name}-narrow.png`), fullPage: true });
    await this.page.setViewportSize({ width: 1280, height: 900 });
  }
}

const test = base.extend({
  looked: async ({ page, browser }, use) => {
    const context = await browser.newContext({ reducedMotion: "reduce", javaScriptEnabled: true });
    await use(new Looked(page, context));
    await context.close();
  },
});

test.use({ javaScriptEnabled: false });

test("by keys alone a person signs in and decides, and hears what was recorded", async ({ page, shop, looked, trouble }) => {
  test.setTimeout(120_000);
  trouble.expectFailedRequests();
  await signIn(page, "Ada");
  await pay(page, shop, "wrong_amount");
  const waiting = page.getByRole("article").filter({ hasText: shop.order });
  await expect(async () => {
    await page.goto(`${operator.url}/operator/review`);
    await expect(waiting).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await looked.at("review");
  await tabTo(page, waiting.getByRole("button", { name: "No money moved" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No money moved?");
  await expect(page.getByRole("main")).toContainText("free to be paid again");
  await looked.at("decide");
  await page.getByLabel("Why do you know that?").fill("  ");
  await page.getByRole("button", { name: "Record: no money moved" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await looked.at("decide-refused");
  await page.getByLabel("Why do you know that?").fill("");
  await page.getByLabel("Why do you know that?").blur();
  await tabTo(page, page.getByLabel("Why do you know that?"));
  await page.keyboard.type("not on the settlement");
  await tabTo(page, page.getByRole("button", { name: "Record: no money moved" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toBeFocused();
  await expect(page.getByRole("status")).toContainText("recorded");
  const last = page.getByRole("listitem").filter({ hasText: "not on the settlement" });
  await expect(last).toContainText("resolved by Ada");
  await looked.at("decided");
  await page.goto(new URL("?about=payment&answer=no", `${page.url().split("?")[0]}/decide`).href);
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("nothing to decide any more");
});

test("every page can be read in both schemes and at 320 pixels", async ({ page, shop, looked, trouble }) => {
  test.setTimeout(120_000);
  trouble.expectFailedRequests();
  await page.goto(`${operator.url}/operator/sign-in`);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Token").fill("admin_guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await looked.at("sign-in");
  await signIn(page, "Ada");
  await pay(page, shop);
  await page.goto(`${operator.url}/operator/payments`);
  await page.getByLabel("Order or payment").fill(shop.order);
  await page.getByRole("button", { name: "Find" }).click();
  await looked.at("find");
  await page.getByRole("main").getByRole("link", { name: shop.order }).click();
  await looked.at("order");
  await page.getByRole("row").getByRole("link", { name: /^pay_/ }).click();
  await looked.at("payment");
  await page.getByRole("button", { name: "Send them all again" }).click();
  await looked.at("redeliver");
  await page.goto(`${operator.url}/operator/payments?state=captured`);
  await looked.at("state");
  await page.goto(`${operator.url}/operator/webhooks?state=delivered`);
  await looked.at("webhooks");
  await page.getByRole("row").getByRole("link", { name: /^wh_/ }).first().click();
  await looked.at("webhook");
  for (const name of ["providers", "nothing"]) {
    await page.goto(`${operator.url}/operator/${name}`);
    await looked.at(name);
  }
});
