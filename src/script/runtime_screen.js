// Makes the screen that needs no WebAssembly: why there is none, and what the shopper can do.
import { make } from "./build.js";
import english from "./english.json";
import { hint } from "./setup.js";

/** The keys of the texts that stand behind the views' in every list of texts. */
const KEYS = Object.keys(english);

/** What is said where no file of a language has arrived. */
export const ENGLISH = { __proto__: null, name: "en", tag: "en", messages: {} };

/** The message of each cause that has one of its own. */
const MESSAGES = {
  __proto__: null,
  "runtime.framed": "runtime.framed",
  "runtime.session_copy": "expired.text",
};

/**
 * Makes the screen.
 * @param {ArrayLike<string>} messages
 * @param {{ code: string, requestId: string, isOffline?: boolean, mayHavePaid?: boolean, retry?: () => void }} what
 */
export function runtimeScreen(messages, { code, requestId, isOffline, mayHavePaid, retry }) {
  const text = (key) => messages[__VIEWS__ + KEYS.indexOf(key)] ?? english[key];
  const cause = isOffline ? "offline.text" : (MESSAGES[code] ?? (hint(code) ? "runtime.setup" : "runtime.text"));
  // Nothing is claimed if it is not known what this tab sent.
  const claim = mayHavePaid === false ? text("nothing") + text("comma").slice(1) : "";
  const said = mayHavePaid ? text("runtime.open") : claim + text(cause);
  const screen = make(
    "div",
    { class: "screen", part: "screen", role: "alert", "data-kind": mayHavePaid ? "unknown" : "warning" },
    make("span", { class: "sign", part: "sign", "aria-hidden": "true", "data-kind": mayHavePaid ? "unknown" : "warning" }),
    make("h2", { class: "screen-title", part: "screen-title", "data-heading": "", tabindex: "-1" }, text(mayHavePaid ? "unknown.title" : isOffline ? "offline.title" : "runtime.title")),
    make("p", { class: "screen-text", part: "screen-text" }, said),
  );
  if (retry) {
    const button = make("button", { class: "action", part: "action", type: "button" }, text(mayHavePaid ? "unknown.action" : "unavailable.action"));
    button.addEventListener("click", retry);
    screen.append(button);
  }
  screen.append(make("p", { class: "request-id", part: "request-id" }, text("request_id").replace("{request_id}", requestId)));
  return screen;
}
