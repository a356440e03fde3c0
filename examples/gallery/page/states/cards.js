// The cards, and their security codes.
import { AMEX, BRANDS, MASTERCARD, NEVER, NOW, UNREACHABLE, VISA, card, problem, read } from "../answers.js";
import { comeBack, confirm, edit, pick, press, remove, shows, unfold } from "../steps.js";

const numbered = (count) => Array.from({ length: count }, (_, index) => card("visa", String(4201 + index)));

/** A card with something of its own, picked, and another one. */
const picked = (more) => read({ cards: [{ ...VISA, ...more }, MASTERCARD] });

const unusable = (code, brand, lastFour) => card(brand, lastFour, { unusable: code });
const EXPIRED = { ...unusable("card.expired", "visa", "4242"), expiry: { month: 9, year: 2026 } };

export const CARDS = {
  title: "Cards",
  states: [
    { name: "cards-1", title: "One card", screen: "ready", says: "pay", reads: [read({ cards: [VISA] })] },
    { name: "cards-2", title: "Two cards", screen: "ready", says: "pay", reads: [read()] },
    { name: "cards-5", title: "Five cards", screen: "ready", says: "pay", reads: [read({ cards: numbered(5) })] },
    { name: "cards-9", title: "Nine cards", screen: "ready", says: "card.all", reads: [read({ cards: numbered(9) })] },
    { name: "cards-0", title: "No card", screen: "empty", says: "empty.text", reads: [read({ cards: [] })] },
    {
      name: "cards-9-all",
      title: "All of nine cards",
      screen: "ready",
      says: "pay",
      reads: [read({ cards: numbered(9) })],
      steps: [unfold],
    },
    {
      name: "brands",
      title: "Every brand",
      screen: "ready",
      says: "pay",
      reads: [read({ cards: BRANDS })],
      steps: [unfold],
    },
    {
      name: "expires-soon",
      title: "Expires soon",
      screen: "ready",
      says: "card.expires.soon",
      reads: [picked({ expiry: { month: 11, year: 2026 } })],
    },
    { name: "no-expiry", title: "Without expiry date", screen: "ready", says: "pay", reads: [picked({ expiry: null })] },
    {
      name: "expired-card",
      title: "An expired card",
      screen: "ready",
      says: "card.expired",
      reads: [read({ cards: [MASTERCARD, EXPIRED] })],
    },
    {
      name: "unusable-cards",
      title: "Every unusable card",
      screen: "empty",
      says: "card.cvc_attempts",
      reads: [
        read({
          cards: [
            EXPIRED,
            unusable("card.locked", "mastercard", "4444"),
            unusable("card.cvc_attempts", "american_express", "0005"),
            unusable("card.use", "maestro", "0604"),
            unusable("card.provider", "union_pay", "0010"),
          ],
        }),
      ],
    },
    {
      name: "folded-unusable-cards",
      title: "Many unusable cards",
      screen: "ready",
      says: "card.unusable",
      reads: [
        read({
          cards: [VISA, MASTERCARD, unusable("card.locked", "jcb", "0505"), EXPIRED, unusable("card.use", "maestro", "0604")],
        }),
      ],
    },
    { name: "live", title: "Live mode", screen: "ready", says: "pay", reads: [read({ mode: "live" })] },
    {
      name: "long-amount",
      title: "A long amount",
      screen: "ready",
      says: "pay",
      reads: [read({ amount: 99_999_999_999_999, currency: "IDR" })],
    },
    { name: "checking", title: "Checked after Back", screen: "ready", says: "pay", reads: [read(), NEVER], steps: [shows("ready"), comeBack] },
  ],
};

const OLD = unusable("card.expired", "visa", "1881");

/** The shopper edits the cards of this checkout, with these answers. */
const editing = (name, title, says, more = {}) => ({
  name,
  title,
  screen: "ready",
  says,
  reads: [read({ cards: [VISA, MASTERCARD, OLD], new_card: { save: true } })],
  steps: [edit, remove, confirm],
  ...more,
});

export const EDITS = {
  title: "Editing cards",
  states: [
    editing("edit", "What can be done", "default.make", { steps: [edit] }),
    editing("remove", "Asked to confirm", "remove.ask", { steps: [edit, remove] }),
    editing("remove-charged", "Charged by the shop", "remove.merchant", {
      reads: [picked({ uses: ["one_click", "merchant_scheduled"] })],
      steps: [edit, remove],
    }),
    editing("removed", "Removed", "removed.undo", { edits: read({ cards: [MASTERCARD, OLD] }) }),
    editing("removed-last", "The last one removed", "removed.undo", {
      screen: "empty",
      reads: [read({ cards: [VISA] })],
      edits: read({ cards: [] }),
    }),
    editing("remove-refused", "Not removed", "edit.refused", { edits: problem(409, "card.deleting") }),
    editing("remove-unknown", "Without an answer", "edit.unknown", { edits: UNREACHABLE, hurried: true }),
  ],
};

/** The choice of a new card, which can be saved unless a guest would. */
const offered = (more) => read({ new_card: { save: true }, ...more });

export const NEW_CARDS = {
  title: "New card",
  states: [
    { name: "new-card", title: "Offered", screen: "ready", says: "new_card.text", reads: [offered()] },
    { name: "new-card-picked", title: "Picked", screen: "ready", says: "new_card.save", reads: [offered()], steps: [pick("")] },
    {
      name: "new-card-guest",
      title: "Of a guest",
      screen: "ready",
      says: "new_card.pay",
      reads: [read({ cards: [], new_card: { save: false } })],
    },
    {
      name: "new-card-limit",
      title: "Too many of them",
      screen: "declined",
      says: "too_many.cards.text",
      reads: [offered(), read()],
      pays: problem(429, "attempts.too_many", { limit: "new_cards_per_customer" }),
      steps: [pick(""), press()],
    },
  ],
};

export const CODES = {
  title: "Security code",
  states: [
    { name: "cvc-required", title: "Required", screen: "ready", says: "cvc.hint.3", reads: [picked({ cvc: "required" })] },
    { name: "cvc-optional", title: "Optional", screen: "ready", says: "cvc.hint.3", reads: [picked({ cvc: "optional" })] },
    { name: "cvc-four", title: "Four digits", screen: "ready", says: "cvc.hint.4", reads: [read({ cards: [{ ...AMEX, default: true }, VISA] })] },
    { name: "cvc-never", title: "Never asked", screen: "ready", says: "pay", reads: [picked({ cvc: "never" })] },
    { name: "cvc-hosted", title: "On the bank’s page", screen: "ready", says: "cvc.hosted", reads: [picked({ cvc: "hosted" })] },
    {
      name: "cvc-blocked",
      title: "Not taken for now",
      screen: "ready",
      says: "cvc.blocked",
      reads: [picked({ cvc: "hosted", cvc_blocked_until: NOW + 80_000 })],
    },
    { name: "cvc-missing", title: "Missing", screen: "ready", says: "cvc.missing", reads: [read()], steps: [press()] },
    { name: "cvc-digits", title: "Not digits", screen: "ready", says: "cvc.digits", reads: [read()], steps: [press("1a3")] },
    { name: "cvc-length", title: "Too short", screen: "ready", says: "cvc.length.3", reads: [read()], steps: [press("12")] },
    {
      name: "cvc-length-four",
      title: "Too short for four digits",
      screen: "ready",
      says: "cvc.length",
      reads: [read({ cards: [{ ...AMEX, default: true }] })],
      steps: [press("12")],
    },
    {
      name: "card-refused",
      title: "Card refused",
      screen: "ready",
      says: "card.text",
      reads: [read(), picked({ unusable: "card.locked" })],
      pays: problem(422, "card.locked"),
      steps: [press("123")],
    },
  ],
};
