// Writes amounts, months and spans of time as people of a language do.
import { MONTH } from "./warm.js";

/** The digits of any script. Compiled once: that takes long. */
const DIGIT = /\p{Nd}/u;
/** The letters of any script: "in two minutes" has no digit in Arabic. */
const LETTER = /\p{L}/u;
/**
 * Those made, by what they write and in which language: one costs a slow phone milliseconds, the
 * first a twentieth of a second.
 */
const made = new Map();

/** Returns the one of this name; made, if it is the first time. */
function once(name, make) {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
}

/** What an `Intl` makes of something; the other text where a page's own makes nothing with such a sign in it. */
function written(format, otherwise, sign = DIGIT) {
  try {
    const text = format();
    // The WebAssembly takes no other value for a text.
    if (typeof text === "string" && sign.test(text)) return text;
  } catch {
    // It lacks this language, or what was asked of it.
  }
  return otherwise;
}

/** Writes an amount from its decimal form, with as many digits as the currency has. */
export function money(tag, decimal, currency, digits) {
  const options = {
    __proto__: null,
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  };
  const format = () => once(`${currency} ${digits} ${tag}`, () => new Intl.NumberFormat(tag, options)).format(decimal);
  return written(format, `${currency} ${decimal}`);
}

/** Writes a month of a year. */
export function month(tag, year, month) {
  const format = () => once(tag, () => new Intl.DateTimeFormat(tag, MONTH)).format(Date.UTC(year, month - 1));
  return written(format, `${month}/${year}`);
}

/** Writes in how many seconds: "in 5 minutes". Minutes begun, where there are many hours or days. */
export function lasting(tag, seconds) {
  const [unit, size] = seconds > 172_800 ? ["day", 86_400] : seconds > 7_200 ? ["hour", 3_600] : ["minute", 60];
  const count = Math.ceil(seconds / size);
  return written(() => new Intl.RelativeTimeFormat(tag).format(count, unit), `${count} ${unit}`, LETTER);
}

/** Makes a language's formats. */
export function prepare(tag) {
  month(tag, 2000, 1);
  money(tag, "1", "EUR", 2);
}
