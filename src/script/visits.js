// When the shopper leaves the page and comes back to it.

/** Calls `left`, `cameBack` from the browser's page cache, and `seen` when the page is visible again. */
export function watchVisits({ left, cameBack, seen }) {
  const shown = (event) => event.persisted && cameBack();
  const changed = () => document.hidden || seen();
  addEventListener("pagehide", left);
  addEventListener("pageshow", shown);
  document.addEventListener("visibilitychange", changed);
  return () => {
    removeEventListener("pagehide", left);
    removeEventListener("pageshow", shown);
    document.removeEventListener("visibilitychange", changed);
  };
}
