// Builds the frame inside the element, which stays while screens come and go.
import sheet from "../../style/widget.css";
import cards from "../../style/widget_cards.css";
import cvc from "../../style/widget_cvc.css";
import fold from "../../style/widget_fold.css";
import receipt from "../../style/widget_receipt.css";
import screens from "../../style/widget_screens.css";
import modes from "../../style/widget_modes.css";
import { make } from "./build.js";
import { viewOf } from "./builtins.js";
import { watchKeys } from "./keys.js";
import { direction } from "./language.js";
import { runtimeScreen } from "./runtime_screen.js";
import { MOST, skeleton } from "./skeleton.js";
import { hush } from "./voice.js";

/** The controls whose clicks the browser itself acts on. */
const MEANT = "[type=submit], .radio, label, summary";

/** Keeps a click in here from a link, a label or a summary of the page's around the element. */
function keepMeaning(event) {
  if (!event.target.closest(MEANT)) event.preventDefault();
}

const slot = (name) => make("slot", { name });

/** Builds the base, the content that the screens stand in, both live regions and the slots, in a new shadow root. */
export class Frame {
  constructor(host, layout, rows) {
    this.root = host.attachShadow({ __proto__: null, mode: "open" });
    this.adopt();
    this.content = make("div", { class: "content", tabindex: "-1" });
    this.base = make(
      "div",
      { class: "base", part: "base", dir: "ltr", "data-screen": "loading" },
      // They are there before their first word, else that is not read out. Without
      // a role: what is put into an `alert` that stands already is silent in Firefox.
      make("p", { class: "unseen", "aria-live": "polite" }),
      make("p", { class: "unseen", "aria-live": "assertive" }),
      slot("heading"),
      this.content,
      slot("empty"),
      slot("fallback"),
      slot("footer"),
    );
    this.root.append(this.base);
    this.content.addEventListener("click", keepMeaning);
    this.layOut(layout, rows, true);
  }

  /** Takes the style sheet and the keys of the document that the element is in now. */
  adopt() {
    const view = viewOf(this.root.ownerDocument);
    // A document that is not shown, as a template's, takes no sheet of another.
    if (!view) return;
    watchKeys(view);
    const adopted = new view.CSSStyleSheet();
    adopted.replaceSync(sheet + cards + fold + screens + receipt + cvc + modes);
    this.root.adoptedStyleSheets = [adopted];
  }

  /** Takes the language of what will stand in it. */
  speak({ name, tag }) {
    this.base.lang = tag;
    this.base.dir = direction(name);
  }

  /** Keeps room for so many rows. */
  keepRoom(rows) {
    this.base.style.setProperty("--oc-rows", String(Math.min(rows, MOST)));
  }

  /** Shows the cards as a list, or the one that is picked with a button for it. */
  layOut(layout, rows, isEmpty) {
    this.base.dataset.layout = layout;
    this.keepRoom(rows);
    if (isEmpty && this.base.dataset.screen === "loading") this.clear(rows);
  }

  /** Replaces the content; focus on what goes stays in the element. */
  replace(...children) {
    const { root, content } = this;
    const hadFocus = root.activeElement !== null;
    content.replaceChildren(...children);
    if (hadFocus && root.activeElement === null) (root.querySelector("[data-heading]") ?? content).focus();
  }

  /** Shows the screen that needs no WebAssembly. */
  fail(words, what) {
    this.speak(words);
    this.base.dataset.screen = "runtime";
    this.base.toggleAttribute("data-unknown", Boolean(what.mayHavePaid));
    this.replace(runtimeScreen(words.messages, what));
  }

  /** Focuses the first of these that is there. */
  focus(places, options) {
    for (const place of places) {
      const found = this.root.querySelector(place);
      // What is not shown has no box.
      if (found?.getClientRects().length > 0) return found.focus(options);
    }
  }

  clearCvc() {
    const field = this.root.querySelector("[name=cvc]");
    if (field) field.value = "";
  }

  /** Shows the skeleton, and announces nothing. */
  clear(rows) {
    hush(this.root);
    this.base.dataset.screen = "loading";
    this.keepRoom(rows);
    this.replace(skeleton(rows));
  }
}
