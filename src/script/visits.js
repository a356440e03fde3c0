// Watches when the shopper leaves the page and comes back to it, and when the connection changes.
import { isHidden } from "./builtins.js";
import { isOnline } from "./connection.js";

/**
 * Calls `left`, `cameBack` from the browser's page cache, `seen` when the page is visible again, and
 * `connection` with whether there is one.
 */
export function watchVisits({ left, cameBack, seen, connection }) {
  const changes = () => connection(isOnline());
  const shown = (event) => event.persisted && cameBack();
  const changed = () => isHidden() || seen();
  addEventListener("pagehide", left);
  addEventListener("pageshow", shown);
  addEventListener("online", changes);
  addEventListener("offline", changes);
  // On the way down to the document, whose own members markup can take the names of.
  addEventListener("visibilitychange", changed, true);
  return () => {
    removeEventListener("pagehide", left);
    removeEventListener("pageshow", shown);
    removeEventListener("online", changes);
    removeEventListener("offline", changes);
    removeEventListener("visibilitychange", changed, true);
  };
}
