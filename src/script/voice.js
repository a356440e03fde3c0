// What is said to a shopper who does not see the element change.

/** Milliseconds that words stay: later they would be found and read a second time. */
const STAY = 3_000;
/** Milliseconds before words that still stand are said once more. */
const BREATH = 150;
/** Milliseconds after which a shopper who still waits is told so. */
const PATIENCE = 7_000;

/** @type {WeakMap<ShadowRoot, number>} the timer of what was said last */
const timers = new WeakMap();

function later(root, milliseconds, act) {
  timers.set(root, setTimeout(act, milliseconds));
}

const regions = (root) => root.querySelectorAll("[aria-live]");

function write(root, words, urgent) {
  for (const region of regions(root)) {
    region.textContent = (region.getAttribute("aria-live") === "assertive") === urgent ? words : "";
  }
}

function speak(root, words, urgent, meanwhile) {
  write(root, words, urgent);
  later(root, STAY, () => {
    write(root, "", false);
    if (meanwhile) later(root, PATIENCE - STAY, () => speak(root, meanwhile, false, meanwhile));
  });
}

/** Says nothing more. */
export function hush(root) {
  clearTimeout(timers.get(root));
  write(root, "", false);
}

/**
 * Says words once, in the place of what was said before.
 * @param {string} meanwhile what is said again and again until the next words, if anything
 */
export function say(root, words, urgent, meanwhile) {
  const stands = [...regions(root)].some(({ textContent }) => textContent === words);
  hush(root);
  if (!words) return;
  const act = () => speak(root, words, urgent, meanwhile);
  // The same words in the same breath are no change to a browser.
  if (stands) later(root, BREATH, act);
  else act();
}

/** Brings what is written above the button into view, for a shopper who is in the element. */
export function reveal(root) {
  if (!root.activeElement) return;
  // Drawn by then. Never smooth, whatever the page's own style wants.
  requestAnimationFrame(() => {
    root.querySelector(".notice")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
}
