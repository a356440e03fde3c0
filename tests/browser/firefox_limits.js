// What Firefox's driver cannot do: the tests that are left out there, each with the reason. The
// list is by Playwright 1.64 and Firefox 153.

const REASONS = {
  bodies: "the driver tells no request's body",
  cache: "the driver takes a page out of the history's cache for one that never arrives",
  developerTools: "the test asks by the protocol of Chromium's developer tools",
  dragging: "the driver's mouse drags no text",
  insertedText: "the driver inserts text by a script, which sees into no closed root",
  media: "the driver changes no colour scheme, no forced colours and no medium",
  pictures: "for a picture of an element the driver puts a style into the page, against its policy",
  webAssembly: "the driver tells of no request for WebAssembly, and stands in the way of none",
};

/** Files, parts of titles (none for all of the file), and why. */
const LIMITS = [
  ["back_forward_cache.spec.js", "", "cache"],
  ["claims.spec.js", "without WebAssembly", "webAssembly"],
  ["claims.spec.js", "where there is no WebAssembly", "webAssembly"],
  ["claims.spec.js", "WebAssembly that fails", "webAssembly"],
  ["cvc.spec.js", "American Express takes three digits, too", "bodies"],
  ["cvc.spec.js", "the code goes out in one request's body", "bodies"],
  ["declines.spec.js", "one preflight does", "developerTools"],
  ["documents.spec.js", "what is printed", "media"],
  ["hotkeys.spec.js", "no event of a browser's", "developerTools"],
  ["hotkeys.spec.js", "in a closed shadow root does not hear", "insertedText"],
  ["new_cards.spec.js", "Smart2Pay: without the tick", "bodies"],
  ["new_cards.spec.js", "CertiTrade: without the tick", "bodies"],
  ["new_cards.spec.js", "CostPlus: without the tick", "bodies"],
  ["new_cards.spec.js", "consent names the text", "bodies"],
  ["new_cards.spec.js", "the choice says that another page follows", "pictures"],
  ["npm_package.spec.js", "the entry defines the element", "webAssembly"],
  ["odd_input.spec.js", "dropped on the field", "dragging"],
  ["odd_input.spec.js", "dragged out of its field", "dragging"],
  ["odd_input.spec.js", "digits of an input method", "developerTools"],
  ["odd_input.spec.js", "a composition", "developerTools"],
  ["odd_input.spec.js", "while the element is hidden", "bodies"],
  ["own_messages.spec.js", "needs an id of its own", "bodies"],
  ["receipt.spec.js", "paper shows the receipt", "media"],
  ["screens.spec.js", "in forced colours", "media"],
  ["screens.spec.js", "light or dark", "media"],
  ["styles.spec.js", "the browser's own text size", "developerTools"],
  ["told_apart.spec.js", "in forced colours", "media"],
];

/** Why a test is left out in Firefox; undefined if it is not. */
export function firefoxLimit({ file, title }) {
  const limit = LIMITS.find(([name, part]) => file.endsWith(`/${name}`) && title.includes(part));
  return limit && REASONS[limit[2]];
}
