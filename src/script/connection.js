// Tells whether there is a connection, and waits for one.

/** The longest pause between two attempts, milliseconds. */
const LONGEST = 30_000;

/** Returns whether the browser says that there is a connection; sometimes it is wrong. */
export const isOnline = () => navigator.onLine !== false;

/**
 * Attempts it after growing pauses, and when the browser says that there is a connection, until it
 * succeeds or is not `wanted` any more.
 * @param {() => Promise<unknown>} attempt
 */
export function reconnect(attempt, wanted, done, pause = 1_000) {
  const act = () => {
    clearTimeout(timer);
    removeEventListener("online", act);
    if (wanted()) attempt().then(() => wanted() && done(), () => reconnect(attempt, wanted, done, Math.min(pause * 2, LONGEST)));
  };
  const timer = setTimeout(act, pause);
  addEventListener("online", act);
}
