// What became of a payment: declined, not charged, too many of them, paid.
import { MASTERCARD, NOW, PAID, UNREACHABLE, VISA, declined, ok, open, payment, problem, read, readPayment } from "../answers.js";
import { again, giveUp, press, shows } from "../steps.js";

/** A decline that the checkout tells. */
const decline = (name, title, reason) => ({
  name: `declined-${name}`,
  title,
  screen: "declined",
  says: `declined.${reason}`,
  reads: [readPayment(declined(reason))],
});

/** A wrong code after which the card is another one. */
const lastCode = (name, title, says, change) => ({
  name,
  title,
  screen: "declined",
  says,
  reads: [read(), read({ cards: [{ ...VISA, ...change }, MASTERCARD] })],
  pays: ok(declined("wrong_cvc")),
  steps: [press("123")],
});

export const DECLINES = {
  title: "Declined",
  states: [
    decline("insufficient-funds", "Not enough money", "insufficient_funds"),
    decline("card-expired", "Expired", "card_expired"),
    decline("suspected-fraud", "Suspected fraud", "suspected_fraud"),
    decline("card-not-usable", "Not usable", "card_not_usable"),
    decline("authentication-required", "Authentication required", "authentication_required"),
    decline("try-again-later", "Try again later", "try_again_later"),
    decline("refused", "Refused without a reason", "refused"),
    decline("wrong-cvc", "Wrong code", "wrong_cvc"),
    lastCode("wrong-cvc-elsewhere", "Wrong code, bank’s page next", "wrong_cvc.elsewhere", {
      cvc: "hosted",
      cvc_blocked_until: NOW + 80_000,
    }),
    lastCode("wrong-cvc-out", "Wrong code, card blocked", "wrong_cvc.out", { unusable: "card.cvc_attempts" }),
    {
      name: "declined-without-reason",
      title: "No reason in the answer",
      screen: "not-charged",
      says: "not_charged.declined",
      reads: [readPayment(payment("declined"))],
    },
    {
      name: "declined-last-card",
      title: "No other card",
      screen: "declined",
      says: "declined.card_expired",
      reads: [readPayment(declined("card_expired"), { cards: [{ ...VISA, unusable: "card.expired" }] })],
    },
  ],
};

/** A payment that took nothing, as the checkout tells. */
const nothing = (name, title, says, state, failure = null) => ({
  name,
  title,
  screen: "not-charged",
  says,
  reads: [readPayment(payment(state, { failure }))],
});

const bank = open("authentication", { until: NOW + 600, cancellable: true });

export const NOT_CHARGED = {
  title: "Not charged",
  states: [
    nothing("not-charged-rejected", "Rejected", "not_charged.rejected", "failed", "rejected"),
    nothing("not-charged-not-found", "Not found", "not_charged.not_found", "failed", "not_found"),
    nothing("not-charged-expired", "Not finished", "not_charged.expired", "expired"),
    {
      name: "given-up",
      title: "Given up",
      screen: "not-charged",
      says: "given_up.text",
      reads: [readPayment(bank)],
      cancels: ok(payment("expired")),
      steps: [giveUp],
    },
    {
      name: "not-arrived",
      title: "Never reached the server",
      screen: "ready",
      says: "not_arrived.text",
      reads: [read()],
      pays: UNREACHABLE,
      // Sent three times and asked for twice: ten seconds.
      steps: [press("123"), shows("unknown")],
      hurried: true,
    },
    {
      name: "request-refused",
      title: "Request refused",
      screen: "ready",
      says: "refused.text",
      reads: [read()],
      pays: problem(400, "request.field", { field: "amount" }),
      steps: [press("123")],
    },
    {
      name: "amount-changed",
      title: "Amount changed",
      screen: "superseded",
      says: "amount.text",
      reads: [read()],
      pays: problem(409, "amount.changed", { amount: 13_900, currency: "EUR" }),
      steps: [press("123")],
    },
    {
      name: "amount-read",
      title: "Amount changed, read anew",
      screen: "ready",
      says: "amount.text",
      reads: [read(), read({ amount: 13_900 })],
      steps: [shows("ready"), again],
    },
    {
      name: "amount-declined",
      title: "Declined, and amount changed",
      screen: "declined",
      says: "amount.text",
      reads: [read(), readPayment(declined("refused"), { amount: 13_900 })],
      pays: ok(payment("processing", { poll_after: 1 })),
      steps: [press("123"), shows("unknown"), again],
    },
  ],
};

/** A limit that was reached: of the picked card, or of all. */
const limit = (name, title, says, limit, { after, wait } = {}) => ({
  name: `limit-${name}`,
  title,
  screen: after ? "declined" : "limited",
  says,
  reads: [read(), ...(after ? [read(after)] : [])],
  pays: { ...problem(429, "attempts.too_many", limit ? { limit } : {}), wait },
  steps: [press("123")],
});

const blocked = { cards: [{ ...VISA, unusable: "card.cvc_attempts" }, MASTERCARD] };

export const LIMITS = {
  title: "Too many attempts",
  states: [
    limit("codes", "Wrong codes of a card", "too_many.cvc.text", "wrong_cvcs_per_card", { after: blocked }),
    limit("order", "Declines of an order", "too_many.text", "declines_per_order"),
    limit("customer", "Declines of a customer", "too_many.until", "declines_per_customer", { wait: 80_000 }),
    limit("minute", "Requests per minute", "too_many.fast.text", "submissions_per_minute", { wait: 50 }),
    limit("unnamed", "Limit without a name", "too_many.text"),
    {
      name: "limit-told",
      title: "Told by the checkout, after a decline",
      screen: "limited",
      says: "declined.refused",
      reads: [readPayment(declined("refused"), { limited: { limit: "declines_per_order", retry_after: 80_000 } })],
    },
  ],
};

export const ENDS = {
  title: "Order",
  states: [
    { name: "paid", title: "Paid", screen: "paid", says: "paid.text", reads: [readPayment(PAID)] },
    { name: "closed", title: "Closed", screen: "not-charged", says: "closed.text", reads: [readPayment(payment("refunded"))] },
    {
      name: "superseded",
      title: "Superseded",
      screen: "superseded",
      says: "superseded.text",
      reads: [problem(409, "session.superseded")],
    },
  ],
};
