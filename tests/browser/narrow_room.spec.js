// In an element as narrow as a column of a page, what stands below does not move either: from
// the skeleton to the cards, and from card to card, in every language with its longest amount.
import { card } from "../../examples/gallery/page/answers.js";
import { expect, test } from "./fixtures.js";
import { LANGUAGES } from "./messages.js";
import { pageOf, serve } from "./page_served.js";

/** The most that an order may cost, in minor units: crates/rules/src/amount.rs. */
const MOST = 99_999_999_999_999;
const SAVED = { save: true };

const visa = (more) => card("visa", "4242", { default: true, ...more });
const amex = (more) => card("american_express", "0005", more);
const club = (more) => card("diners_club", "3237", more);

/** What the session has, the rows that it takes, and how the page wants it. */
const CASES = [
  { name: "codes", cards: [visa(), amex()], rows: 2 },
  { name: "codes elsewhere", cards: [club({ cvc: "hosted", default: true }), amex({ cvc: "hosted" })], rows: 2 },
  { name: "no codes", cards: [visa({ cvc: "never" }), club({ cvc: "never", expiry: { month: 11, year: 2026 } })], rows: 2 },
  { name: "all kinds", cards: [amex(), club({ cvc: "hosted" }), card("unknown", "9999", { cvc: "never" })], saved: SAVED, rows: 4 },
  { name: "a new card", cards: [], saved: SAVED, rows: 1 },
  { name: "without a button", cards: [visa(), club({ cvc: "hosted" })], rows: 2, attributes: { "button-hidden": "" } },
  { name: "many", cards: Array.from({ length: 7 }, (_, nth) => card("union_pay", String(4201 + nth))), rows: 6 },
  { name: "one that cannot be used", cards: [visa(), amex({ unusable: "card.cvc_attempts" })], rows: 2 },
  { name: "a code not taken for now", cards: [visa({ cvc: "hosted", cvc_blocked_until: 1_893_456_000 }), amex()], rows: 2 },
  { name: "express", cards: [amex(), club({ cvc: "hosted" })], saved: SAVED, rows: 1, attributes: { layout: "express" } },
];

/** Runs in the page: an element of this width for each language and case, until each has its skeleton. */
async function place({ cases, languages, endpoint, width }) {
  const elements = languages.flatMap((language) =>
    cases.map(({ rows, attributes }, index) => {
      const element = document.createElement("one-click-checkout");
      const all = { endpoint, session: `ct_${language}_${index}`, rows, lang: language, ...attributes };
      for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
      element.style.inlineSize = `${width}px`;
      return element;
    }),
  );
  document.body.replaceChildren(...elements);
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  while (elements.some(({ shadowRoot }) => !shadowRoot?.querySelector(".skeleton"))) await drawn();
  await drawn();
  window.skeletons = elements.map((element) => element.getBoundingClientRect().height);
}

/** Runs in the page: what is not as high as its skeleton, with the cards drawn and with each of them picked. */
async function compare(names) {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const elements = [...document.querySelectorAll("one-click-checkout")];
  const screen = ({ shadowRoot }) => shadowRoot.querySelector(".base").dataset.screen;
  while (elements.some((element) => screen(element) === "loading")) await drawn();
  const moved = [];
  const look = (when) => {
    for (const [index, element] of elements.entries()) {
      const by = element.getBoundingClientRect().height - window.skeletons[index];
      if (by !== 0) moved.push(`${names[index % names.length]}, ${element.lang}, ${when(element)}: ${by} px`);
    }
  };
  look(screen);
  // One that is folded away cannot be picked before the shopper has asked for all.
  const radios = (element) => element.shadowRoot.querySelectorAll(".card:not([data-folded=true]) [type=radio]");
  const most = Math.max(...elements.map((element) => radios(element).length));
  for (let nth = 0; nth < most; nth += 1) {
    for (const element of elements) radios(element)[nth]?.click();
    await drawn();
    look(() => `card ${nth + 1} picked`);
  }
  return moved;
}

for (const width of [200, 220, 240, 256, 280, 320]) {
  test(`in ${width} px the cards take exactly the skeleton's room`, async ({ page, shop, checkout }) => {
    test.setTimeout(120_000);
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });
    await serve(page, shop, (made) => pageOf(made, ""));
    const made = await shop.makeSession();
    const session = await (await shop.call(made.session)).json();
    const currencies = Intl.supportedValuesOf("currency");
    const longest = Object.fromEntries(
      LANGUAGES.map((language) => {
        const lengths = currencies.map((currency) => {
          const format = new Intl.NumberFormat(language, { style: "currency", currency });
          const { maximumFractionDigits: digits } = format.resolvedOptions();
          return { currency, length: format.format(`${MOST}e-${digits}`).length };
        });
        return [language, lengths.sort((one, other) => other.length - one.length)[0].currency];
      }),
    );
    await page.route("**/narrow", async (route) => {
      const [, language, index] = route.request().headers().authorization.split("_");
      const { cards, saved = null } = CASES[index];
      await released;
      await route.fulfill({
        headers: { "access-control-allow-origin": "*" },
        json: { ...session, session: `cs_${language}_${index}`, cards, new_card: saved, amount: MOST, currency: longest[language] },
      });
    });
    const endpoint = `${process.env.ONECLICK_SERVER}/narrow`;
    await page.evaluate(place, { cases: CASES, languages: LANGUAGES, endpoint, width });
    release();
    const moved = await page.evaluate(compare, CASES.map(({ name }) => name));
    expect(moved).toEqual([]);
  });
}
