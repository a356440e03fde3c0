import { createServer } from "node:http";

import { closeContext } from "./closing.js";
import { expect, test } from "./fixtures.js";

/** So many that the browser forgets to close one at least. */
const PAGES = 3;

// A picture at the end would wait for the page.
test.use({ screenshot: "off" });

/** An origin with one empty page. */
async function listen() {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<title>A page</title>");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

test("a test may end while its page goes elsewhere", async ({ browser }) => {
  const [from, to] = [await listen(), await listen()];
  for (let left = PAGES; left > 0; left -= 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(from.address);
    // A page that takes its time to go is met while it goes.
    await page.evaluate(() => {
      addEventListener("pagehide", () => {
        const end = performance.now() + 300;
        while (performance.now() < end);
      });
    });
    const answered = page.waitForEvent("response");
    await page.evaluate((address) => void (location.href = address), to.address);
    await answered;
    await closeContext(context);
  }
  expect(browser.contexts()).toHaveLength(0);
  for (const { server } of [from, to]) server.close();
});
