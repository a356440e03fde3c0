// What Firefox's driver cannot do: the tests that are left out there, each with the reason. The
// list is by Playwright 1.64 and Firefox 153.

const REASONS = {
  activation: "whatever the driver asks of a page counts there as a shopper's press",
  cache: "the driver takes a page out of the history's cache for one that never arrives",
  developerTools: "the test asks by the protocol of Chromium's developer tools",
  dragging: "the driver's mouse drags no text",
  frames: "the driver's mouse and keys reach no frame of another site",
  insertedText: "the driver inserts text by a script, which sees into no closed root",
  media: "the driver changes no medium",
  preloads: "what a page asks for early is not used where the driver stands in the way of requests",
  webAssembly: "the driver tells of no request for WebAssembly, and stands in the way of none",
};

/** Files, parts of titles (none for all of the file), and why. */
const LIMITS = [
  ["back_forward_cache.spec.js", "", "cache"],
  ["claims.spec.js", "without WebAssembly", "webAssembly"],
  ["claims.spec.js", "where there is no WebAssembly", "webAssembly"],
  ["claims.spec.js", "WebAssembly that fails", "webAssembly"],
  ["declines.spec.js", "one preflight does", "developerTools"],
  ["documents.spec.js", "what is printed", "media"],
  ["hotkeys.spec.js", "no event of a browser's", "developerTools"],
  ["hotkeys.spec.js", "in a closed shadow root does not hear", "insertedText"],
  ["loading.spec.js", "asks for early is loaded once", "preloads"],
  ["npm_package.spec.js", "the entry defines the element", "webAssembly"],
  ["odd_input.spec.js", "dropped on the field", "dragging"],
  ["odd_input.spec.js", "dragged out of its field", "dragging"],
  ["odd_input.spec.js", "digits of an input method", "developerTools"],
  ["odd_input.spec.js", "a composition", "developerTools"],
  ["page_contract.spec.js", "paid with allow-framed", "frames"],
  ["page_contract.spec.js", "without a shopper's click", "activation"],
  ["receipt.spec.js", "paper shows the receipt", "media"],
  ["styles.spec.js", "the browser's own text size", "developerTools"],
];

/** Why a test is left out in Firefox; undefined if it is not. */
export function firefoxLimit({ file, title }) {
  const limit = LIMITS.find(([name, part]) => file.endsWith(`/${name}`) && title.includes(part));
  return limit && REASONS[limit[2]];
}
