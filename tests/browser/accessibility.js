// axe, for the part of the page that a test is about.
import AxeBuilder from "@axe-core/playwright";

/** What axe finds inside `within`, each short enough to read. */
export async function violations(page, within = "body") {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}
