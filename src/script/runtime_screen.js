// The screen that needs no WebAssembly: why there is none, and what the shopper can do.
import { make } from "./build.js";
import { hint } from "./setup.js";

/** What is shown where not even the messages arrived. */
const ENGLISH = {
  "runtime.title": "Paying is not possible here right now",
  "runtime.text": "Please try again, or use another way to pay.",
  "runtime.open": "We do not know yet whether you have paid. Please do not pay again. Ask the shop before you do.",
  "runtime.setup": "Please use another way to pay, or ask the shop.",
  "expired.text": "Please reload the page, or go back to the shop, to pay.",
  "runtime.framed": "This page is shown inside another one, where paying is switched off.",
  nothing: "Nothing was charged.",
  "unavailable.action": "Try again",
  request_id: "Reference {request_id}",
};

/** What is said of each cause that has a message of its own. */
const MESSAGES = {
  __proto__: null,
  "runtime.framed": "runtime.framed",
  "runtime.session_copy": "expired.text",
};

/**
 * @param {Record<string, string>} messages as far as they have arrived
 * @param {{ code: string, requestId: string, mayHavePaid?: boolean, retry?: () => void }} what
 */
export function runtimeScreen(messages, { code, requestId, mayHavePaid, retry }) {
  const text = (key) => messages[key] ?? ENGLISH[key];
  const cause = MESSAGES[code] ?? (hint(code) ? "runtime.setup" : "runtime.text");
  // Nothing is claimed where nobody knows what this tab sent.
  const claim = mayHavePaid === false ? `${text("nothing")} ` : "";
  const said = mayHavePaid ? text("runtime.open") : claim + text(cause);
  const screen = make(
    "div",
    { class: "screen", part: "screen", role: "alert", "data-kind": mayHavePaid ? "unknown" : "warning" },
    make("span", { class: "sign", "aria-hidden": "true", "data-kind": mayHavePaid ? "unknown" : "warning" }),
    make("h2", { class: "screen-title", "data-heading": "", tabindex: "-1" }, text("runtime.title")),
    make("p", { class: "screen-text" }, said),
  );
  if (retry) {
    const button = make("button", { class: "action", part: "action", type: "button" }, text("unavailable.action"));
    button.addEventListener("click", retry);
    screen.append(button);
  }
  screen.append(make("p", { class: "request-id", part: "request-id" }, text("request_id").replace("{request_id}", requestId)));
  return screen;
}
