// The fixed frame inside the element: what never goes while faces come and go.
import frame from "../../style/widget.css";
import cards from "../../style/widget_cards.css";
import faces from "../../style/widget_faces.css";
import modes from "../../style/widget_modes.css";
import { make } from "./build.js";

/** A sheet belongs to one document: an element moved to another needs a new one. */
export function adoptSheet(root) {
  const view = root.ownerDocument.defaultView;
  // A document that nobody sees, as a template's, takes no sheet of another.
  if (!view) return;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(frame + cards + faces + modes);
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
    // They are there before their first word, else that is not read out.
    make("p", { class: "unseen", role: "status" }),
    make("p", { class: "unseen", role: "alert" }),
    stage,
    make("slot", { name: "fallback" }),
  );
  root.append(base);
  return { root, base, stage };
}
