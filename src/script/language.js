// Chooses the language, and loads its messages.
import { bare, fetch } from "./builtins.js";
import { LOAD, until } from "./call.js";

/** The files of messages, by language: where, and the hash that pins each. */
const LANGUAGES = { __proto__: null, ...__LANGUAGES__ };

/** Finds the nearest `lang` from an element upwards, across shadow roots. */
function nearest(element) {
  for (let node = element; node; ) {
    const found = node.closest?.("[lang]");
    if (found) return found.lang;
    const root = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return "";
}

/** Spells a tag by today's names: `iw` is `he`. Empty if it is no tag. */
function canonical(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "";
  } catch {
    return "";
  }
}

/** Returns the language that there is for a tag: itself, or with its last parts taken off. */
function known(tag) {
  const parts = canonical(tag).split("-");
  if (parts[0] === "nb" || parts[0] === "nn") parts.splice(0, 1, "no");
  for (; parts.length > 0; parts.pop()) {
    const name = parts.join("-");
    if (name in LANGUAGES) return name;
  }
  return undefined;
}

/**
 * Chooses the language of the element, else of its nearest ancestor, else of the session, else
 * of the browser; a language that there is not moves on to the next.
 * @returns {{ name: string, tag: string }} the file, and the full tag for `Intl`
 */
export function choose(element, ofSession) {
  const preferred = [nearest(element), ofSession ?? "", ...(navigator.languages ?? [])];
  for (const tag of preferred) {
    const name = tag && known(tag);
    if (name) return { name, tag: canonical(tag) };
  }
  return { name: "en", tag: "en" };
}

/** @type {Map<string, Promise<Record<string, string>>>} */
const files = new Map();

async function fetched(name) {
  const { path, integrity } = LANGUAGES[name];
  const signal = AbortSignal.timeout(LOAD);
  const options = { __proto__: null, integrity, signal };
  const response = await until(signal, fetch(new URL(path, import.meta.url), options));
  if (!response.ok) throw new Error(`the messages of ${name} answer ${response.status}`);
  return bare(await response.json());
}

/** Loads the messages of a language; those of English if they do not arrive. Rejects if neither does. */
export function messagesOf(name) {
  if (!files.has(name)) {
    const file = fetched(name).catch((error) => {
      files.delete(name);
      if (name === "en") throw error;
      return messagesOf("en");
    });
    files.set(name, file);
  }
  return files.get(name);
}

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/** Returns the direction of a language's writing. */
export function direction(name) {
  return RIGHT_TO_LEFT.includes(name) ? "rtl" : "ltr";
}

/** Calls back when any `lang` of the page changes. */
export function watchLanguage(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document, { __proto__: null, subtree: true, attributes: true, attributeFilter: ["lang"] });
  return () => observer.disconnect();
}
