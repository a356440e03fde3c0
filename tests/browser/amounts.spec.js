// Every currency: what stands on the button is what `Intl` writes, and read
// back it is the amount that will be charged.
import { readFileSync } from "node:fs";

import { expect, test } from "./fixtures.js";

const rules = readFileSync(new URL("../../crates/rules/src/currency.rs", import.meta.url), "utf8");

/** `[code, exponent]` of each currency in the rules' own lists. */
const CURRENCIES = [["HUNDREDTHS", 2], ["WHOLE", 0], ["THOUSANDTHS", 3]].flatMap(([list, exponent]) => {
  const [, codes] = rules.match(new RegExp(`const ${list}: &str = "([A-Z]+)"`));
  return codes.match(/.{3}/g).map((code) => [code, exponent]);
});

/** Minor units as a decimal, moved as text. */
function decimal(minor, exponent) {
  const text = String(minor).padStart(exponent + 1, "0");
  return exponent ? `${text.slice(0, -exponent)}.${text.slice(-exponent)}` : text;
}

/** The minor units in a formatted amount, by the language's own digits and signs. */
function readBack(formatted, language, exponent) {
  const parts = new Intl.NumberFormat(language, { minimumFractionDigits: 1 }).formatToParts(1234567.8);
  const sign = parts.find(({ type }) => type === "decimal").value;
  const [, whole, fraction = ""] = formatted.match(new RegExp(`(\\d[\\d\\s.,’'\u00a0\u202f]*?)(?:\\${sign}(\\d{${exponent}}))?(?!.*\\d)`));
  return Number(whole.replace(/\D/g, "") + fraction);
}

test("the table of currencies is whole", () => {
  expect(CURRENCIES.length).toBeGreaterThan(150);
  expect(new Set(CURRENCIES.map(([code]) => code)).size).toBe(CURRENCIES.length);
});

for (const [language, minor] of [["en-US", 123456789], ["de-CH", 1]]) {
  test(`every currency in ${language} says ${minor} minor units`, async ({ page, checkout, shop }) => {
    const made = await checkout.openReady();
    const session = await (await shop.call(made.session)).json();
    await page.route("**/currencies", (route) => {
      const currency = route.request().headers().authorization.slice(-3);
      const headers = { "access-control-allow-origin": "*" };
      return route.fulfill({ headers, json: { ...session, session: session.session.replace(/.{3}$/, currency), currency, amount: minor } });
    });
    const currencies = CURRENCIES.map(([code, digits]) => ({ code, digits, decimal: decimal(minor, digits) }));
    const endpoint = `${process.env.ONECLICK_SERVER}/currencies`;
    const said = await page.evaluate(show, { currencies, language, endpoint });
    const wrong = said.filter(({ said, wanted, digits }) => {
      return !said.includes(wanted) || readBack(wanted, language, digits) !== minor;
    });
    expect(wrong).toEqual([]);
  });
}

/** Runs in the page: an element for each currency, what it says, and what `Intl` writes. */
async function show({ currencies, language, endpoint }) {
  const elements = currencies.map(({ code }) => {
    const element = document.createElement("one-click-checkout");
    element.setAttribute("endpoint", endpoint);
    element.setAttribute("session", `ct_${code}`);
    element.lang = language;
    return element;
  });
  const ready = elements.map(
    (element) => new Promise((resolve) => element.addEventListener("oneclick-ready", resolve, { once: true })),
  );
  document.getElementById("checkout").replaceChildren(...elements);
  await Promise.all(ready);
  // What is drawn follows the event in a task of its own.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return currencies.map(({ code, digits, decimal }, index) => {
    const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const format = new Intl.NumberFormat(language, { style: "currency", currency: code, ...fraction });
    const said = elements[index].shadowRoot.querySelector("button[type=submit]").textContent;
    return { code, digits, said, wanted: format.format(decimal) };
  });
}
