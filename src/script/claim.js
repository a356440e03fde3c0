// Tells other tabs of a charge that may be sent from this one by the name of a lock, which the
// browser releases with the tab.
import { nameOf } from "./tabs.js";

/** Claims the order; returns a function that ends the claim. */
export function claim(checkout, order) {
  let free;
  const freed = new Promise((resolve) => {
    free = resolve;
  });
  // Refused, or not there on a page that is not secure: then no tab knows.
  const options = { __proto__: null, mode: "shared" };
  new Promise((done) => done(navigator.locks.request(nameOf(checkout, order), options, () => freed))).catch(() => {});
  return free;
}

/** Returns whether any tab claims the order; only tabs of the same origin can be known of. */
export async function isClaimed(checkout, order) {
  try {
    const { held, pending } = await navigator.locks.query();
    return [...held, ...pending].some(({ name }) => name === nameOf(checkout, order));
  } catch {
    return false;
  }
}
