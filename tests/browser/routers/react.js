// A shop in React, in its strict mode: rendered on a server and hydrated, or in the browser.
import { StrictMode, createElement as h, useState } from "react";
import { createPortal } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";

const { how, ...made } = JSON.parse(document.getElementById("made").textContent);

function Shop() {
  const [{ shown = true, key = 0, aside = false }, set] = useState({});
  const change = (what) => set((before) => ({ ...before, ...what }));
  window.router = {
    leave: () => change({ shown: false }),
    back: () => change({ shown: true }),
    another: () => change({ key: key + 1 }),
    move: () => change({ aside: !aside }),
  };
  // The script takes the token off the element, maybe before React looks at it.
  const element = h("one-click-checkout", { key, ...made, rows: 4, suppressHydrationWarning: true });
  if (!shown) return h("p", null, "Another page");
  return h("main", null, aside ? createPortal(element, document.getElementById("aside")) : element);
}

const app = document.getElementById("app");
const begin = () => {
  if (how === "hydrate") hydrateRoot(app, h(StrictMode, null, h(Shop)));
  else createRoot(app).render(h(StrictMode, null, h(Shop)));
};
// Late, so that the element is drawn before.
const isDrawn = () => document.querySelector("one-click-checkout").shadowRoot?.querySelector(".base:not([data-screen=loading])");
if (how === "hydrate" && !isDrawn()) document.addEventListener("oneclick-ready", begin, { once: true });
else begin();
