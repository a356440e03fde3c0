// Announces changes to a shopper who does not see them.
import { surroundings } from "./surroundings.js";

/** Milliseconds that a text stays: later it would be found and read a second time. */
const STAY = 3_000;
/** Milliseconds after which a waiting shopper hears that it goes on. */
const PATIENCE = 7_000;

/** @type {WeakMap<ShadowRoot, number>} the timer of what was said last */
const timers = new WeakMap();
/** @type {WeakMap<ShadowRoot, string>} what was said last */
const last = new WeakMap();

function later(root, milliseconds, act) {
  timers.set(root, setTimeout(act, milliseconds));
}

function write(root, text, urgent) {
  for (const region of root.querySelectorAll("[aria-live]")) {
    region.textContent = (region.getAttribute("aria-live") === "assertive") === urgent ? text : "";
  }
}

function speak(root, text, urgent, meanwhile) {
  // Screen readers take the very same text for an echo: a space tells the two apart.
  const said = last.get(root) === text ? `${text}\u00a0` : text;
  last.set(root, said);
  write(root, said, urgent);
  later(root, STAY, () => {
    write(root, "", false);
    if (meanwhile) later(root, PATIENCE - STAY, () => speak(root, meanwhile, false, meanwhile));
  });
}

/** Empties the live regions, and announces nothing more. */
export function hush(root) {
  clearTimeout(timers.get(root));
  write(root, "", false);
}

/**
 * Says a text once, in the place of what was said before.
 * @param {string} meanwhile what is said again and again until the next text, if anything
 */
export function say(root, text, urgent, meanwhile) {
  hush(root);
  if (text) speak(root, text, urgent, meanwhile);
}

/** Brings the banner into view for a shopper who is in the element. */
export function reveal(root) {
  if (!root.activeElement) return;
  // Drawn by then.
  requestAnimationFrame(() => surroundings.reveal(root.querySelector(".banner")));
}
