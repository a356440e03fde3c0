// The small script that a page may have in its head beside the element's: asks for the checkout
// as soon as the element's tag is there, while the other script is still loading.
import { isSafe } from "./address.js";
import { find, resolve } from "./builtins.js";
import { EARLY, WRITTEN } from "./early_reading.js";
import { LOAD, TOKEN, send } from "./request.js";
import { MONTH, warm } from "./warm.js";

/** Asks for the checkout of an element. */
function read(host) {
  const token = host.getAttribute("session").trim();
  const endpoint = resolve(host.getAttribute("endpoint"));
  if (!isSafe(endpoint) || !TOKEN.test(token)) return;
  const answer = send(endpoint, token, { __proto__: null, method: "GET" }, AbortSignal.timeout(LOAD));
  // Heard by whoever takes it: a failure before that is no unhandled rejection.
  answer.catch(() => {});
  host[EARLY] = { __proto__: null, endpoint: endpoint.href, token, answer, at: performance.now() };
  warm(() => new Intl.DateTimeFormat(document.documentElement.lang || navigator.language, MONTH).format(0));
}

/** Asks for the checkout of the first element with its token still on it; returns whether one is there. */
function ask() {
  const host = find(WRITTEN);
  try {
    if (host) read(host);
  } catch {
    // No address, or a page that has replaced what is used here: the element asks, and says so.
  }
  return Boolean(host);
}

/** Begins; what is wrong is said by the element. In a frame it is left to the element as well. */
function begin() {
  if (window !== window.top || ask() || document.readyState !== "loading") return;
  // The page is still arriving.
  const observer = new MutationObserver(() => ask() && observer.disconnect());
  observer.observe(document, { __proto__: null, subtree: true, childList: true });
  document.addEventListener("DOMContentLoaded", () => observer.disconnect());
}

if (typeof document !== "undefined") {
  try {
    begin();
  } catch {
    // A page that has replaced what is used here.
  }
}
