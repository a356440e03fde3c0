// Makes the skeleton, which stands until the cards are known: the same height, nothing to press.
import { make } from "./build.js";

/**
 * Makes the skeleton.
 * @param {number} rows how many cards are expected
 */
export function skeleton(rows) {
  const bones = [];
  while (bones.length < rows) bones[bones.length] = make("span", { class: "card bone" });
  return make(
    "div",
    { class: "form skeleton", "aria-hidden": "true" },
    make("div", { class: "cards" }, make("span", { class: "legend bone" }), ...bones),
    make("span", { class: "pay bone" }),
  );
}
