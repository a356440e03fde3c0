// Chooses the language, and loads its messages.
import { fetchAsset } from "./assets.js";
import { bare } from "./builtins.js";
import { LOAD } from "./request.js";

/** The languages that there are. */
const LANGUAGES = __LANGUAGES__.split(" ");
/** The file of the keys, in the order in which a language's has the texts. */
const KEYS = "keys";
/** The file of the languages' hashes, in their order: English needs none of it. */
const HASHES = "hashes";
/** The hashes of the files that this script pins itself. */
const PINNED = { __proto__: null, en: __ENGLISH__, [KEYS]: __KEYS__, [HASHES]: __HASHES__ };

/** Returns the element of the shadow root that a node is in, if it is in one. */
function hostOf(node) {
  const root = node.getRootNode();
  // A document may have an image of the name `host`.
  return root instanceof ShadowRoot && root.host;
}

/**
 * Returns the language that there is for a tag (itself, or with its last parts taken off) and
 * the tag by today's names: `iw` is `he`, `de_AT` is `de-AT`. Undefined if there is none.
 */
function known(tag) {
  try {
    [tag] = Intl.getCanonicalLocales(tag.replaceAll("_", "-"));
  } catch {
    return;
  }
  const parts = tag.replace(/^n[bn]\b/, "no").split("-");
  for (; parts.length > 0; parts.pop()) {
    const name = parts.join("-");
    if (LANGUAGES.includes(name)) return { name, tag };
  }
}

/** Returns the language of the element, else of an ancestor; undefined if none has one that there is. */
export function languageOfPage(element) {
  let found;
  for (let node = element; node && !found; node = node.parentElement ?? hostOf(node)) found = known(node.getAttribute("lang"));
  return found;
}

/**
 * Chooses the language of the page, else of the session, else of the
 * browser; a language that there is not moves on to the next.
 * @returns {{ name: string, tag: string }} the file, and the full tag for `Intl`
 */
export function choose(element, ofSession) {
  let found = languageOfPage(element);
  for (const tag of [ofSession, ...(navigator.languages ?? []), "en"]) found ??= known(tag);
  return found;
}

/** @type {Record<string, Promise<string[]>>} */
const files = { __proto__: null };

async function fetched(name) {
  const hash = PINNED[name] ?? (await fileOf(HASHES))[LANGUAGES.indexOf(name)];
  // Any other answer than the file itself is refused by its hash.
  const response = await fetchAsset(name, hash, "json", AbortSignal.timeout(LOAD));
  return bare(await response.json());
}

/** Loads a file of texts or hashes, once. */
export function fileOf(name) {
  files[name] ??= fetched(name).catch((failure) => {
    delete files[name];
    throw failure;
  });
  return files[name];
}

/** Returns what stands in braces, in an order that is no language's. */
const braces = (text) => `${text.match(/\{.*?\}/gs)?.sort()}`;

/** What the shopper agrees to, and the id under which that text is stored. */
const [SAVE, CONSENT] = ["new_card.save", "new_card.consent"];

/** Puts the page's own texts in the place of some of ours, and says which it cannot take. */
async function withOwn(ours, host) {
  if (Object.keys(host.messages ?? {}).length === 0) return ours;
  const keys = await fileOf(KEYS);
  const messages = { __proto__: null, ...ours };
  // One that the script says as well stands there twice.
  const placesOf = (key) => Object.keys(keys).filter((at) => keys[at] === key);
  // The page may have set others meanwhile.
  const own = host.messages ?? {};
  for (const key of Object.keys(own)) {
    const text = own[key];
    const places = placesOf(key);
    const our = ours[places[0]];
    if (our && text?.trim?.() && braces(text) === braces(our)) for (const at of places) messages[at] = text;
    else console.warn(`<one-click-checkout> messages["${key}"] ${our ? `write a text like "${our}"` : "there is no such key"}`);
  }
  const [save, consent] = [SAVE, CONSENT].flatMap(placesOf);
  if (messages[save] !== ours[save] && messages[consent] === ours[consent]) {
    messages[save] = ours[save];
    console.warn(`<one-click-checkout> messages["${SAVE}"] set "${CONSENT}" too: the id of your text, stored with the consent`);
  }
  return messages;
}

/**
 * Loads what an element says in the chosen language; in English if that does not arrive.
 * Rejects if neither does.
 * @returns {Promise<{ name: string, tag: string, messages: ArrayLike<string> }>}
 */
export async function wordsOf(host, { name, tag }) {
  try {
    return { name, tag, messages: await withOwn(await fileOf(name), host) };
  } catch (failure) {
    if (name === "en") throw failure;
    return wordsOf(host, known("en"));
  }
}

/** Returns the direction of a language's writing. */
export function direction(name) {
  return /^(ar|he)$/.test(name) ? "rtl" : "ltr";
}

/** Calls back when a `lang` around an element changes. */
export function watchLanguage(host, changed) {
  const observer = new MutationObserver(changed);
  const options = { __proto__: null, subtree: true, attributes: true, attributeFilter: ["lang"] };
  for (let node = host; node; node = hostOf(node)) observer.observe(node.getRootNode(), options);
  return () => observer.disconnect();
}
