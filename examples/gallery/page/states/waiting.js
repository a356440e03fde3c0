// What is awaited: an answer, the shopper at the bank, an outcome.
import { NEVER, NOW, ok, open, payment, problem, read, readPayment } from "../answers.js";
import { again, giveUp, press, shows } from "../steps.js";

/** A payment that is open on another page. */
const page = (name, title, says, kind, more = {}) => ({
  name,
  title,
  screen: "bank",
  says,
  reads: [readPayment(open(kind, more))],
});

const cancellable = { until: NOW + 600, cancellable: true };
const processing = payment("processing", { poll_after: 30 });

export const WAITING = {
  title: "Under way",
  states: [
    { name: "paying", title: "Paying", screen: "paying", says: "paying", reads: [read()], pays: NEVER, steps: [press("123")] },
    page("bank", "3-D Secure", "page.leave", "authentication"),
    page("bank-until", "3-D Secure, can be cancelled", "give_up", "authentication", cancellable),
    page("bank-over", "3-D Secure, time is up", "page.over", "authentication", { until: NOW - 60 }),
    page("card-page", "Page for a new card", "page.action", "card_page", cancellable),
    page("code-page", "Page for the code", "cvc_page.action", "cvc_page", cancellable),
    {
      ...page("cancelling", "Cancelling", "give_up.busy", "authentication", cancellable),
      cancels: NEVER,
      steps: [giveUp],
    },
    {
      ...page("not-cancelled", "Could not be cancelled", "give_up.held", "authentication", cancellable),
      cancels: ok(open("authentication", cancellable)),
      steps: [giveUp],
    },
    { name: "unknown", title: "Outcome unknown", screen: "unknown", says: "unknown.text", reads: [readPayment(processing)] },
    {
      name: "review",
      title: "Checked by a person",
      screen: "review",
      says: "review.text",
      reads: [readPayment({ ...processing, needs_review: true })],
    },
    {
      name: "contact",
      title: "Outcome unknown, session over",
      screen: "unknown",
      says: "contact.text",
      reads: [readPayment(processing), problem(401, "session.expired")],
      steps: [shows("unknown"), again],
    },
  ],
};
