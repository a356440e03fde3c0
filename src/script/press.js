// The page's own way to press the button.

/** What each face means for who waits for the outcome. */
const OUTCOMES = {
  __proto__: null,
  paid: "succeeded",
  declined: "declined",
  bank: "action_required",
  unknown: "unknown",
  "not-charged": "not_charged",
};

/** Resolves to the first face that is not `face`. */
function leaves(base, face) {
  return new Promise((resolve) => {
    const look = () => {
      if (base.dataset.face === face) return;
      observer.disconnect();
      resolve(base.dataset.face);
    };
    const observer = new MutationObserver(look);
    observer.observe(base, { __proto__: null, attributeFilter: ["data-face"] });
    look();
  });
}

/**
 * Waits until there is a button, presses it, and waits for what comes of it.
 * @returns {Promise<{ outcome: string }>} `not_sent` where nothing could be sent
 */
export async function pressed(base, press) {
  await leaves(base, "loading");
  press();
  const isPaying = base.dataset.face === "paying";
  const face = await leaves(base, "paying");
  // What drew the payment has gone; the payment goes on.
  const isGone = isPaying && (face === "loading" || face === "runtime");
  return { outcome: isGone ? "unknown" : (OUTCOMES[face] ?? "not_sent") };
}
