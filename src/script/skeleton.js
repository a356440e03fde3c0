// Makes the skeleton, which stands until the cards are known: the same height, nothing to press.
import { make } from "./build.js";

/** The most rows at first: five cards, the button to all of them (src/view/fold.rs), a new card. */
export const MOST = 7;

/**
 * Makes the skeleton.
 * @param {number} rows how many rows are expected
 */
export function skeleton(rows) {
  const bones = [];
  while (bones.length < Math.min(rows, MOST)) bones[bones.length] = make("span", { class: "card bone" });
  return make(
    "div",
    { class: "form skeleton", "aria-hidden": "true" },
    make("div", { class: "cards" }, make("span", { class: "legend bone" }), make("div", { class: "rows" }, ...bones)),
    make("span", { class: "pay bone" }),
  );
}
