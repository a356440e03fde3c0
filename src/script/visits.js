// Watches when the shopper leaves the page and comes back to it.
import { isHidden } from "./builtins.js";

/** Calls `left`, `cameBack` from the browser's page cache, and `seen` when the page is visible again. */
export function watchVisits({ left, cameBack, seen }) {
  const shown = (event) => event.persisted && cameBack();
  const changed = () => isHidden() || seen();
  addEventListener("pagehide", left);
  addEventListener("pageshow", shown);
  // On the way down to the document, whose own members markup can take the names of.
  addEventListener("visibilitychange", changed, true);
  return () => {
    removeEventListener("pagehide", left);
    removeEventListener("pageshow", shown);
    removeEventListener("visibilitychange", changed, true);
  };
}
