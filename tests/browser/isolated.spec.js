// Isolated mode: the element is drawn in a frame of the server's origin, and behaves as without.
import { expect, test } from "./fixtures.js";
import { openIsolated } from "./isolated.js";

test("cards are drawn in the frame, and pay", async ({ page, shop, checkout }) => {
  const requests = [];
  page.on("request", (request) => requests.push(request));
  const inside = await openIsolated(page, shop);
  await inside.shows("ready");
  await checkout.shows("ready");
  await expect(inside.radios).toHaveCount(3);
  await inside.pay();
  await inside.shows("paid");
  await inside.isChargedOnce();
  const { heard } = await checkout.watched();
  expect(heard.map(({ name, from, composed }) => [name, from, composed])).toEqual([
    ["oneclick-ready", "one-click-checkout", true],
    ["oneclick-success", "one-click-checkout", true],
  ]);
  expect(heard[1].detail).toEqual({ payment: expect.stringMatching(/^pay_/), order: shop.order, amount: 12900, currency: "EUR" });
  // The page itself asks for two scripts and the frame.
  const own = requests.filter((request) => request.frame() === page.mainFrame()).map((request) => new URL(request.url()).pathname);
  expect(own.filter((path) => !/^\/(favicon.ico)?$/.test(path))).toEqual(["/widget/v1/oneclick.js", expect.stringMatching(/^\/widget\/assets\/outside-/)]);
  expect(requests.filter((request) => /ct_/.test(request.url())), "a token in an address").toEqual([]);
});

test("a page that asks for the file of isolated mode in its head loads it once", async ({ page, shop, request }) => {
  const { builds } = await (await request.get(`${process.env.ONECLICK_SERVER}/widget/builds.json`)).json();
  const file = builds[0].files.find((path) => path.includes("/outside-"));
  const asked = [];
  page.on("request", (one) => one.url().endsWith(file) && asked.push(one.url()));
  const inside = await openIsolated(page, shop, { head: `<link rel="modulepreload" href="${process.env.ONECLICK_SERVER}/widget/${file}">` });
  await inside.shows("ready");
  expect(asked).toHaveLength(1);
});

test("a file of isolated mode that was changed does not run", async ({ page, shop, checkout, trouble }) => {
  trouble.expect(/integrity/, /polic/i, /runtime\.isolated/, /Failed to/);
  await page.route("**/outside-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `window.changed = true;${await response.text()}` });
  });
  await openIsolated(page, shop);
  await checkout.shows("runtime");
  expect(await page.evaluate(() => window.changed)).toBeUndefined();
});

test("the frame is as high as what it shows, and nothing moves when it comes", async ({ page, shop, checkout }) => {
  const inside = await openIsolated(page, shop, { after: "<p>Below</p>" });
  await inside.shows("ready");
  await inside.visa.waitFor();
  const height = (one) => one.evaluate((element) => element.getBoundingClientRect().height);
  const apart = async () => Math.abs((await height(inside.element)) - (await height(checkout.element)));
  await expect.poll(apart).toBeLessThan(2);
  expect((await checkout.watched()).shifts).toEqual([]);
  await inside.element.getByRole("button", { name: "Edit" }).click();
  await expect.poll(apart).toBeLessThan(2);
});
