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
