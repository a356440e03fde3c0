// The page's calls to the shop's own backend. None of them carries the secret
// key: the backend adds that, and talks to the checkout server.

/** Makes an order and a first checkout session for it. */
export async function makeOrder(wanted) {
  const made = await ask('POST', 'shop/orders', wanted);
  keep(made);
  return made;
}

/** Another checkout session of the same order. */
export async function makeSession(order) {
  const made = await ask('POST', `shop/orders/${encodeURIComponent(order)}/sessions`, {});
  keep(made);
  return made;
}

/** Takes a tenth off the price of an order. */
export function redeemVoucher(order) {
  return ask('POST', `shop/orders/${encodeURIComponent(order)}/voucher`, {});
}

/** Resets the declines, wrong codes and locks of the order's customer. */
export function resetLimits(order) {
  return ask('POST', `shop/orders/${encodeURIComponent(order)}/reset_limits`, {});
}

/** The session that this tab already has for an order, else another one. */
export async function session(order) {
  return kept(order) ?? makeSession(order);
}

/** The shop's own view of an order, or null if it knows no such order. */
export async function view(order) {
  try {
    return await ask('GET', `shop/orders/${encodeURIComponent(order)}`);
  } catch (error) {
    if (error.code === 'order.unknown') return null;
    throw error;
  }
}

async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json;
  const error = new Error(json.detail ?? `The shop’s backend answered ${answer.status}.`);
  error.code = json.code;
  throw error;
}

// A session's token is never part of an address: addresses are logged and
// shared. Where storage is blocked, a reload makes another session instead.

function keep(made) {
  try {
    sessionStorage.setItem(`nordlys:${made.order}`, JSON.stringify(made));
  } catch {
    // Nothing is lost but the saving of one request.
  }
}

/** A session that has ended is of no more use: a reload makes another one. */
export function forget(order) {
  try {
    sessionStorage.removeItem(`nordlys:${order}`);
  } catch {
    // Nothing was kept.
  }
}

function kept(order) {
  try {
    return JSON.parse(sessionStorage.getItem(`nordlys:${order}`));
  } catch {
    return null;
  }
}
