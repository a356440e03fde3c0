// What a page may ask of the element: methods, properties, holding a payment,
// and frames.
import { CALLS, CVCS, Checkout } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { message } from "./messages.js";

/** Adds a button of the page's own whose click calls `pay()`; its outcomes go to `outcomes`. */
async function addOwnButton(page) {
  await page.evaluate(() => {
    window.outcomes = [];
    const button = document.createElement("button");
    button.textContent = "Buy now";
    button.addEventListener("click", async () => {
      const outcome = await document.querySelector("one-click-checkout").pay();
      window.outcomes.push(outcome);
    });
    document.getElementById("checkout").before(button);
  });
  return page.getByRole("button", { name: "Buy now" });
}

/** Lets the page hold each payment by a promise that the test settles. */
async function holdPayments(page) {
  await page.evaluate(() => {
    document.addEventListener("oneclick-before-pay", (event) => {
      event.waitUntil(
        new Promise((resolve, reject) => {
          window.settle = { resolve, reject };
        }),
      );
    });
  });
  return (how) => page.evaluate((how) => window.settle[how](new Error("the basket has changed")), how);
}

test("the page's own button pays by pay()", async ({ page, checkout }) => {
  await checkout.openReady();
  const own = await addOwnButton(page);
  await checkout.cvc.fill(CVCS.visa);
  await own.click();
  await checkout.shows("paid");
  await expect.poll(() => page.evaluate(() => window.outcomes)).toEqual([{ outcome: "succeeded" }]);
  await checkout.isChargedOnce();
});

test("pay() without a shopper's click sends nothing", async ({ page, checkout }) => {
  // Whatever a test evaluates in a page counts as a click: the page itself does it.
  await page.addInitScript(() => {
    document.addEventListener("oneclick-ready", async ({ target }) => {
      const outcome = await target.pay().catch((error) => error.name);
      console.info(`pay: ${outcome}`);
    });
  });
  const said = page.waitForEvent("console", (message) => message.text().startsWith("pay: "));
  await checkout.open();
  expect((await said).text()).toBe("pay: NotAllowedError");
  expect(checkout.posts).toHaveLength(0);
});

test("pay() of a lost answer does not reject", async ({ page, checkout }) => {
  await checkout.openReady({ scenario: "pending", milliseconds: 60_000 });
  const own = await addOwnButton(page);
  await checkout.cvc.fill(CVCS.visa);
  await own.click();
  await checkout.shows("unknown");
  await expect.poll(() => page.evaluate(() => window.outcomes)).toEqual([{ outcome: "unknown" }]);
});

for (const [what, leave] of [
  ["the element is removed", (element) => element.remove()],
  ["the element has another session", (element, session) => Object.assign(element, { session })],
]) {
  test(`pay() of a charge that goes on when ${what} is not said to be unsent`, async ({ page, shop, checkout }) => {
    await checkout.openReady();
    const own = await addOwnButton(page);
    const answer = await checkout.holdAnswers(CALLS.pay);
    await checkout.cvc.fill(CVCS.visa);
    await own.click();
    await answer.arrived;
    const { session } = await shop.makeSession();
    await checkout.element.evaluate(leave, session);
    await expect.poll(() => page.evaluate(() => window.outcomes)).toEqual([{ outcome: "unknown" }]);
    answer.release();
    await checkout.isChargedOnce();
  });
}

test("a page that holds the payment is waited for, and nothing is sent before", async ({ page, checkout }) => {
  await checkout.openReady();
  const settle = await holdPayments(page);
  await checkout.pay();
  await checkout.shows("paying");
  await checkout.button.click({ force: true });
  expect(checkout.posts).toHaveLength(0);
  await settle("resolve");
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("a page that refuses the payment lets go of it, and it can be made again", async ({ page, checkout }) => {
  await checkout.openReady();
  const settle = await holdPayments(page);
  await checkout.pay();
  await checkout.shows("paying");
  await settle("reject");
  await checkout.shows("ready");
  expect(checkout.posts).toHaveLength(0);
  await checkout.isNotCharged();
  await checkout.pay();
  await checkout.shows("paying");
  await settle("resolve");
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("a listener may press again: the guard is taken before it is asked", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    document.addEventListener("oneclick-before-pay", ({ target }) => {
      target.shadowRoot.querySelector("button[type=submit]")?.click();
      target.pay().catch(() => {});
    });
  });
  await checkout.pay();
  await checkout.shows("paid");
  expect(checkout.posts).toHaveLength(1);
  await checkout.isChargedOnce();
});

test("a listener may remove the element in its own event", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    document.addEventListener("oneclick-success", ({ target }) => target.remove());
  });
  await checkout.pay();
  await expect(checkout.element).toHaveCount(0);
  await checkout.isChargedOnce();
});

test("properties that were set before the script arrived are taken over", async ({ page, shop, checkout }) => {
  const made = await shop.makeOrder();
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route("**/widget/v1/oneclick.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(shop.address(), { waitUntil: "commit" });
  await expect(page.locator("#checkout")).toBeAttached();
  await page.evaluate(({ endpoint, session }) => {
    const element = document.createElement("one-click-checkout");
    Object.assign(element, { endpoint, session, rows: 4 });
    document.getElementById("checkout").before(element);
  }, made);
  release();
  await checkout.shows("ready");
  expect(await checkout.element.evaluate((element) => Object.keys(element))).toEqual([]);
  await checkout.pay();
  await checkout.shows("paid");
  await checkout.isChargedOnce();
});

test("an element that passes through a template is drawn and styled as before", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.element.evaluate((element) => {
    const place = element.parentNode;
    document.createElement("template").content.append(element);
    place.append(element);
  });
  await checkout.shows("ready");
  expect(await checkout.element.evaluate((element) => getComputedStyle(element).display)).toBe("block");
  await checkout.pay();
  await checkout.shows("paid");
});

test("a page that breaks Intl still shows what is paid", async ({ page, checkout }) => {
  await checkout.openReady();
  await page.evaluate(() => {
    Intl.NumberFormat = class {
      constructor() {
        throw new RangeError("no data of this language");
      }
    };
    document.documentElement.lang = "de";
  });
  await expect(checkout.button).toContainText("EUR 129.00");
});

test("a fetch of the page's own that never ends and heeds no signal does not hold the shopper", async ({ page, checkout }) => {
  await page.clock.install();
  // The script takes the `fetch` that is there when it starts.
  await page.addInitScript(() => {
    // A test's clock does not move the browser's own time-outs.
    AbortSignal.timeout = (milliseconds) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), milliseconds);
      return controller.signal;
    };
    const { fetch } = window;
    const isCharge = (url, init) => init?.method === "POST" && String(url).endsWith("/checkout/v1");
    window.fetch = (url, init) => (isCharge(url, init) ? new Promise(() => {}) : fetch(url, init));
  });
  await checkout.openReady();
  await checkout.pay();
  await checkout.shows("paying");
  await page.clock.runFor(26_000);
  await checkout.shows("unknown");
  await checkout.admitsDoubt();
});

test("focus() goes to the security code", async ({ checkout }) => {
  await checkout.openReady();
  await checkout.element.evaluate((element) => element.focus());
  expect(await checkout.focus()).toBe("cvc");
});

test.describe("in a frame of another origin", () => {
  /** The shop's page inside a page of another origin. */
  async function openFramed(page, shop) {
    await shop.makeOrder();
    const outer = `${shop.url.replace("localhost", "127.0.0.1")}/outer`;
    const frame = `<iframe src="${shop.address()}" width="800" height="900" allow="local-network-access"></iframe>`;
    await page.route(outer, (route) => route.fulfill({ contentType: "text/html", body: frame }));
    await page.goto(outer);
    return page.frameLocator("iframe").locator("one-click-checkout");
  }

  test("nothing is paid", async ({ page, shop, trouble }) => {
    trouble.expect(/runtime\.framed/, /status of 404/);
    const element = await openFramed(page, shop);
    await expect(element.locator(".base")).toHaveAttribute("data-screen", "runtime");
    await expect(element.locator("[part=screen]")).toContainText(message("runtime.framed"));
    await expect(element.locator("button")).toHaveCount(0);
  });

  test("nothing is paid where that frame stands in a page of the same origin", async ({ page, shop, trouble }) => {
    trouble.expect(/runtime\.framed/, /status of 404/);
    await shop.makeOrder();
    const frame = (address) => `<iframe src="${address}" width="800" height="900" allow="local-network-access"></iframe>`;
    const [top, between] = [`${shop.url}/top`, `${shop.url.replace("localhost", "127.0.0.1")}/between`];
    for (const [address, inside] of [
      [top, between],
      [between, shop.address()],
    ]) {
      await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: frame(inside) }));
    }
    await page.goto(top);
    const element = page.frameLocator("iframe").frameLocator("iframe").locator("one-click-checkout");
    await expect(element.locator(".base")).toHaveAttribute("data-screen", "runtime");
    await expect(element.locator("[part=screen]")).toContainText(message("runtime.framed"));
  });

  test("it is paid with allow-framed", async ({ page, shop, trouble }) => {
    trouble.expect(/runtime\.framed/, /status of 404/);
    const element = await openFramed(page, shop);
    await expect(element.locator(".base")).toHaveAttribute("data-screen", "runtime");
    const made = await shop.makeSession();
    await element.evaluate((shown, { endpoint, session }) => {
      const allowed = document.createElement("one-click-checkout");
      Object.assign(allowed, { endpoint, session, allowFramed: true });
      shown.replaceWith(allowed);
    }, made);
    await element.locator("[name=cvc]").fill(CVCS.visa);
    await element.locator("button[type=submit]").click();
    await expect(element.locator(".base")).toHaveAttribute("data-screen", "paid");
    await new Checkout(page, shop).isChargedOnce();
  });
});
