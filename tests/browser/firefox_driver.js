// What the tests do by other ways in Firefox, for its driver tells and does less than Chromium's.
// What cannot be done there at all is in firefox_limits.js.

/** Runs in every page: keeps the bodies of calls, which the driver does not tell. */
export function keepBodies() {
  const { fetch } = window;
  window.bodiesSent = [];
  window.fetch = function (address, options) {
    if (typeof options?.body === "string") {
      window.bodiesSent.push({ url: new URL(address, document.baseURI).href, body: options.body });
    }
    return fetch.apply(this, arguments);
  };
}

/** Gives the page what the driver lacks: calls that are sent on with their body. */
export function adapt(page) {
  // Pictures are Chromium's alone: for one a style is put into the page here, against its policy.
  page.screenshot = async () => {};
  const [route, unroute] = [page.route.bind(page), page.unroute.bind(page)];
  const handlers = new Map();
  page.route = (what, handler, options) => {
    const whole = (each) => handler(withBody(each));
    handlers.set(handler, whole);
    return route(what, whole, options);
  };
  page.unroute = (what, handler) => unroute(what, handlers.get(handler));
}

/** The route whose `fetch` sends the body that the page's own call has. */
function withBody(route) {
  const fetch = route.fetch.bind(route);
  route.fetch = async (options = {}) => {
    const request = route.request();
    if (request.method() !== "POST" || options.postData !== undefined) return fetch(options);
    const of = (url) => window.bodiesSent.findLast((sent) => sent.url === url)?.body;
    return fetch({ ...options, postData: await request.frame().evaluate(of, request.url()) });
  };
  return route;
}
