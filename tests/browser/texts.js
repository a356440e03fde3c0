// The element's own English, so that a better wording breaks no test.
import { readFileSync } from "node:fs";

const file = new URL("../../src/languages/en.json", import.meta.url);
const words = JSON.parse(readFileSync(file, "utf8"));

/** The text `key`, with each `{name}` replaced by its value. */
export function text(key, values = {}) {
  const found = words[key];
  if (found === undefined) throw new Error(`en.json has no ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** What a live region says of a face or a notice: its title, then its text. */
export function said(title, body, values) {
  return `${text(title, values)} ${text(body, values)}`.trim();
}
