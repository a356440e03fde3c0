// What must be still on the element's page: what stands below it, and the processor.
import { SECURITY_CODE } from "./merchant.mjs";
import { LINE, openSlowly } from "./loads.mjs";

/** The widths at which shifts are looked for. */
export const WIDTHS = [320, 1280];

/** Runs before the page's scripts: writes down every shift and every long task. */
function observe() {
  window.seen = { shifts: [], tasks: [] };
  const watch = (type, keep) =>
    new PerformanceObserver((list) => list.getEntries().forEach(keep)).observe({ type, buffered: true });
  watch("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) window.seen.shifts.push(value);
  });
  watch("longtask", ({ startTime, duration }) => window.seen.tasks.push({ startTime, duration }));
  window.ready = new Promise((resolve) => addEventListener("oneclick-ready", resolve, { once: true }));
}

/** Waits until what was drawn last has been reported. */
const drawn = (page) =>
  page.evaluate(async () => {
    await window.ready;
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise(requestIdleCallback);
    return window.seen;
  });

async function open(browser, address, options) {
  const { page } = await openSlowly(browser, { slower: 1, ...options });
  await page.addInitScript(observe);
  await page.goto(address, { waitUntil: "commit" });
  await page.evaluate(() => window.ready);
  return page;
}

/** Returns how much moved until the cards were there: the sum of all shifts. */
export async function shift(browser, address, width) {
  const page = await open(browser, address, { line: LINE, viewport: { width, height: 1000 } });
  const { shifts } = await drawn(page);
  await page.context().close();
  return shifts.reduce((sum, one) => sum + one, 0);
}

/** Returns the milliseconds of each task over 50 ms: while the page loads, and from its end to paid. */
export async function longTasks(browser, address) {
  const page = await open(browser, address, { line: null });
  await page.waitForLoadState("load");
  const loaded = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
  const paid = page.evaluate(() => new Promise((resolve) => addEventListener("oneclick-success", resolve, { once: true })));
  const element = page.locator("one-click-checkout");
  await element.locator("[type=radio]:not([value=''])").last().check();
  await element.locator("[name=cvc]").fill(SECURITY_CODE);
  await element.locator("button[type=submit]").click();
  await paid;
  const { tasks } = await drawn(page);
  await page.context().close();
  const durations = (fits) => tasks.filter(({ startTime }) => fits(startTime)).map(({ duration }) => duration);
  return { loading: durations((start) => start < loaded), after: durations((start) => start >= loaded) };
}
