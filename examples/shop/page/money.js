// How the page writes money and dates. The element formats its own.

/** Currencies whose minor unit is not a hundredth, by ISO 4217. */
const DIGITS = {
  CLP: 0, ISK: 0, JPY: 0, KRW: 0, PYG: 0, UGX: 0, VND: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

/** Days until a lamp is delivered, at the least and at the most. */
const DELIVERY = [2, 4];

/** An amount in minor units as a reader of a language reads it: by default the page's. */
export function price(amount, currency, language = document.documentElement.lang) {
  const digits = DIGITS[currency] ?? 2;
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Digits are moved as text: dividing would make a binary fraction of them.
  const text = String(amount).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return format.format(digits ? `${whole}.${text.slice(-digits)}` : whole);
}

/** The days on which a lamp that is ordered now may come. */
export function deliveryDates() {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { day: 'numeric', month: 'long' });
  const [from, to] = DELIVERY.map((days) => Date.now() + days * 86_400_000);
  return format.formatRange(from, to);
}
