// At the width of a small phone every text of every language has room, in every state of
// the gallery.
import { STATES } from "../../examples/gallery/page/states.js";
import { expect, test } from "./fixtures.js";
import { LANGUAGES } from "./messages.js";
import { pageOf, serve } from "./page_served.js";

/** What a phone of 320 pixels leaves to the element in a shop whose page has margins. */
const ROOM = 252;

/** The states whose language is followed, in an order in which few want the page loaded anew. */
const FOLLOWING = STATES.filter(({ screen }) => !["loading", "runtime"].includes(screen));
const ORDERED = [
  ...FOLLOWING.filter(({ untouched }) => untouched),
  ...FOLLOWING.filter(({ untouched, anew }) => !untouched && !anew),
  ...FOLLOWING.filter(({ anew }) => anew),
];

/** Runs in the page: what is broader than its room, and what lies on the badge. */
function crowded() {
  const found = [];
  for (const host of document.querySelectorAll("one-click-checkout")) {
    const room = host.getBoundingClientRect();
    const say = (what, { className, textContent }) => found.push(`${host.lang}: .${className} ${what}: ${textContent}`);
    for (const part of host.shadowRoot.querySelectorAll(".base *")) {
      const box = part.getBoundingClientRect();
      if (box.width === 0 || part.closest(".unseen")) continue;
      const { display } = getComputedStyle(part);
      if (display !== "inline" && part.scrollWidth > part.clientWidth + 2) say("is broader than its box", part);
      if (box.left < room.left - 1 || box.right > room.right + 1) say("stands out of the element", part);
    }
    const [title, badge] = [".with", ".badge"].map((one) => host.shadowRoot.querySelector(one));
    if (title && badge) {
      const [one, other] = [title.getClientRects()[0], badge.getBoundingClientRect()];
      if (one.left < other.right && other.left < one.right && one.top < other.bottom) say("lies on the badge", title);
    }
  }
  return found;
}

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
  await page.goto(`${shop.url}/gallery.html?plain#${ORDERED[0].name}`);
  for (const { name } of ORDERED) {
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
