// When the shopper leaves the page and comes back to it.
import { isHidden } from "./builtins.js";

/** Calls `left`, `cameBack` from the browser's page cache, and `seen` when the page is visible again. */
export function watchVisits({ left, cameBack, seen }) {
  const shown = (event) => event.persisted && cameBack();
  const changed = () => isHidden() || seen();
  addEventListener("pagehide", left);
  addEventListener("pageshow", shown);
  addEventListener("visibilitychange", changed);
  return () => {
    removeEventListener("pagehide", left);
    removeEventListener("pageshow", shown);
    removeEventListener("visibilitychange", changed);
  };
}
