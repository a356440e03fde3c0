// Every way out of the cards by the keyboard alone: where the focus is afterwards, and the
// exact words that the live regions said. The answers are the gallery's.
import { expect, test } from "./fixtures.js";
import { message, said } from "./messages.js";
import { some } from "./some.js";
import { begin, focused, mark } from "./transitions.js";

const AMOUNT = "€129.00";
const PAYING = ["polite", message("paying")];

/** What an answer says, assertively unless told. */
const told = (title, text, { values = { amount: AMOUNT }, urgency = "assertive" } = {}) => [urgency, said(title, text, values)];

/** A banner's text by its name, if the title has the same: "too_many.title", "too_many.text". */
const banner = (name, values) => told(`${name}.title`, `${name}.text`, { values });

/** The same, and when the limit ends. */
const until = ([urgency, words], time) => [urgency, `${words} ${message("too_many.until", { time })}`];

const decline = (name, reason) => [`declined-${name}`, "declined", told("declined", `declined.${reason}`)];
const nothing = (name) => [`not-charged-${name.replace("_", "-")}`, "not-charged", told("not_charged", `not_charged.${name}`)];

/** The state of the gallery, its screen, what is said at the end, and which heading has the focus if the cards are gone. */
const AS_READ = [
  ["paid", "paid", told("paid.title", "paid.text", { urgency: "polite" }), "paid.title"],
  ["closed", "not-charged", banner("closed"), "closed.title"],
  ["unknown", "unknown", banner("unknown"), "unknown.title"],
  decline("insufficient-funds", "insufficient_funds"),
  decline("suspected-fraud", "suspected_fraud"),
  decline("try-again-later", "try_again_later"),
  decline("refused", "refused"),
  nothing("rejected"),
  nothing("not_found"),
  nothing("expired"),
];

/** The same, where the state has an answer to a press; the heading has it if the field is gone that had it. */
const AS_ANSWERED = [
  ["card-refused", "ready", banner("card"), "card.title"],
  ["request-refused", "ready", banner("refused")],
  ["amount-changed", "superseded", banner("amount", { before: AMOUNT, amount: "€139.00" })],
  ["limit-codes", "declined", banner("too_many.cvc"), "too_many.cvc.title"],
  ["limit-order", "limited", banner("too_many"), "too_many.title"],
  ["limit-customer", "limited", until(banner("too_many"), "in 23 hours"), "too_many.title"],
  ["limit-minute", "limited", until(banner("too_many.fast"), "in 1 minute"), "too_many.fast.title"],
];

/** A wrong code brings the focus to the field, which is gone when the cards are read anew. */
const LAST_CODES = [
  ["wrong-cvc-elsewhere", told("wrong_cvc", "wrong_cvc.elsewhere")],
  ["wrong-cvc-out", told("wrong_cvc", "wrong_cvc.out")],
];

/** From the code's field to a press. */
const PRESSES = {
  "Enter in the field": async (page) => {
    await page.keyboard.press("Enter");
  },
  "the space bar on the button": async (page, checkout) => {
    await page.keyboard.press("Tab");
    await checkout.hasFocus("button");
    await mark(checkout);
    await page.keyboard.press("Space");
  },
};

/** Types a code by keys alone, and presses. */
async function pressByKeys(page, checkout, take) {
  for (const part of ["edit", "card", "cvc"]) {
    await page.keyboard.press("Tab");
    await checkout.hasFocus(part);
  }
  await mark(checkout);
  await page.keyboard.type("123");
  await take(page, checkout);
}

const spoken = async (checkout) => (await checkout.watched()).said;

for (const [press, take] of Object.entries(PRESSES)) {
  const inField = press.startsWith("Enter");
  const all = [
    ...AS_READ.map(([name, screen, words, heading]) => [name, screen, words, heading, true]),
    ...AS_ANSWERED.map(([name, screen, words, heading]) => [name, screen, words, (inField || screen === "limited") && heading, false]),
  ];
  for (const [name, screen, words, heading, answered] of some(all, 5)) {
    test(`${press}, then ${name}: where the focus is, and what was said`, async ({ page, shop, checkout }) => {
      await begin(page, shop, name, "ready", { answered });
      await pressByKeys(page, checkout, take);
      await checkout.shows(screen);
      await expect.poll(() => spoken(checkout)).toEqual([PAYING, words]);
      await expect.poll(() => focused(checkout)).toBe(heading ? `heading: ${message(heading)}` : "kept");
    });
  }

  for (const [name, words] of LAST_CODES) {
    test(`${press}, then ${name}: where the focus is, and what was said`, async ({ page, shop, checkout }) => {
      await begin(page, shop, name, "ready");
      await pressByKeys(page, checkout, take);
      await checkout.shows("declined");
      await expect.poll(() => focused(checkout)).toBe(`heading: ${message("wrong_cvc")}`);
      // In the field it is its description until then.
      const first = inField ? [told("wrong_cvc", "declined.wrong_cvc")] : [];
      await expect.poll(() => spoken(checkout)).toEqual([PAYING, ...first, words]);
    });
  }
}
