// Presses the button for the page.

/** Resolves to the first screen that is not `screen`, and to the outcome as it stands then. */
function leaves(base, screen, outcome) {
  return new Promise((resolve) => {
    const look = (changes) => {
      if (base.dataset.screen === screen) return;
      observer.disconnect();
      // Of several in one task it is the first one.
      const first = changes?.find(({ oldValue }) => oldValue !== screen);
      resolve({ screen: first?.oldValue ?? base.dataset.screen, outcome: outcome() });
    };
    const observer = new MutationObserver(look);
    observer.observe(base, { __proto__: null, attributeFilter: ["data-screen"], attributeOldValue: true });
    look();
  });
}

/**
 * Waits until there is a button, presses it, and waits for what comes of it: here, or where
 * the press promises to tell.
 * @returns {Promise<{ outcome: string }>} `not_sent` where nothing could be sent
 */
export async function pressed(base, press, outcome) {
  await leaves(base, "loading", outcome);
  const elsewhere = press();
  if (elsewhere) return elsewhere;
  const isPaying = base.dataset.screen === "paying";
  const left = await leaves(base, "paying", outcome);
  // What drew the payment has gone; the payment goes on.
  const isGone = isPaying && (left.screen === "loading" || left.screen === "runtime");
  return { outcome: isGone ? "unknown" : (left.outcome ?? "not_sent") };
}
