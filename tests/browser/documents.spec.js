// Documents of other kinds than a page that was read from top to bottom.
import { CALLS, CVCS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { pageOf, scriptOf, serve, tagOf } from "./page_served.js";
import { message } from "./messages.js";

async function isPaid(checkout) {
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
}

test("a document of XHTML", async ({ page, shop, checkout }) => {
  const write = (made) =>
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>A shop</title>${scriptOf(made)}</head>` +
    `<body>${tagOf(made)}</body></html>`;
  await serve(page, shop, write, { type: "application/xhtml+xml" });
  await checkout.shows("ready");
  expect(await page.evaluate(() => document.contentType)).toBe("application/xhtml+xml");
  await isPaid(checkout);
});

test("a document without a type is drawn as one that has it", async ({ page, shop, checkout }) => {
  const write = (made) => pageOf(made, `<table><tr><td>${tagOf(made)}</td></tr></table>`).replace("<!doctype html>", "");
  await serve(page, shop, write);
  await checkout.shows("ready");
  expect(await page.evaluate(() => document.compatMode)).toBe("BackCompat");
  const room = await checkout.element.evaluate(({ shadowRoot }) => {
    const bottom = (part) => shadowRoot.querySelector(part).getBoundingClientRect().bottom;
    return bottom(".base") - bottom(".pay");
  });
  expect(room, "room below the button").toBe(0);
  await isPaid(checkout);
});

test("tag and script that are written while the document is read", async ({ page, shop, checkout }) => {
  const write = (made) => {
    const words = JSON.stringify(scriptOf(made) + tagOf(made)).replaceAll("</", "<\\/");
    return `<!doctype html><title>A shop</title><script>document.write(${words})</script><p>After</p>`;
  };
  await serve(page, shop, write);
  await checkout.shows("ready");
  await isPaid(checkout);
});

test.describe("a document that is opened again", () => {
  async function openAgain(page, shop) {
    const made = await shop.makeSession();
    await page.evaluate(
      (html) => {
        document.open();
        document.write(html);
        document.close();
      },
      pageOf(made, tagOf(made)),
    );
  }

  test("keeps the keys in the element", async ({ page, shop, checkout }) => {
    await serve(page, shop, (made) => pageOf(made, tagOf(made)));
    await checkout.shows("ready");
    await openAgain(page, shop);
    await checkout.shows("ready");
    await page.evaluate(() => {
      window.keys = [];
      document.addEventListener("keydown", ({ key }) => window.keys.push(key));
    });
    await checkout.cvc.focus();
    await page.keyboard.type(CVCS.visa);
    expect(await page.evaluate(() => window.keys)).toEqual([]);
    await page.keyboard.press("Enter");
    await checkout.shows("paid");
    await checkout.isChargedOnce();
  });

  test("finds the payment that goes on", async ({ page, shop, checkout }) => {
    await serve(page, shop, (made) => pageOf(made, tagOf(made)));
    await checkout.shows("ready");
    const answer = await checkout.holdAnswers(CALLS.pay);
    await checkout.pay();
    await answer.arrived;
    await openAgain(page, shop);
    await checkout.shows("paid");
    answer.release();
    await checkout.isChargedOnce();
  });
});

/** A policy in the page itself. */
const policy = (content) => `<meta http-equiv="Content-Security-Policy" content="${content}">`;

test("a policy in the page itself, with what docs/security.md says", async ({ page, shop, checkout }) => {
  const server = process.env.ONECLICK_SERVER;
  const head = policy(
    `default-src 'none'; script-src ${server} 'wasm-unsafe-eval'; connect-src ${server}; ` +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  );
  await serve(page, shop, (made) => pageOf(made, tagOf(made), head));
  await checkout.shows("ready");
  await isPaid(checkout);
});

for (const [what, rules, code] of [
  ["WebAssembly", (server) => `script-src ${server}; connect-src ${server}`, "runtime.refused"],
  ["calls of the server", (server) => `script-src ${server} 'wasm-unsafe-eval'; connect-src 'self'`, "runtime.unreachable"],
]) {
  test(`a policy in the page itself that refuses ${what}`, async ({ page, shop, checkout, trouble }) => {
    trouble.expect(/polic/i, /runtime\./);
    await serve(page, shop, (made) => pageOf(made, tagOf(made), policy(rules(process.env.ONECLICK_SERVER))));
    await checkout.shows("runtime");
    expect((await checkout.watched()).heard.map(({ detail }) => detail.code)).toEqual([code]);
  });
}

/** A page whose element stands in a frame that is written in the page. */
async function serveFramed(page, shop, attributes, ofElement, head) {
  const escaped = (html) => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const write = (made) =>
    `<!doctype html><title>A shop</title><iframe ${attributes} srcdoc="${escaped(pageOf(made, tagOf(made, ofElement), head))}"></iframe>`;
  await serve(page, shop, write);
  return page.frameLocator("iframe").locator("one-click-checkout");
}

test("a frame that is written in the page is of its origin, and pays", async ({ page, shop, checkout }) => {
  const element = await serveFramed(page, shop, 'width="600" height="600"', "");
  await element.locator("[name=cvc]").fill(CVCS.visa);
  await element.locator("button[type=submit]").click();
  await expect(element.locator(".base")).toHaveAttribute("data-screen", "paid");
  await checkout.isChargedOnce();
});

test("a sandboxed frame is of no origin: nothing is paid, and the page is told why", async ({ page, shop, checkout, trouble }) => {
  trouble.expectFailedRequests();
  trouble.expect(/the server does not list the origin null/);
  const told = page.waitForEvent("console", (message) => message.text().startsWith("told: "));
  const inside = `<script>addEventListener("oneclick-error", ({ detail }) => console.info("told: " + detail.code))</script>`;
  const element = await serveFramed(page, shop, 'width="600" height="600" sandbox="allow-scripts"', 'allow-framed=""', inside);
  await expect(element.locator(".base")).toHaveAttribute("data-screen", "unavailable");
  expect((await told).text()).toBe("told: origin.refused");
  expect(await element.locator(".base").innerText(), "what this tab cannot know").not.toContain(message("nothing"));
  await checkout.isNotCharged();
});

test("an element that moves to another document goes on there", async ({ page, shop, checkout }) => {
  await serve(page, shop, (made) => pageOf(made, `<iframe width="600" height="600"></iframe>${tagOf(made)}`));
  await checkout.shows("ready");
  await page.evaluate(() => {
    const { contentDocument } = document.querySelector("iframe");
    window.keys = [];
    contentDocument.addEventListener("keydown", ({ key }) => window.keys.push(key));
    contentDocument.body.append(document.querySelector("one-click-checkout"));
  });
  const element = page.frameLocator("iframe").locator("one-click-checkout");
  await element.locator("[name=cvc]").focus();
  await page.keyboard.type(CVCS.visa);
  expect(await page.evaluate(() => window.keys)).toEqual([]);
  expect(await element.locator(".pay").evaluate((button) => getComputedStyle(button).cursor)).toBe("pointer");
  await page.keyboard.press("Enter");
  await expect(element.locator(".base")).toHaveAttribute("data-screen", "paid");
  await checkout.isChargedOnce();
});

test("what is printed has no security code, and is not cut", async ({ page, shop, checkout }) => {
  await serve(page, shop, (made) => pageOf(made, `<div class="above"></div>${tagOf(made)}`));
  await checkout.shows("ready");
  await page.emulateMedia({ media: "print" });
  const style = (part, name) =>
    checkout.element.locator(part).evaluate((part, name) => getComputedStyle(part).getPropertyValue(name), name);
  expect(await style(".cvc", "display")).toBe("none");
  expect(await style(".base", "break-inside")).toBe("avoid");
});

/** A later version of the script, with files in a folder of its own. */
async function serveLater(page, script) {
  const later = script.replace("/v1/", "/v9/");
  await page.route(later, async (route) => {
    const response = await route.fetch({ url: script });
    const text = (await response.text()).replaceAll("../assets/", "../later/").replaceAll(/\b0\.\d+\.\d+\b/g, "9.9.9");
    await route.fulfill({ response, body: text });
  });
  const asked = [];
  await page.route(/\/later\//, async (route) => {
    const url = route.request().url();
    asked.push(url);
    await route.fulfill({ response: await route.fetch({ url: url.replace("/later/", "/assets/") }) });
  });
  return { later, asked };
}

for (const [what, isFirst] of [["comes second says so and does nothing", false], ["comes first is in charge", true]]) {
  test(`a script of another version that ${what}`, async ({ page, shop, checkout, trouble }) => {
    trouble.expect(/defined already/);
    const { script } = await shop.makeOrder();
    const { later, asked } = await serveLater(page, script);
    const write = (made) => {
      const scripts = [made.script, later].map((src) => `<script type="module" src="${src}"></script>`);
      if (isFirst) scripts.reverse();
      return `<!doctype html><title>A shop</title>${scripts.join("")}${tagOf(made)}`;
    };
    await serve(page, shop, write);
    await checkout.shows("ready");
    await expect.poll(() => trouble.seen(/defined already/)).toHaveLength(1);
    const version = await page.evaluate(() => customElements.get("one-click-checkout").version);
    expect(version === "9.9.9").toBe(isFirst);
    expect(asked.length > 0).toBe(isFirst);
    await isPaid(checkout);
    expect(checkout.posts).toHaveLength(1);
    expect((await checkout.heard()).filter((name) => name === "oneclick-success")).toHaveLength(1);
  });
}
