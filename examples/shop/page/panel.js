// The developers' panel: what the element says, and what the shop knows.

import { price } from './money.js';

const EVENTS = [
  'oneclick-ready',
  'oneclick-change',
  'oneclick-success',
  'oneclick-declined',
  'oneclick-pending',
  'oneclick-expiring',
  'oneclick-cancelled',
  'oneclick-error',
];

const byId = (id) => document.getElementById(id);

/** Lists the element's events as they fire, and calls `onOutcome` for news. */
export function listen(onOutcome) {
  for (const name of EVENTS) {
    // On document: an element that was removed still tells its outcome there.
    document.addEventListener(name, (event) => {
      write(name, event.detail);
      if (name !== 'oneclick-ready' && name !== 'oneclick-change') onOutcome(event);
    });
  }
}

/** Empties the list of events. */
export function clear() {
  byId('events').replaceChildren();
  byId('no-events').hidden = false;
}

function write(name, detail) {
  const now = new Date();
  const time = make('time', now.toLocaleTimeString('en-GB'));
  time.dateTime = now.toISOString();
  const item = make('li', '');
  item.dataset.event = name;
  item.append(time, make('b', name));
  if (detail != null) item.append(make('code', JSON.stringify(detail)));
  const list = byId('events');
  list.append(item);
  list.scrollTop = list.scrollHeight;
  byId('no-events').hidden = true;
}

/** Shows what the shop's backend was told by the checkout server. */
export function showView(order) {
  const view = byId('view');
  view.dataset.paid = String(order.paid);
  const newest = order.payments[0];
  const sum = price(order.amount, order.currency, 'en');
  if (order.paid) view.textContent = `Paid ${sum}. Ship it.`;
  else if (!newest) view.textContent = 'Not paid. No payment yet.';
  else view.textContent = `Not paid. Payment ${newest.id} is ${newest.state}; charged: ${newest.charged ?? 'not known'}.`;
  showWebhooks(order);
}

/** Lists what the checkout server told the shop's backend by itself. */
function showWebhooks(order) {
  const items = order.webhooks.map((webhook) => {
    const item = make('li', '');
    item.dataset.type = webhook.type;
    item.append(make('b', webhook.type), make('code', `sequence ${webhook.sequence}`));
    return item;
  });
  byId('webhooks').replaceChildren(...items);
  byId('shipped').textContent = order.shipped ? 'Shipped, on the webhook.' : 'Not shipped: no webhook has said that it is paid.';
  byId('shipped').dataset.shipped = String(order.shipped);
}

/** Says that the shop's view could not be had. */
export function showNoView(why) {
  byId('view').dataset.paid = 'false';
  byId('view').textContent = why;
}

/** A new HTML element with a text. */
export function make(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
