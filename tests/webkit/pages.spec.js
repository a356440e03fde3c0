// What WebKit makes of the pages around the element: policies, directions, the history, and the
// server's own page.
import { createServer } from "node:http";

import { CVCS } from "../browser/checkout.js";
import { message } from "../browser/messages.js";
import { pageOf, tagOf } from "../browser/page_served.js";
import { expect, test } from "./fixtures.js";

test("a session that has ended says so, and offers no card", async ({ shopper, webkit, trouble }) => {
  trouble.expect(/401/);
  await shopper.openReady();
  await webkit.evaluate(() => {
    const shown = document.querySelector("one-click-checkout");
    const element = document.createElement("one-click-checkout");
    element.setAttribute("endpoint", shown.getAttribute("endpoint"));
    element.setAttribute("session", `ct_${"A".repeat(43)}`);
    shown.replaceWith(element);
  });
  await shopper.shows("expired");
  const { text, picked } = await shopper.look();
  expect(picked).toBeNull();
  expect(text).not.toMatch(/token|401|unauthori[sz]ed/i);
  await shopper.isNotCharged();
});

test("a policy that refuses WebAssembly is told to shopper and page", async ({ shopper, shop, webkit, trouble }) => {
  trouble.expect(/WebAssembly|Content.Security.Policy|runtime\.refused/i);
  const made = await shop.makeOrder();
  const { origin } = new URL(made.script);
  const policy = `default-src 'none'; script-src 'self' ${origin}; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const listening = `window.heard = []; document.addEventListener("oneclick-error", (event) => window.heard.push(event.detail.code));`;
  const server = createServer(({ url }, answer) => {
    if (url === "/heard.js") return answer.writeHead(200, { "content-type": "text/javascript" }).end(listening);
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    answer.end(pageOf(made, tagOf(made), `<script src="heard.js"></script>`));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await webkit.goto(`http://localhost:${server.address().port}/`);
    await shopper.shows("runtime");
    expect((await shopper.look()).text).toContain(message("nothing"));
    expect(await webkit.evaluate(() => window.heard)).toEqual(["runtime.refused"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  await shopper.isNotCharged();
});

test("from right to left the element is drawn so, and paid by Enter", async ({ shopper, webkit }) => {
  await shopper.openReady({}, { language: "ar" });
  expect((await shopper.look()).direction).toBe("rtl");
  const places = await webkit.evaluate(() => {
    const root = document.querySelector("one-click-checkout").shadowRoot;
    const { direction } = getComputedStyle(root.querySelector("[name=cvc]"));
    const [radio, number] = [".radio", "[part=number]"].map((part) => root.querySelector(part).getBoundingClientRect().left);
    return { direction, isRadioRight: radio > number };
  });
  expect(places).toEqual({ direction: "ltr", isRadioRight: true });
  await shopper.type(CVCS.visa);
  await webkit.press("Enter");
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});

test("a script made of text is refused by the page's policy, and the element pays under it", async ({ shopper, webkit, trouble }) => {
  trouble.expect(/Trusted|trusted/);
  await shopper.openReady();
  const refused = await webkit.evaluate(() => {
    try {
      document.createElement("div").innerHTML = "<b>text</b>";
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  });
  expect(refused).toBe(true);
  await shopper.pay(CVCS.visa);
  await shopper.shows("paid");
  await shopper.isChargedOnce();
});

test("the pay page, which has no script, is paid by its form, by way of the bank", async ({ shopper, shop, webkit }) => {
  const { pay_url } = await shop.makeOrder({ language: "en", scenario: "three_d_secure" });
  await webkit.goto(pay_url);
  await webkit.type(CVCS.visa, ".card:has(.radio:checked) .cvc-field");
  expect(await webkit.all("script")).toEqual([]);
  await webkit.click("button.pay");
  await shopper.isAt("Confirm at your bank");
  await shopper.choose("Approve");
  const title = () => webkit.evaluate(() => document.querySelector(".screen-title")?.textContent).catch(() => undefined);
  await expect.poll(title).toBe(message("paid.title"));
  expect(await shop.sandbox.charged()).toBe(1);
  expect((await shop.sandbox.requests()).charges).toBe(1);
});

test("an uncaught error, a console error and a refused policy of a page are seen", async ({ shopper, webkit, trouble }) => {
  trouble.expect(/nobody catches this/, /an error of the page's/, /style-src/);
  await shopper.openReady();
  await webkit.evaluate(() => {
    console.error("an error of the page's");
    document.head.append(Object.assign(document.createElement("style"), { textContent: "p { color: red }" }));
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  });
  const told = () => webkit.evaluate(() => {}).then(() => webkit.trouble().join("\n"));
  for (const pattern of [/an error of the page's/, /style-src/, /nobody catches this/]) {
    await expect.poll(told).toMatch(pattern);
  }
});
