// The demo shop's page: makes an order, puts the element into it, and lets
// developers choose what will happen.
//
// A real shop needs none of this: its backend makes the session and writes
// <one-click-checkout endpoint="…" session="…"> into the page.

import * as backend from './backend.js';
import { message, speak as speakPage } from './language.js';
import { deliveryDates, price } from './money.js';
import * as panel from './panel.js';

const place = document.getElementById('checkout');
const settings = document.getElementById('settings');
const fields = settings.elements;
const removal = document.getElementById('remove');

/** How long the element's script may take before the page speaks of it, in ms. */
const SCRIPT_WITHIN = 10_000;

/** The order on the page, as the backend made it. */
let current = null;
/** The amount and the currency on the page. */
let shown = null;
/** The element of that order, whether it is on the page or taken away. */
let element = null;
/** What happens to the order; an address may name more than the panel has. */
let scenario = 'paid';
/** Counts orders wanted: only the last one may draw. */
let turn = 0;

const query = () => new URLSearchParams(location.search);

/** Shows the order that the address names, or makes the one it describes. */
async function start() {
  const wanted = query();
  const order = wanted.get('order');
  const mine = ++turn;
  await show(mine, async () => {
    const known = order && (await backend.view(order));
    if (known) {
      describe(known);
      return backend.session(order);
    }
    const described = fromAddress(wanted);
    try {
      return await backend.makeOrder(described);
    } catch (error) {
      // An order of before the shop was started anew: its customer is gone.
      if (error.code !== 'order.customer') throw error;
      return backend.makeOrder({ ...described, order: undefined });
    }
  });
}

/** Makes a new order from the panel's settings. */
async function renew({ price = true } = {}) {
  const mine = ++turn;
  const wanted = {
    scenario: fields.scenario.value || scenario,
    provider: fields.provider.value,
  };
  if (price) {
    wanted.amount = Number(fields.amount.value);
    wanted.currency = fields.currency.value;
  }
  if (fields.language.value) wanted.language = fields.language.value;
  if (fields.customer.value === 'guest') wanted.customer = null;
  else if (fields.customer.value !== 'returning') wanted.customer = fields.customer.value;
  panel.clear();
  await show(mine, () => backend.makeOrder(wanted), 'push');
}

/** Draws the order that `make` answers, unless another was wanted meanwhile. */
async function show(mine, make, history = 'replace') {
  place.setAttribute('aria-busy', 'true');
  try {
    const made = await make();
    if (mine !== turn) return;
    current = made;
    remember(made.order, history);
    embed(made);
    const known = await backend.view(made.order);
    if (mine !== turn || !known) return;
    describe(known);
    panel.showView(known);
  } catch (error) {
    if (mine === turn) refuse(error);
  } finally {
    if (mine === turn) place.removeAttribute('aria-busy');
  }
}

/** Puts the element into the page. */
function embed(made) {
  element = document.createElement('one-click-checkout');
  element.setAttribute('endpoint', made.endpoint);
  element.setAttribute('session', made.session);
  element.toggleAttribute('isolated', query().has('isolated'));
  element.setAttribute('rows', query().get('rows') ?? (fields.customer.value === 'guest' ? 1 : 5));
  speak();
  place.replaceChildren(element);
  removal.textContent = 'Remove the element';
  document.getElementById('order-name').textContent = made.order;
  document.querySelector('[data-script]').textContent = made.script;
  document.querySelector('[data-endpoint]').textContent = made.endpoint;
}

/** Sets the settings and prices to those of an order. */
function describe(order) {
  scenario = order.scenario;
  fields.scenario.value = scenario;
  const chosen = settings.querySelector('[name=scenario]:checked');
  if (chosen?.closest('details')) chosen.closest('details').open = true;
  fields.amount.value = order.amount;
  choose(fields.currency, order.currency);
  choose(fields.provider, order.provider);
  choose(fields.customer, order.returning ? 'returning' : (order.customer ?? 'guest'));
  choose(fields.language, query().get('language') ?? order.language ?? '');
  shown = { amount: order.amount, currency: order.currency };
  figure();
  speak();
}

/** Writes the price and the dates of delivery in the page's language. */
function figure() {
  document.querySelector('[data-dates]').textContent = deliveryDates();
  for (const place of document.querySelectorAll('[data-price]')) {
    place.textContent = shown ? price(shown.amount, shown.currency) : '';
  }
}

/** Says why there is no element, and offers a way on. */
function refuse(error) {
  const why =
    error.code === 'customer.missing'
      ? 'This provider wants to know who pays: choose a customer who is no guest.'
      : error.message;
  const notice = panel.make('div', `${message('refused', 'The order could not be made.')} `);
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  const reason = panel.make('span', why);
  reason.lang = 'en';
  reason.dir = 'ltr';
  notice.append(reason);
  const again = panel.make('button', message('again', 'Make a new order'));
  again.type = 'button';
  again.addEventListener('click', () => renew());
  notice.append(again);
  place.replaceChildren(notice);
}

/** Selects a value, also one that only an address can ask for. */
function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) {
    select.add(new Option(value, value));
  }
  select.value = value;
}

/** Lets the page and the element speak the language chosen; without one the page its English. */
function speak() {
  const language = fields.language.value;
  speakPage(language, figure);
  if (language) element?.setAttribute('lang', language);
  else element?.removeAttribute('lang');
}

/** The order is in the address, so that reload, Back and the bank find it. */
function remember(order, history) {
  const address = new URL(location.pathname, location.href);
  address.searchParams.set('order', order);
  if (fields.language.value) address.searchParams.set('language', fields.language.value);
  if (fields.theme.value) address.searchParams.set('theme', fields.theme.value);
  if (query().has('isolated')) address.searchParams.set('isolated', '');
  if (query().has('rows')) address.searchParams.set('rows', query().get('rows'));
  if (history === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
  document.getElementById('same-order').href = address;
}

/** What an address asks the backend for; the backend has the defaults. */
function fromAddress(wanted) {
  const order = {};
  for (const name of ['scenario', 'currency', 'language', 'order', 'provider']) {
    if (wanted.has(name)) order[name] = wanted.get(name);
  }
  if (wanted.has('amount')) order.amount = Number(wanted.get('amount'));
  const customer = wanted.get('customer');
  if (customer === 'guest') order.customer = null;
  else if (customer && customer !== 'returning') order.customer = customer;
  choose(fields.customer, customer ?? 'returning');
  choose(fields.language, order.language ?? '');
  return order;
}

/** Asks the backend what it knows of the order, and of one that is paid until it is shipped. */
async function look(again = 5) {
  if (!current) return;
  try {
    const known = await backend.view(current.order);
    if (known?.order === current.order) {
      panel.showView(known);
      // The webhook is on its way.
      if (known.paid && !known.shipped && again > 0) setTimeout(look, 1000, again - 1);
    }
    else panel.showNoView('The shop does not know this order any more.');
  } catch (error) {
    panel.showNoView(error.message);
  }
}

/** Gives the element another session of its order in the place of one that ends. */
async function prolong() {
  const { order } = current;
  const made = await backend.makeSession(order).catch(() => null);
  // The element keeps the card that is picked, and the focus.
  if (!made || current.order !== order) return;
  current = made;
  element.session = made.session;
}

/** Changes something about the order, and lets the element show it. */
async function change(how) {
  if (!current) return;
  const { order, session } = current;
  try {
    await how(order);
    describe(await backend.view(order));
    // Set again, the same session is read anew.
    element.session = session;
  } catch (error) {
    panel.showNoView(error.message);
  }
}

/** Light, dark, or as the system says. */
function dress() {
  document.documentElement.dataset.theme = fields.theme.value;
}

/** The page stands without the element's script, and says what is missing. */
function miss() {
  if (customElements.get('one-click-checkout') || !element?.isConnected) return;
  const notice = panel.make('p', message('late', 'The payment form did not load. Your order is kept: reload the page to pay.'));
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  place.prepend(notice);
  customElements.whenDefined('one-click-checkout').then(() => notice.remove());
}

settings.addEventListener('submit', (event) => event.preventDefault());
settings.addEventListener('change', ({ target }) => {
  if (target.name !== 'theme' && target.name !== 'language') {
    // Each provider has a currency of its own.
    renew({ price: target.name !== 'provider' });
    return;
  }
  dress();
  speak();
  if (current) remember(current.order, 'replace');
});
removal.addEventListener('click', () => {
  if (!element) return;
  if (element.isConnected) element.remove();
  else place.replaceChildren(element);
  removal.textContent = element.isConnected ? 'Remove the element' : 'Put it back';
});
document.getElementById('new-order').addEventListener('click', () => renew());
document.getElementById('ask').addEventListener('click', () => look());
document.getElementById('voucher').addEventListener('click', () => change(backend.redeemVoucher));
document.getElementById('reset').addEventListener('click', () => change(backend.resetLimits));
document.getElementById('new-session').addEventListener('click', () => {
  if (current) show(++turn, () => backend.makeSession(current.order));
});
window.addEventListener('popstate', start);
panel.listen(() => look());
document.addEventListener('oneclick-expiring', prolong);
document.addEventListener('oneclick-error', ({ detail }) => {
  if (detail.code === 'session.expired' && current) backend.forget(current.order);
});
// Back from the provider: the page as it was left, the order perhaps not.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) look();
});

choose(fields.theme, query().get('theme') ?? '');
dress();
setTimeout(miss, SCRIPT_WITHIN);
start();
