// Paying with a new card: the shop's page asks the checkout server itself, and
// the shopper types the card on the provider's page.

import { make } from './panel.js';

const form = document.getElementById('new-card');
const words = document.getElementById('keep-words');
const said = document.getElementById('new-card-said');

/** The merchant's id of the words that the shopper reads beside the box. */
const CONSENT = 'keep-card-2026-01';

/** How a payment stands that leaves its order free for another one. */
const FREE = ['declined', 'failed', 'expired'];

/** The order that is offered: consent is given for one, never for the next. */
let offered = null;

/** Offers a new card for an order that nothing holds and nothing has paid. */
export function offer(order) {
  const newest = order.payments[0];
  form.hidden = newest !== undefined && !FREE.includes(newest.state);
  form.elements.pay.disabled = false;
  // A guest has nobody to keep a card for.
  words.closest('label').hidden = order.customer === null;
  if (order.order !== offered || order.customer === null) form.elements.keep.checked = false;
  offered = order.order;
  said.replaceChildren();
}

/** Takes the offer away. */
export function withdraw() {
  form.hidden = true;
}

/** Calls `pay` with the consent, or null, when the shopper asks for it. */
export function listen(pay) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.elements.pay;
    if (button.disabled) return;
    button.disabled = true;
    said.replaceChildren();
    try {
      const keep = form.elements.keep.checked;
      const payment = await pay(keep ? { text: CONSENT, language: words.closest('[lang]').lang } : null);
      // On the way to the provider there is nothing more to press.
      button.disabled = Boolean(payment.redirect);
    } catch (error) {
      said.replaceChildren(make('p', error.message));
      button.disabled = false;
    }
  });
}

/**
 * Begins the payment. Answers the payment as the server tells it.
 *
 * The key is kept until the server has answered: pressed again after a lost
 * answer, it is the same payment and not a second one.
 */
export async function begin(made, order, save) {
  const payment = await request(made, {
    new_card: { save },
    amount: order.amount,
    currency: order.currency,
    previous_payment: order.payments[0]?.id ?? null,
  });
  if (payment.redirect) location.assign(safe(payment.redirect.url));
  return payment;
}

async function request(made, body) {
  const place = `nordlys:new-card:${made.order}:${JSON.stringify(body)}`;
  const key = recalled(place) ?? crypto.randomUUID();
  recall(place, key);
  let answer;
  try {
    answer = await fetch(made.endpoint, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${made.session}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error('We do not know yet whether the payment began. Please try once more.');
  }
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json;
  if (answer.status < 500 && answer.status !== 409) recall(place, null);
  throw new Error(json.detail ?? `The checkout server answered ${answer.status}.`);
}

/** Only a web page may follow: https, or this machine's own. */
function safe(url) {
  const { protocol, hostname } = new URL(url);
  const own = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !own) throw new Error('The provider’s page is not safe to visit.');
  return url;
}

function recalled(place) {
  try {
    return sessionStorage.getItem(place);
  } catch {
    return null;
  }
}

function recall(place, key) {
  try {
    if (key === null) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, key);
  } catch {
    // Without storage the order still takes one payment: the server sees to that.
  }
}
