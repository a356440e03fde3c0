// Lets the page hold a payment back before anything of it is sent.

/** Milliseconds that the page may take. */
const HOLD = 10_000;

/**
 * Dispatches `oneclick-before-pay`, and waits for what its listeners wait for.
 * @returns {Promise<boolean>} whether the payment may be sent
 */
export async function mayBeSent(host) {
  const held = [];
  let isOver = false;
  const options = { __proto__: null, bubbles: true, composed: true, cancelable: true, detail: {} };
  const event = new CustomEvent("oneclick-before-pay", options);
  event.waitUntil = (promise) => {
    // Too late to hold anything: said, and not passed over.
    if (isOver) throw new DOMException("call waitUntil() before the listener awaits anything", "InvalidStateError");
    held[held.length] = promise;
  };
  const isWanted = host.dispatchEvent(event);
  isOver = true;
  if (!isWanted || held.length === 0) return isWanted;
  const late = new Promise((resolve) => setTimeout(resolve, HOLD));
  return Promise.race([Promise.all(held).then(() => !event.defaultPrevented), late]).catch(() => false);
}
