// Remembers the payments that this tab, and lately another one of this browser, has begun: a
// shopper may come back from the bank in another tab.
import { cameFromElsewhere } from "./builtins.js";
import { surroundings } from "./surroundings.js";

/** How every name begins under which something is kept for the page's origin. */
export const PREFIX = "oneclick:";

/** The name for something of a checkout. */
export const nameOf = (checkout, what) => `${PREFIX}${checkout}:${what}`;

/** Milliseconds for which a payment that another tab has begun may be under way. */
const OPEN = 3_600_000;

/** Notes that a payment was begun; other tabs can find that, and no key. */
export function begun(name) {
  try {
    localStorage.setItem(name, String(Date.now()));
  } catch {
    // Refused or full: this tab alone knows.
  }
}

/** Notes that it has ended. */
export function ended(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // A name that cannot be removed was never stored.
  }
}

/**
 * Returns whether this tab holds a key or has paid, or another tab has begun what may be under way:
 * by names that begin so. Undefined where nobody knows.
 */
export function remembers(prefix) {
  try {
    for (const storage of [sessionStorage, localStorage]) {
      for (let index = storage.length - 1; index >= 0; index -= 1) {
        const name = storage.key(index);
        if (!name.startsWith(prefix)) continue;
        const age = storage === sessionStorage ? 0 : Date.now() - storage.getItem(name);
        if (age < OPEN) return true;
        if (age >= OPEN) storage.removeItem(name);
      }
    }
  } catch {
    return undefined;
  }
  // From the bank, maybe, where another browser or the shop's own form began it.
  return cameFromElsewhere() || !surroundings.knowsAll ? undefined : false;
}
