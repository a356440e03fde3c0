// Presses the button for the page.

/** The outcome that each screen stands for. */
const OUTCOMES = {
  __proto__: null,
  paid: "succeeded",
  declined: "declined",
  bank: "action_required",
  unknown: "unknown",
  "not-charged": "not_charged",
};

/** Resolves to the first screen that is not `screen`. */
function leaves(base, screen) {
  return new Promise((resolve) => {
    const look = () => {
      if (base.dataset.screen === screen) return;
      observer.disconnect();
      resolve(base.dataset.screen);
    };
    const observer = new MutationObserver(look);
    observer.observe(base, { __proto__: null, attributeFilter: ["data-screen"] });
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
  const isPaying = base.dataset.screen === "paying";
  const screen = await leaves(base, "paying");
  // What drew the payment has gone; the payment goes on.
  const isGone = isPaying && (screen === "loading" || screen === "runtime");
  return { outcome: isGone ? "unknown" : (OUTCOMES[screen] ?? "not_sent") };
}
