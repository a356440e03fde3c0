// Makes the skeleton, which stands until the cards are known: the same height, nothing to press.
import { make } from "./build.js";

/** The cards that are shown at first; more of them are behind a button (src/view/fold.rs). */
export const SHOWN = 5;

/**
 * Makes the skeleton.
 * @param {number} rows how many cards are expected
 */
export function skeleton(rows) {
  const bones = [];
  while (bones.length < Math.min(rows, SHOWN)) bones[bones.length] = make("span", { class: "card bone" });
  if (rows > SHOWN) bones[bones.length] = make("span", { class: "more bone" });
  return make(
    "div",
    { class: "form skeleton", "aria-hidden": "true" },
    make("div", { class: "cards" }, make("span", { class: "legend bone" }), make("div", { class: "rows" }, ...bones)),
    make("span", { class: "pay bone" }),
  );
}
