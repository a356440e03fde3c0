// The page's own way to press the button.

/** What each face means for who waits for the outcome. */
const OUTCOMES = {
  paid: "succeeded",
  declined: "declined",
  bank: "action_required",
  unknown: "unknown",
  "not-charged": "not_charged",
};

/** Resolves when the face is none of those in `faces`. */
function leaves(base, faces) {
  return new Promise((resolve) => {
    const look = () => {
      if (faces.includes(base.dataset.face)) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(base, { attributeFilter: ["data-face"] });
    look();
  });
}

/**
 * Waits until there is a button, presses it, and waits for what comes of it.
 * @returns {Promise<{ outcome: string }>} `not_sent` where nothing could be sent
 */
export async function pressed(base, press) {
  await leaves(base, ["loading"]);
  press();
  await leaves(base, ["loading", "paying"]);
  return { outcome: OUTCOMES[base.dataset.face] ?? "not_sent" };
}
