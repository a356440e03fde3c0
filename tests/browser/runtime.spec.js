// WebAssembly that is refused, not there, late, or broken: the script has a
// screen of its own.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";
import { serveTrapping } from "./trapping.js";

const WASM = "**/*.wasm";

/** Changes the policy that the page is served with. */
async function changePolicy(page, change) {
  await page.route(
    (url) => url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      headers["content-security-policy"] = change(headers["content-security-policy"]);
      await route.fulfill({ response, headers });
    },
  );
}

async function showsRuntimeScreen(checkout, code, { title = "runtime.title", ...options } = {}) {
  await checkout.shows("runtime", options);
  await expect(checkout.element.locator("[role=alert] [data-heading]")).toHaveText(message(title));
  expect(await checkout.visibleText()).toMatch(/Reference \S+/);
  const { heard } = await checkout.watched();
  expect(heard.map(({ name, detail }) => [name, detail.code])).toEqual([["oneclick-error", code]]);
  expect(heard[0].detail.request_id).toBeTruthy();
}

test("WebAssembly that the page's policy refuses", { tag: "@smoke" }, async ({ page, checkout, trouble }) => {
  trouble.expect(/policy|runtime\.refused|CompileError/i);
  await changePolicy(page, (policy) => policy.replace(" 'wasm-unsafe-eval'", ""));
  await checkout.open();
  await showsRuntimeScreen(checkout, "runtime.refused");
  expect(await checkout.visibleText()).toContain(message("nothing"));
});

test("WebAssembly that is not found, and a retry that finds it", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/runtime\.|integrity/);
  await page.route(WASM, (route) =>
    route.fulfill({ status: 404, headers: { "access-control-allow-origin": "*" }, body: "" }),
  );
  await checkout.open();
  await showsRuntimeScreen(checkout, expect.stringMatching(/^runtime\.(not_found|unreachable)$/));
  await page.unroute(WASM);
  await checkout.action.click();
  await checkout.shows("ready");
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

/** A section without a meaning: WebAssembly that runs as well with it. */
const SECTION = Buffer.from([0, 2, 1, 0x61]);

for (const [where, script] of [
  ["", ""],
  [" on a page without digests", "delete window.SubtleCrypto"],
]) {
  test(`WebAssembly of another build is not run${where}`, async ({ page, checkout, trouble }) => {
    trouble.expect(/runtime\.unreachable|integrity/);
    await page.addInitScript(script);
    await page.route(WASM, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: Buffer.concat([await response.body(), SECTION]) });
    });
    await checkout.open();
    await showsRuntimeScreen(checkout, "runtime.unreachable");
    await page.unroute(WASM);
    await checkout.action.click();
    await checkout.shows("ready");
  });
}

test("WebAssembly that is late", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.late/);
  await page.route(WASM, () => {});
  await checkout.open();
  await showsRuntimeScreen(checkout, "runtime.late", { timeout: 20_000 });
  expect(await checkout.visibleText()).toContain(message("nothing"));
});

test("WebAssembly that cannot be had when a charge may have been sent", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/runtime\./);
  await checkout.openReady();
  await checkout.cutOff(CALLS.pay);
  await checkout.pay();
  await checkout.shows("unknown");
  await page.route(WASM, (route) => route.abort());
  await page.reload();
  await showsRuntimeScreen(checkout, "runtime.unreachable", { title: "unknown.title" });
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("runtime.open"));
  // Another way to pay would be a second payment.
  await expect(checkout.element.locator("slot[name=fallback]")).toHaveCSS("display", "none");
});

test("a second copy of the script leaves the first in charge and says so", async ({ page, checkout, trouble }) => {
  trouble.expect(/defined already/);
  await page.route(
    (url) => url.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const script = `${process.env.ONECLICK_SERVER}/widget/v1/oneclick.js?again`;
      const body = (await response.text()).replace("</head>", `<script type="module" src="${script}"></script></head>`);
      await route.fulfill({ response, body });
    },
  );
  await checkout.openReady();
  await expect.poll(() => trouble.seen(/defined already/)).toHaveLength(1);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a page that changes the language is followed", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    document.querySelector("one-click-checkout").lang = "de-AT";
  });
  await expect(checkout.base).toHaveAttribute("lang", "de-AT");
  const amount = new Intl.NumberFormat("de-AT", { style: "currency", currency: "EUR" }).format("129.00");
  await expect(checkout.button).toHaveText(message("pay", { amount }, "de"));
});

test("messages that do not arrive leave the element in English", async ({ page, checkout, trouble }) => {
  trouble.expectFailedRequests();
  await page.route(/\/de-\w+\.json$/, (route) => route.abort());
  await checkout.openReady({}, { language: "de" });
  await expect(checkout.button).toHaveText(/^Pay /);
});

/** As a browser reports that the element's WebAssembly has trapped. */
async function trap(page) {
  await page.evaluate(() => {
    const wasm = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    const error = new WebAssembly.RuntimeError("unreachable");
    error.stack = `RuntimeError: unreachable at ${wasm.name}:wasm-function[1]:0x1`;
    window.dispatchEvent(new ErrorEvent("error", { error }));
  });
}

test("WebAssembly that traps before anything was sent", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.trapped/);
  await checkout.openReady();
  await trap(page);
  await checkout.shows("runtime");
  expect(await checkout.visibleText()).toContain(message("nothing"));
  await checkout.isNotCharged();
});

test("WebAssembly that traps during a payment", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.trapped/);
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await trap(page);
  await checkout.shows("runtime");
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("runtime.open"));
  await checkout.hasFocus();
  answer.release();
  await checkout.isChargedOnce();
});

test("WebAssembly that really traps, in the middle of a payment", async ({ page, checkout, trouble }) => {
  trouble.expect(/runtime\.trapped|unreachable/);
  await serveTrapping(page);
  await checkout.openReady();
  const answer = await checkout.holdAnswers(CALLS.pay);
  await checkout.pay();
  await answer.arrived;
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await checkout.shows("runtime");
  await checkout.admitsDoubt();
  expect(await checkout.visibleText()).toContain(message("runtime.open"));
  expect((await checkout.watched()).heard.at(-1)).toMatchObject({ name: "oneclick-error", detail: { code: "runtime.trapped" } });
  answer.release();
  // Loaded anew, the page finds out.
  await checkout.action.click();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("yesterday's element takes what today's server adds, and asks about a state that it does not know", async ({
  page,
  checkout,
}) => {
  const added = { added: { since: ["today"] } };
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), ...added };
    json.cards = json.cards.map((card) => ({ ...card, ...added, brand: "brand_of_today", uses: [...card.uses, "use_of_today"] }));
    if (json.payment) Object.assign(json.payment, added);
    await route.fulfill({ response, json });
  });
  await page.route(CALLS.pay, async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), ...added, state: "state_of_today", charged: null };
    await route.fulfill({ response, json });
  });
  await checkout.openReady();
  await expect(checkout.radios).toHaveCount(3);
  await checkout.pay();
  await checkout.shows("paid");
  expect((await checkout.watched()).screens).toContain("unknown");
  await checkout.isChargedOnce();
});

test("a script that never arrives leaves the shop standing", async ({ page, checkout }) => {
  await page.route("**/widget/v1/oneclick.js", () => {});
  await checkout.shop.makeOrder();
  await page.goto(checkout.shop.address(), { waitUntil: "commit" });
  await expect(page.locator("#order-name")).toHaveText(checkout.shop.order);
  await expect(page.locator("[data-price]").first()).toHaveText("€129.00");
});
