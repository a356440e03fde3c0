// Goes through every state of the gallery on one page.
import { STATES } from "../../examples/gallery/page/states.js";
import { expect, test } from "./fixtures.js";

/** The states in an order in which few want the page loaded anew. */
export const ORDERED = [
  ...STATES.filter(({ untouched }) => untouched),
  ...STATES.filter(({ untouched, anew }) => !untouched && !anew),
  ...STATES.filter(({ anew }) => anew),
];

/** Shows each state with these settings in the address, and does `act` at each. */
export async function throughStates(page, shop, query, act) {
  await page.goto(`${shop.url}/gallery.html?${new URLSearchParams({ plain: "", lang: "en", ...query })}#${ORDERED[0].name}`);
  for (const { name } of ORDERED) {
    await test.step(name, async () => {
      await page.evaluate((name) => {
        location.hash = name;
      }, name);
      await expect(page.locator("#stage")).toHaveAttribute("data-shown", name);
      await act(name);
    });
  }
}
