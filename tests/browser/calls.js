// The calls of the checkout server: reading and paying share one address, and a browser
// test means one of them.

/** For `page.route`, `waitForRequest` and the like: see {@link tellApart}. */
export const CALLS = {
  read: { method: "GET", url: "**/checkout/v1" },
  pay: { method: "POST", url: "**/checkout/v1" },
  extend: { method: "POST", url: "**/checkout/v1/extend" },
  remove: { method: "DELETE", url: "**/checkout/v1/cards/*" },
  restore: { method: "POST", url: "**/checkout/v1/cards/*/restore" },
  makeDefault: { method: "POST", url: "**/checkout/v1/cards/*/default" },
  cancel: { method: "POST", url: "**/checkout/v1/cancel" },
};

const told = new WeakSet();

/** The addresses of a call, with a slash or a query behind them too. */
const around = ({ url }) => `${url}{,/}{,\\?*}`;

/** Whether a request is the call; a query behind the address counts for nothing. */
export function isCall(call, request) {
  const path = new URL(request.url()).pathname.replace(/\/$/, "");
  const [before, after] = call.url.replace("**", "").split("*");
  const isOne = after === undefined ? path.endsWith(before) : path.includes(before) && (after === "" || path.endsWith(after));
  return request.method() === call.method && isOne;
}

/** Lets the page's methods take a call in the place of an address. */
export function tellApart(page) {
  if (told.has(page)) return page;
  told.add(page);
  const [route, unroute] = [page.route.bind(page), page.unroute.bind(page)];
  const handlers = new Map();
  const isOne = (what) => what?.method !== undefined && what?.url !== undefined;
  page.route = (what, handler, { times = Infinity } = {}) => {
    if (!isOne(what)) return route(what, handler, times === Infinity ? {} : { times });
    let left = times;
    const only = (each) => {
      if (left < 1 || !isCall(what, each.request())) return each.fallback();
      left -= 1;
      return handler(each);
    };
    handlers.set(handler, only);
    return route(around(what), only);
  };
  page.unroute = (what, handler) =>
    isOne(what) ? unroute(around(what), handlers.get(handler)) : unroute(what, handler);
  for (const [name, of] of [["waitForRequest", (one) => one], ["waitForResponse", (one) => one.request()]]) {
    const wait = page[name].bind(page);
    page[name] = (what, ...more) => wait(isOne(what) ? (one) => isCall(what, of(one)) : what, ...more);
  }
  return page;
}
