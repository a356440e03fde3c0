// `rows` keeps room for what is shown: to the pixel, and nothing below the element moves.
import { CALLS } from "./checkout.js";
import { expect, test } from "./fixtures.js";
import { pageOf, serve } from "./page_served.js";
import { some } from "./some.js";

/** Cards of the session, and the rows that they take: five, a button to all of them, a new card. */
const LISTS = [
  { cards: 1, hasNew: false, rows: 1 },
  { cards: 1, hasNew: true, rows: 2 },
  { cards: 2, hasNew: false, rows: 2 },
  { cards: 2, hasNew: true, rows: 3 },
  { cards: 5, hasNew: false, rows: 5 },
  { cards: 5, hasNew: true, rows: 6 },
  { cards: 9, hasNew: false, rows: 6 },
  { cards: 9, hasNew: true, rows: 7 },
];

/** What a shop writes for the time before the script, as README.md has it. */
const STYLE = `body { margin: 0; padding: 16px }
one-click-checkout:not(:defined) { display: block; font-size: medium; min-height: 1px }`;

/** The session answers, when it may, with so many cards. */
async function answer(page, { cards, hasNew }) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(CALLS.read, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const [card] = json.cards;
    json.cards = Array.from({ length: cards }, (_, index) => ({
      ...card,
      id: `card_${index}`,
      last_four: String(4200 + index),
      default: index === 0,
      unusable: null,
    }));
    json.new_card = hasNew ? { save: true } : null;
    await released;
    await route.fulfill({ response, json });
  });
  return release;
}

for (const width of [320, 1280]) {
  for (const list of some(LISTS, 3)) {
    const name = `${list.cards} cards${list.hasNew ? " and a new one" : ""}`;
    test(`at ${width} px ${name} take exactly the room of ${list.rows} rows`, async ({ page, shop, checkout }) => {
      await page.setViewportSize({ width, height: 1400 });
      const release = await answer(page, list);
      await serve(page, shop, (made) =>
        pageOf(
          made,
          `<one-click-checkout endpoint="${made.endpoint}" session="${made.session}" rows="${list.rows}"></one-click-checkout><p id="below">Below</p>`,
          `<style>${STYLE}</style>`,
        ),
      );
      await checkout.shows("loading");
      await page.evaluate(() => {
        window.moved = [];
        new PerformanceObserver((entries) => {
          for (const { value } of entries.getEntries()) window.moved.push(value);
        }).observe({ type: "layout-shift" });
      });
      const place = () =>
        page.evaluate(() => ({
          height: document.querySelector("one-click-checkout").getBoundingClientRect().height,
          below: document.querySelector("#below").getBoundingClientRect().top,
        }));
      const before = await place();
      release();
      await checkout.shows("ready");
      expect(await place()).toEqual(before);
      // Two frames: what has moved is told by the second.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(await page.evaluate(() => window.moved)).toEqual([]);
    });
  }
}
