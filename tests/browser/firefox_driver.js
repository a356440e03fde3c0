// What the tests do by other ways in Firefox, for its driver tells and does less than Chromium's.
// What cannot be done there at all is in firefox_limits.js.

/** Runs in every page: keeps the bodies of calls, which the driver does not tell. */
export function keepBodies() {
  const { fetch } = window;
  window.bodiesSent = [];
  window.fetch = function (address, options) {
    if (typeof options?.body === "string") {
      window.bodiesSent.push({ url: new URL(address, location.href).href, body: options.body });
    }
    return fetch.apply(this, arguments);
  };
}

/** Runs in every page: writes errors out, of which the driver tells the kind alone. */
export function writeErrors() {
  for (const kind of ["error", "warn"]) {
    const write = console[kind].bind(console);
    console[kind] = (...words) => write(...words.map((word) => (word instanceof Error ? `${word}` : word)));
  }
}

/** Gives the page what the driver lacks: calls that have their body, and are sent on with it. */
export function adapt(page) {
  // Pictures are Chromium's alone: for one a style is put into the page here, against its policy.
  page.screenshot = Object.getPrototypeOf(page.locator("html")).screenshot = async () => {};
  page.on("request", giveBody);
  const [route, unroute] = [page.route.bind(page), page.unroute.bind(page)];
  const handlers = new Map();
  page.route = (what, handler, options) => {
    const whole = (each) => handler(withBody(each));
    handlers.set(handler, whole);
    return route(what, whole, options);
  };
  page.unroute = (what, handler) => unroute(what, handlers.get(handler));
}

/** The body of each call, as its page tells it. */
const bodies = new WeakMap();

/** Gives a call the body that its page's script has sent, a moment later; over when it has it. */
function giveBody(request) {
  if (!bodies.has(request)) bodies.set(request, askBody(request));
  return bodies.get(request);
}

async function askBody(request) {
  if (request.method() !== "POST" || request.isNavigationRequest()) return;
  const of = (url) => window.bodiesSent.findLast((sent) => sent.url === url)?.body;
  // The page may have gone meanwhile: the call then stays without.
  const body = await request.frame().evaluate(of, request.url()).catch(() => undefined);
  if (body === undefined) return;
  request.postData = () => body;
  request.postDataJSON = () => JSON.parse(body);
}

/** The route whose `fetch` sends the body that the page's own call has. */
function withBody(route) {
  const fetch = route.fetch.bind(route);
  route.fetch = async (options = {}) => {
    await giveBody(route.request());
    return fetch({ postData: route.request().postData() ?? undefined, ...options });
  };
  return route;
}
