// The element's own messages, so that a better wording breaks no test.
import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("../../src/languages/", import.meta.url);

/** The languages that there are. */
export const LANGUAGES = readdirSync(folder).map((file) => file.replace(".json", ""));

const read = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, folder), "utf8"));
const messages = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));

/** The message `key`, with each `{name}` replaced by its value. */
export function message(key, values = {}, language = "en") {
  const found = messages[language][key];
  if (found === undefined) throw new Error(`${language}.json has no ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** What a live region says of a screen or a banner: its title, then its text, as sentences. */
export function said(title, body, values, language) {
  const heading = message(title, values, language);
  return `${heading}${/[.!?…]$/.test(heading) ? "" : "."} ${message(body, values, language)}`;
}

/** A card's last month in words, as the language's own calendar writes it. */
export function month(year, month, language = "en-US") {
  const options = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, options).format(Date.UTC(year, month - 1));
}
