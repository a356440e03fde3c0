// The fixed frame inside the element: what never goes while faces come and go.
import frame from "../../style/widget.css";
import cards from "../../style/widget_cards.css";
import code from "../../style/widget_code.css";
import faces from "../../style/widget_faces.css";
import modes from "../../style/widget_modes.css";
import { make } from "./build.js";

/** A sheet belongs to one document: an element moved to another needs a new one. */
export function adoptSheet(root) {
  const view = root.ownerDocument.defaultView;
  // A document that nobody sees, as a template's, takes no sheet of another.
  if (!view) return;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(frame + cards + faces + code + modes);
  root.adoptedStyleSheets = [sheet];
}

/** The base, the stage for the faces, both live regions and the slot, in a new shadow root. */
export function makeFrame(host) {
  const root = host.attachShadow({ mode: "open" });
  adoptSheet(root);
  const stage = make("div", { class: "stage", tabindex: "-1" });
  const base = make(
    "div",
    { class: "base", part: "base", "data-face": "loading" },
    // They are there before their first word, else that is not read out. Without
    // a role: what is put into an `alert` that stands already is silent in Firefox.
    make("p", { class: "unseen", "aria-live": "polite" }),
    make("p", { class: "unseen", "aria-live": "assertive" }),
    stage,
    make("slot", { name: "fallback" }),
  );
  root.append(base);
  return { root, base, stage };
}
