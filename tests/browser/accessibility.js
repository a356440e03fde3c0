// axe, for the part of the page that a test is about.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
/** axe as its builder for Playwright brings it. The builder itself puts it into the page at every look. */
const source = readFileSync(createRequire(require.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds inside `within`, else on the whole page, each short enough to read. Colours
 * that axe cannot tell from what is behind them count as well.
 */
export async function violations(page, within) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const options = { resultTypes: ["violations", "incomplete"], iframes: false };
  const { violations, incomplete } = await page.evaluate(
    ([within, options]) => window.axe.run(within ?? document, options),
    [within, options],
  );
  const untold = incomplete.filter(({ id }) => id === "color-contrast");
  return [...violations, ...untold].flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}
