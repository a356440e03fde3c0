// Has the browser do, while the page waits for what it loads, what it does once and the first
// card needs: a slow phone is at it for several frames.

/** A month in words, as a card has it: of the Gregorian calendar, whatever the language's own is. */
export const MONTH = { __proto__: null, month: "long", year: "numeric", calendar: "gregory", timeZone: "UTC" };

/** Milliseconds after which it is done although the browser is never idle. */
const SOON = 50;

/** Opens what is kept for the page's origin, and writes something for the first time. */
export function warm(write) {
  const act = () => {
    try {
      for (const storage of [sessionStorage, localStorage]) storage.getItem("");
      write();
    } catch {
      // Whoever needs it has an answer to that.
    }
  };
  // Safari has none.
  if (typeof requestIdleCallback === "function") requestIdleCallback(act, { __proto__: null, timeout: SOON });
  else setTimeout(act);
}
