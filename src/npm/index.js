// Loads the element from a checkout server's address. Imported on a server it touches nothing,
// and in a page nothing either until `loadOneClick` is called.

/** The version of the element that this package was made with. */
export const version = __VERSION__;

const NAME = "one-click-checkout";
/** The integrity of this version's script, as the server says it in `integrity.json`. */
const INTEGRITY = __INTEGRITY__;
/** Milliseconds before each further try. */
const PAUSES = [500, 2000];
/** Milliseconds until a script that neither loads nor fails is given up. */
const LATE = 15_000;

/** What the page asked for first, and the promise of it. */
let loading;

/** How often a script was put into this page. */
let tries = 0;

/** What makes an address a trusted one, where the page has such; a page may make each once. */
let policy;

/**
 * Loads the element's script once, and waits until the element is defined.
 * @param {import("./index.js").LoadOptions} options
 * @returns {Promise<import("./index.js").OneClickCheckoutConstructor | null>} `null` on a server
 */
export function loadOneClick(options) {
  if (typeof document === "undefined") return Promise.resolve(null);
  let script;
  try {
    script = scriptOf(options);
  } catch (fault) {
    return Promise.reject(fault);
  }
  if (loading && loading.script.href !== script.href) {
    console.warn(`oneclick-checkout: ${loading.script.href} is loaded already; ${script.href} is not`);
  }
  loading ??= { script, defined: load(script, options.nonce).catch(forget) };
  return loading.defined;
}

/** What failed is asked for anew by the next call. */
function forget(fault) {
  loading = undefined;
  throw fault;
}

/** Returns the script's address and integrity; throws a `TypeError` that says what to write. */
function scriptOf({ endpoint, version: wanted = version, widget } = {}) {
  if (!/^(\d+|\d+\.\d+\.\d+)$/.test(wanted)) {
    throw new TypeError(`version: "${wanted}" is none. Write "${version}" for exactly that one, or "1" for the newest that is like it.`);
  }
  const base = widget ?? widgetOf(endpoint);
  const href = addressOf("widget", `${base.replace(/\/*$/, "/")}v${wanted}/oneclick.js`);
  return { href, integrity: wanted === version ? INTEGRITY : undefined };
}

/** Returns where the server of an endpoint has the element's files. */
function widgetOf(endpoint) {
  if (!endpoint) throw new TypeError('There is no endpoint. Write the address of your checkout server: "https://pay.example.com/checkout/v1".');
  return new URL("/widget/", addressOf("endpoint", endpoint)).href;
}

/** Returns an address that a script may be loaded from: https, or on this machine. */
function addressOf(name, address) {
  let url;
  try {
    url = new URL(address, document.baseURI);
  } catch {
    throw new TypeError(`${name}: "${address}" is no address. Write one like "https://pay.example.com".`);
  }
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isHere)) return url.href;
  throw new TypeError(`${name}: "${address}" is neither https nor on this machine.`);
}

/** Loads the script, if nobody has defined the element; tries again after a failure. */
async function load(script, nonce) {
  for (const pause of [...PAUSES, undefined]) {
    const defined = customElements.get(NAME);
    if (defined) return checked(defined);
    try {
      await run(script, nonce);
      return checked(await customElements.whenDefined(NAME));
    } catch (fault) {
      if (pause === undefined) throw fault;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * Puts the script into the page; rejects if it does not come. Tries have addresses of their own,
 * those of a later call too: a document remembers that a module did not load.
 */
function run({ href, integrity }, nonce) {
  tries += 1;
  const address = tries > 1 ? `${href}?try=${tries}` : href;
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    const fail = (why) => {
      clearTimeout(late);
      element.remove();
      reject(new Error(`oneclick-checkout: ${href} ${why}`));
    };
    const late = setTimeout(() => fail("did not come within 15 seconds"), LATE);
    element.onload = () => {
      clearTimeout(late);
      resolve();
    };
    element.onerror = () => fail("did not load: a wrong address, no connection, this page's Content-Security-Policy, or another integrity than this package's");
    Object.assign(element, { type: "module", async: true, crossOrigin: "anonymous", src: trusted(address) });
    if (integrity) element.integrity = integrity;
    if (nonce) element.nonce = nonce;
    document.head.append(element);
  });
}

/**
 * Returns an address as a page takes it whose policy requires trusted types: `addressOf` has
 * checked it. A policy that does not name ours (`trusted-types`) gets the plain address.
 */
function trusted(address) {
  try {
    policy ??= globalThis.trustedTypes?.createPolicy("oneclick-checkout", { createScriptURL: (checked) => checked });
  } catch {
    // The page is told by the browser, if it requires trusted types at all.
  }
  return policy?.createScriptURL(address) ?? address;
}

/** Says on the console if the element is of another major version than this package. */
function checked(defined) {
  const [ours, theirs] = [version, String(defined.version)].map((text) => text.split(".")[0]);
  if (ours !== theirs) console.warn(`oneclick-checkout: this package is version ${version}, the element on the page is ${defined.version}`);
  return defined;
}
