// The face that needs no WebAssembly: why there is none, and what the shopper can do.
import { make } from "./build.js";

/** What is shown where not even the texts arrived. */
const ENGLISH = {
  "runtime.title": "Paying is not possible here right now",
  "runtime.text": "Please try again, or use another way to pay.",
  "runtime.open": "We do not know yet whether you have paid. Please do not pay again. Ask the shop before you do.",
  "runtime.framed": "This page is shown inside another one, where paying is switched off.",
  nothing: "Nothing was charged.",
  "unavailable.action": "Try again",
  reference: "Reference {reference}",
};

/**
 * @param {Record<string, string>} words the texts, as far as they have arrived
 * @param {{ code: string, reference: string, mayHavePaid: boolean, retry?: () => void }} what
 */
export function runtimeFace(words, { code, reference, mayHavePaid, retry }) {
  const text = (key) => words[key] ?? ENGLISH[key];
  const framed = code === "runtime.framed";
  const said = mayHavePaid
    ? text("runtime.open")
    : `${text("nothing")} ${text(framed ? "runtime.framed" : "runtime.text")}`;
  const face = make(
    "div",
    { class: "face", part: "face", role: "alert", "data-kind": mayHavePaid ? "unknown" : "warning" },
    make("span", { class: "sign", "aria-hidden": "true", "data-kind": mayHavePaid ? "unknown" : "warning" }),
    make("h2", { class: "face-title", "data-heading": "", tabindex: "-1" }, text("runtime.title")),
    make("p", { class: "face-text" }, said),
  );
  if (retry) {
    const button = make("button", { class: "action", part: "action", type: "button" }, text("unavailable.action"));
    button.addEventListener("click", retry);
    face.append(button);
  }
  face.append(make("p", { class: "reference", part: "reference" }, text("reference").replace("{reference}", reference)));
  return face;
}
