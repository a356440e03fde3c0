// The tests' own eyes: what must fail a test is seen.
import { violations } from "./accessibility.js";
import { expect, test } from "./fixtures.js";

test("a violated policy, a console error and an uncaught error are seen", async ({ page, checkout, trouble }) => {
  trouble.expect(/./);
  await checkout.openReady();
  await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: red }";
    document.head.append(style);
    console.error("an error of the page's");
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  });
  await expect.poll(() => trouble.seen(/policy violated: style-src/)).not.toHaveLength(0);
  await expect.poll(() => trouble.seen(/an error of the page's/)).toHaveLength(1);
  await expect.poll(() => trouble.seen(/page error: .*nobody catches this/)).toHaveLength(1);
});

test("a script made of text is refused by Trusted Types, and that is seen", { tag: "@smoke" }, async ({ page, checkout, trouble }) => {
  trouble.expect(/./);
  await checkout.openReady();
  const refused = await page.evaluate(() => {
    try {
      document.createElement("div").innerHTML = "<b>text</b>";
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  });
  expect(refused).toBe(true);
  await expect.poll(() => trouble.seen(/require-trusted-types-for/)).not.toHaveLength(0);
});

test("a flaw inside the element is found by axe", async ({ page, checkout }) => {
  await checkout.openReady();
  await checkout.cvc.evaluate((field) => {
    field.getRootNode().querySelector("label[for=cvc]").remove();
  });
  expect((await violations(page, "one-click-checkout")).join()).toContain("label");
});
