// The merchant's guide, which the demo shop leads to.
import { violations } from "./accessibility.js";
import { expect, test } from "./fixtures.js";

test("the demo shop leads to the guide, which is read without scripts", async ({ page, shop }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request));
  await page.goto(`${shop.url}/`);
  const foot = page.getByRole("contentinfo");
  await expect(foot.getByRole("link", { name: "Every call of both APIs" })).toHaveAttribute("href", "reference");
  await foot.getByRole("link", { name: "The merchant’s guide" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "The merchant’s guide" })).toBeVisible();
  asked.length = 0;

  for (const name of ["Frameworks, CSP and SRI", "Providers"]) {
    await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-current=page]")).toHaveText(name);
    expect(await violations(page), name).toEqual([]);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0);
    }
  }
  expect(asked.filter((request) => request.resourceType() === "script").map((request) => request.url())).toEqual([]);
  expect(asked.filter((request) => !request.url().startsWith(shop.url)).map((request) => request.url())).toEqual([]);
});

test("the way to every call leads to the checkout server", async ({ request, shop }) => {
  const answer = await request.get(`${shop.url}/reference`, { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  expect(answer.headers().location).toBe(`${new URL(process.env.ONECLICK_SERVER).origin}/reference`);
});
