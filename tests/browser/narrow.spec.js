// At the width of a small phone every text of every language has room, in every state of
// the gallery.
import { expect, test } from "./fixtures.js";
import { ORDERED } from "./gallery_states.js";
import { LANGUAGES } from "./messages.js";
import { pageOf, serve } from "./page_served.js";
import { crowded } from "./room.js";
import { some } from "./some.js";

/** What a phone of 320 pixels leaves to the element in a shop whose page has margins. */
const ROOM = 252;

/** The states whose language is followed. */
const FOLLOWING = ORDERED.filter(({ screen }) => !["loading", "runtime"].includes(screen));

/** Runs in the page: speaks the languages one after the other; what is crowded, and how high all is in each. */
async function speakAll(languages) {
  const element = document.querySelector("one-click-checkout");
  const base = element.shadowRoot.querySelector(".base");
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const found = [];
  const heights = [];
  for (const language of languages) {
    element.lang = language;
    while (base.lang !== language) await drawn();
    await drawn();
    found.push(...window.crowded());
    heights.push(element.getBoundingClientRect().height);
  }
  return { found, heights };
}

test("every text of every language has room in every state", async ({ page, shop, trouble }) => {
  test.setTimeout(180_000);
  trouble.expect(/<one-click-checkout>/);
  await page.addInitScript(`window.crowded = ${crowded}`);
  await page.goto(`${shop.url}/gallery.html?plain#${FOLLOWING[0].name}`);
  for (const { name } of some(FOLLOWING, 15)) {
    await test.step(name, async () => {
      await page.evaluate((name) => {
        location.hash = name;
      }, name);
      await expect(page.locator("#stage")).toHaveAttribute("data-shown", name);
      await page.evaluate((room) => {
        document.querySelector("one-click-checkout").style.inlineSize = `${room}px`;
      }, ROOM);
      const { found, heights } = await page.evaluate(speakAll, LANGUAGES);
      expect.soft(found, name).toEqual([]);
      // Else what stands below would move when two cards take the skeleton's room.
      if (name === "cards-2") expect.soft(new Set(heights).size, `heights ${heights}`).toBe(1);
    });
  }
});

/** Runs in the page: an element in each language that cannot start, until all say so. */
async function refuse([languages, room]) {
  const elements = languages.map((language) => {
    const element = document.createElement("one-click-checkout");
    element.lang = language;
    element.style.inlineSize = `${room}px`;
    element.setAttribute("endpoint", "ftp://shop.example");
    element.setAttribute("session", "ct_0");
    document.body.append(element);
    return element;
  });
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  while (elements.some(({ shadowRoot }) => !shadowRoot.querySelector(".request-id"))) await drawn();
}

test("every text of every language has room on the screen without WebAssembly", async ({ page, shop, trouble }) => {
  trouble.expect(/<one-click-checkout>/);
  await serve(page, shop, (made) => pageOf(made, ""));
  await page.evaluate(refuse, [LANGUAGES, ROOM]);
  expect(await page.evaluate(crowded)).toEqual([]);
});
