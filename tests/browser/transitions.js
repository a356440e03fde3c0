// Shows a state of the gallery as it was before its last step, which a test then takes by
// the keyboard.
import { expect } from "./fixtures.js";

const GALLERY = "/gallery.html?plain&lang=en";

/**
 * Shows what comes before the gallery's state `name`.
 * @param {string} screen the one it begins with
 * @param {object} [changes] made to the state
 * @param {boolean} [changes.answered] what it reads at first is what a press is answered
 * @param {boolean} [changes.unavailableFirst] the first reading fails
 * @param {boolean} [changes.thenPaid] the next reading tells that it is paid, and soon
 */
export async function begin(page, shop, name, screen, changes = {}) {
  await page.goto(`${shop.url}${GALLERY}#cards-2`);
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", "cards-2");
  await page.evaluate(
    async ([name, screen, { answered, unavailableFirst, thenPaid, ...changes }]) => {
      const { STATES } = await import(new URL("gallery/states.js", document.baseURI));
      const find = (wanted) => STATES.find((state) => state.name === wanted);
      const like = find(name);
      const state = { ...like, name: "begun", screen, steps: [], untouched: false, ...changes };
      if (answered) {
        const [first] = like.reads;
        const { payment, ...checkout } = first.body;
        state.pays = { ...first, body: payment };
        state.reads = [{ ...first, body: { ...checkout, payment: null } }, ...like.reads.slice(1)];
      }
      if (unavailableFirst) state.reads = [find("unavailable").reads[0], ...like.reads];
      if (thenPaid) Object.assign(state, { reads: [...like.reads, find("paid").reads[0]], hurried: true });
      STATES.push(state);
      location.hash = state.name;
    },
    [name, screen, changes],
  );
  await expect(page.locator("#stage")).toHaveAttribute("data-shown", "begun");
  await page.evaluate(() => {
    window.watched.said.length = 0;
  });
}

/** Remembers what has the focus in the element. */
export function mark(checkout) {
  return checkout.element.evaluate((element) => {
    window.before = element.shadowRoot.activeElement;
  });
}

/** "kept" if the marked control has the focus still; else what has it: a heading, a field, nothing. */
export function focused(checkout) {
  return checkout.element.evaluate((element) => {
    const active = element.shadowRoot.activeElement;
    if (!active) return null;
    if (active === window.before) return "kept";
    if (active.matches("[data-heading]")) return active.tabIndex === -1 ? `heading: ${active.textContent}` : "a heading in the tab order";
    return active.name || active.getAttribute("part") || active.className;
  });
}
