// Canned answers of a checkout server: cards, checkouts, payments and problems, in the form
// that docs/protocol.md describes. All of them are of one moment, so that no picture changes
// with the day.

/**
 * @typedef {object} Card
 * @property {string} id
 * @property {string} brand
 * @property {string} last_four
 * @property {{ month: number, year: number } | null} expiry
 * @property {boolean} default
 * @property {"never" | "optional" | "required" | "hosted"} cvc
 * @property {number | null} cvc_blocked_until
 * @property {string | null} unusable
 * @property {("one_click" | "merchant_scheduled" | "merchant_unscheduled")[]} uses
 */

/**
 * @typedef {object} Payment
 * @property {string} id
 * @property {string} state
 * @property {boolean | null} charged
 * @property {number} amount
 * @property {string} currency
 * @property {string | null} card
 * @property {{ reason: string, retry: string } | null} decline
 * @property {"rejected" | "not_found" | null} failure
 * @property {{ url: string, expires_at: number | null, kind: string, cancellable: boolean } | null} redirect
 * @property {number | null} poll_after
 * @property {boolean} [needs_review]
 */

/**
 * @typedef {object} Checkout
 * @property {string} session
 * @property {"test" | "live"} mode
 * @property {string} merchant
 * @property {string} order
 * @property {number} amount
 * @property {string} currency
 * @property {string | null} language
 * @property {number} now
 * @property {number} expires_at
 * @property {Card[]} cards
 * @property {boolean} cards_editable
 * @property {{ save: boolean } | null} new_card
 * @property {Payment | null} payment
 * @property {{ limit?: string, retry_after?: number }} [limited]
 */

/** An answer, or how none comes.
 * @typedef {{ status: number, body: object | string, type?: string, wait?: number } | "never" | "unreachable"} Answer
 */

/** The server's clock in every answer that says no other time. */
export const NOW = 1_793_577_600;
const HOUR = 3_600;
/** The end of every session. */
export const END = NOW + HOUR;

const AMOUNT = { amount: 12_900, currency: "EUR" };

/** @returns {Card} */
export function card(brand, lastFour, more = {}) {
  return {
    id: `card_${lastFour}`,
    brand,
    last_four: lastFour,
    expiry: { month: 12, year: 2031 },
    default: false,
    cvc: "required",
    cvc_blocked_until: null,
    unusable: null,
    uses: ["one_click"],
    ...more,
  };
}

export const VISA = card("visa", "4242", { default: true });
export const MASTERCARD = card("mastercard", "4444", { expiry: { month: 4, year: 2029 } });
export const AMEX = card("american_express", "0005", { expiry: { month: 9, year: 2030 } });

/** A card of each brand. */
export const BRANDS = [
  VISA,
  MASTERCARD,
  AMEX,
  card("maestro", "0604"),
  card("discover", "1117"),
  card("diners_club", "3237"),
  card("jcb", "0505"),
  card("union_pay", "0010"),
  card("elo", "0011"),
  card("hipercard", "0012"),
  card("mir", "0013"),
  card("troy", "0014"),
  card("verve", "0015"),
  card("unknown", "9999"),
];

/** @returns {Checkout} */
export function checkout(more = {}) {
  return {
    session: "cs_gallery",
    mode: "test",
    merchant: "Nordlys",
    order: "N-1001",
    ...AMOUNT,
    language: null,
    now: NOW,
    expires_at: END,
    cards: [VISA, MASTERCARD],
    cards_editable: true,
    new_card: null,
    payment: null,
    ...more,
  };
}

/** @returns {Payment} */
export function payment(state, more = {}) {
  return {
    id: "pay_gallery",
    state,
    charged: CHARGED[state],
    ...AMOUNT,
    card: VISA.id,
    decline: null,
    failure: null,
    redirect: null,
    poll_after: null,
    ...more,
  };
}

/** Whether money moved, by state; not known where a payment is open. */
const CHARGED = {
  succeeded: true,
  processing: null,
  action_required: null,
  declined: false,
  failed: false,
  expired: false,
  cancelled: false,
  refunded: false,
};

/** What to try again after each reason of a decline. */
const RETRY = {
  wrong_cvc: "same_card",
  authentication_required: "same_card",
  try_again_later: "same_card_later",
};

export const PAID = payment("succeeded");

/** @returns {Payment} */
export function declined(reason, more = {}) {
  return payment("declined", { decline: { reason, retry: RETRY[reason] ?? "other_card" }, ...more });
}

/** @returns {Payment} one that is open on another page */
export function open(kind, { until = null, cancellable = false } = {}) {
  const redirect = {
    // Whoever goes on comes back here, and has paid.
    get url() {
      return new URL("#paid", location).href;
    },
    expires_at: until,
    kind,
    cancellable,
  };
  return payment("action_required", { redirect, poll_after: 30 });
}

/** @returns {Answer} */
export const ok = (body) => ({ status: 200, body, type: "application/json" });

/** @returns {Answer} the checkout */
export const read = (more) => ok(checkout(more));

/** @returns {Answer} the checkout of an order with this payment */
export const readPayment = (payment, more) => read({ payment, ...more });

/** @returns {Answer} a refusal */
export const problem = (status, code, more = {}) => ({
  status,
  type: "application/problem+json",
  body: { type: "about:blank", title: "Refused", status, code, detail: "A canned answer.", request_id: "req_gallery", ...more },
});

/** @returns {Answer} what a proxy says in the place of a server */
export const PAGE = { status: 200, type: "text/html", body: "<!doctype html><title>Welcome</title>" };

/** @type {Answer} */
export const NEVER = "never";
/** @type {Answer} */
export const UNREACHABLE = "unreachable";
