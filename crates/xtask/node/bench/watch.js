// Runs in a measured page before any script of it, and finds the moment at which a card can be
// picked: in each frame it clicks the last stored card's radio, until the click is answered.

/** @param {"element" | "isolated" | "dropin"} kind what is on the page */
export function watch(kind) {
  const element = {
    radios: () => document.querySelector("one-click-checkout")?.shadowRoot?.querySelectorAll("[type=radio]:not([value=''])"),
    // A radio is checked by the browser: the element's own event is the answer.
    answers: (radio) => radio.checked && changed,
  };
  const frame = () => document.querySelector("one-click-checkout")?.shadowRoot?.querySelector("iframe");
  const ways = {
    element,
    // In the page around it the frame has to be seen; the rest is in there.
    isolated: window === window.top
      ? { radios: () => [frame()].filter((one) => one?.checkVisibility({ visibilityProperty: true })), answers: () => true }
      : element,
    dropin: {
      radios: () => document.querySelectorAll("#dropin [role=radio]"),
      answers: (radio) => radio.getAttribute("aria-checked") === "true",
    },
  };
  const { radios, answers } = ways[kind];
  let changed = false;
  addEventListener("oneclick-change", () => {
    changed = true;
  });
  addEventListener("pointerup", ({ timeStamp }) => {
    window.released = timeStamp;
  }, true);
  window.usable = new Promise((resolve) => {
    let clicked;
    const look = () => {
      const last = [...(radios() ?? [])].at(-1);
      if (last && clicked !== undefined && answers(last)) return resolve(clicked);
      if (last) {
        clicked = performance.now();
        last.click();
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
