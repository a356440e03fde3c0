// The language of the shop's own texts: those of the page, and of its money and dates. The
// panel for developers stays English; the element has texts of its own.

const page = document.documentElement;
/** What was marked for a text, with the text that the page came with: English. */
const marked = [...document.querySelectorAll('[data-message]')];
const files = new Map();
/** The tag that was asked for last: a file that comes late changes nothing. */
let wanted = '';
let messages = {};

/** A text of the shop by its key; in English until a language is there. */
export function message(key, english) {
  return messages[key] ?? english;
}

/**
 * Speaks the language of a tag, the page's English for one that there is not.
 * Calls `onSpoken` once the page has changed.
 */
export async function speak(tag, onSpoken) {
  if (tag === wanted) return;
  wanted = tag;
  const found = await load(tag);
  if (tag !== wanted) return;
  const { locale, texts } = found ?? { locale: 'en', texts: await fileOf('en') };
  if (tag !== wanted || !texts) return;
  messages = texts;
  page.lang = locale;
  page.dir = /^(ar|he)\b/.test(locale) ? 'rtl' : 'ltr';
  for (const element of marked) {
    const text = texts[element.dataset.message];
    if (element.localName === 'img') element.alt = text;
    else element.textContent = text;
  }
  onSpoken();
}

/** The texts of a tag or of its language, and the tag by its name of today. */
async function load(tag) {
  let locale;
  try {
    [locale] = Intl.getCanonicalLocales(tag);
  } catch {
    return null;
  }
  const name = locale?.split('-')[0].replace(/^n[bn]$/, 'no');
  const texts = name && (await fileOf(name));
  return texts ? { locale, texts } : null;
}

/** The file of a language; null where it cannot be had. */
function fileOf(name) {
  if (!files.has(name)) {
    const file = fetch(`page/languages/${name}.json`);
    files.set(name, file.then((answer) => (answer.ok ? answer.json() : null)).catch(() => null));
  }
  return files.get(name);
}
