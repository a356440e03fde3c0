// The page that shows the description of both APIs.
import { expect, test } from "./fixtures.js";

test("both APIs can be read, and the page asks nobody else", async ({ page }) => {
  // The program that draws it is large.
  test.setTimeout(120_000);
  const server = new URL(process.env.ONECLICK_SERVER).origin;
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${server}/reference`);
  await expect(page.getByText("Pays, at most once.").first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Charges a stored card, at most once.").first()).toBeVisible();
  expect(asked.filter((url) => !url.startsWith(server) && !url.startsWith("data:"))).toEqual([]);
});
