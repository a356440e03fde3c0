// The element's own messages, so that a better wording breaks no test.
import { readFileSync } from "node:fs";

const read = (language) =>
  JSON.parse(readFileSync(new URL(`../../src/languages/${language}.json`, import.meta.url), "utf8"));
const messages = { en: read("en"), de: read("de") };

/** The message `key`, with each `{name}` replaced by its value. */
export function message(key, values = {}, language = "en") {
  const found = messages[language][key];
  if (found === undefined) throw new Error(`${language}.json has no ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** What a live region says of a screen or a banner: its title, then its text, as sentences. */
export function said(title, body, values) {
  const heading = message(title, values);
  return `${heading}${/[.!?…]$/.test(heading) ? "" : "."} ${message(body, values)}`;
}

/** A card's last month in words, as the language's own calendar writes it. */
export function month(year, month, language = "en-US") {
  const options = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, options).format(Date.UTC(year, month - 1));
}
