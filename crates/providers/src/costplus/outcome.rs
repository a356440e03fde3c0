//! What became of an order of CostPlus.

use oneclick_rules::DeclineReason;

use super::money::Captured;
use super::order::OrderDocument;
use super::transaction::TransactionFields;
use super::words::{self, OrderStatus, STORED_CARD};
use super::{card, time};
use crate::fields::Field;
use crate::status::{DeclinedOnPage, Dispute, Outcome, PaymentStatus};

/// For how long after its expiry an order that failed on its page may still
/// be on its way, seconds: clocks differ, and a bank may be slow.
const AFTER_EXPIRY: u64 = 300;

impl OrderDocument {
    /// Tells what became of it; `now` in Unix seconds where it was looked up.
    pub(super) fn outcome(&self, now: Option<i64>) -> Outcome {
        let Some((_, status)) = listed_status(self) else {
            return Outcome::Unknown;
        };
        if self.gives_back() || self.id().is_none() {
            return Outcome::Unknown;
        }
        let moved = self.transactions().any(TransactionFields::surely_moved);
        let taken = moved && (!self.is_authorisation() || self.captured() != Captured::Nothing);
        match status {
            OrderStatus::Completed => completed(self),
            // The order is not done and a transaction is: ask again.
            OrderStatus::Open if moved => Outcome::Pending,
            OrderStatus::Open => on_page(self, now, None).unwrap_or(Outcome::Pending),
            OrderStatus::Failed if moved => Outcome::Unknown,
            OrderStatus::Failed => failed(self, now),
            OrderStatus::Cancelled | OrderStatus::Expired if taken => Outcome::Unknown,
            // A card was tried on its page before the page was left.
            OrderStatus::Cancelled | OrderStatus::Expired if ended_on_a_decline(self) => {
                Outcome::Declined(decline(self).0)
            }
            OrderStatus::Cancelled => Outcome::Cancelled,
            OrderStatus::Expired => Outcome::Expired,
        }
    }

    /// Reads what it says, with `outcome` for what became of it.
    pub(super) fn payment_status(&self, outcome: Outcome, http: Option<u16>) -> PaymentStatus {
        PaymentStatus {
            outcome,
            provider_payment_id: self.id().map(String::from),
            reference: self.reference().map(String::from),
            amount: self.amount(),
            card: self.paid().map(card::details).unwrap_or_default(),
            dispute: self.is_charged_back().then_some(Dispute::ChargedBack),
            detail: self.detail_words(http),
        }
    }

    /// Listed words alone: free text may hold anything.
    pub(super) fn detail_words(&self, http: Option<u16>) -> String {
        let mut words: Vec<String> = http
            .map(|http| format!("http {http}"))
            .into_iter()
            .collect();
        words.push(match listed_status(self) {
            Some((word, _)) => format!("order {word}"),
            None => String::from("order status not listed"),
        });
        let statuses = self.transactions().filter_map(TransactionFields::status);
        words.extend(
            statuses
                .take(8)
                .map(|(word, _)| format!("transaction {word}")),
        );
        words.extend(decline(self).1);
        words.join(", ")
    }
}

fn listed_status(order: &OrderDocument) -> Option<(&'static str, OrderStatus)> {
    order.status.text().and_then(words::order)
}

/// Completed: paid, or authorised where it was only to be authorised.
fn completed(order: &OrderDocument) -> Outcome {
    if !order.transactions.items().is_empty() && order.paid().is_none() {
        return Outcome::Unknown;
    }
    let captured = order.captured();
    let all = match captured {
        Captured::Part(part) => part,
        Captured::Nothing | Captured::Whole => order.ordered(),
    };
    let refunded = order.refunded().filter(|refunded| *refunded > 0);
    if refunded.is_some_and(|refunded| all.is_some_and(|all| refunded >= all)) {
        return Outcome::Refunded;
    }
    if captured != Captured::Nothing {
        return Outcome::Captured;
    }
    let voided = order.detail(|details| &details.voided) > Some(0);
    if voided && order.detail(|details| &details.capturable) == Some(0) {
        return Outcome::Cancelled;
    }
    Outcome::Authorised
}

/// Failed: over where nobody can try again, which is where a stored card was charged and
/// where there is no page. Elsewhere the page's time has to be waited for.
fn failed(order: &OrderDocument, now: Option<i64>) -> Outcome {
    let extra = order.extra.object();
    let by_token = extra.and_then(|extra| extra.card.text()) == Some(STORED_CARD)
        || order.transactions().any(TransactionFields::is_by_token);
    let (reason, _) = decline(order);
    if by_token {
        return Outcome::Declined(reason);
    }
    let declined = lifetime(order).map(|whole| DeclinedOnPage {
        reason,
        final_after: whole.saturating_add(AFTER_EXPIRY),
    });
    on_page(order, now, declined).unwrap_or(Outcome::Declined(reason))
}

/// Tells whether the last card that was tried failed, which its transaction tells
/// after the order has ended, too (assumed).
fn ended_on_a_decline(order: &OrderDocument) -> bool {
    let last = order.transactions.items().last().and_then(Field::object);
    last.is_some_and(|last| {
        let reason = last.reason.text().map(|text| words::reason(text, ""));
        let listed = reason.is_some_and(|(_, listed)| listed.is_some());
        listed || last.has_failed()
    })
}

/// Gives the page on which the shopper goes on.
fn on_page(
    order: &OrderDocument,
    now: Option<i64>,
    declined: Option<DeclinedOnPage>,
) -> Option<Outcome> {
    let mut transactions = order.transactions().rev();
    let url = transactions
        .find_map(|one| one.payment_url.text())
        .or_else(|| order.page_url.text())
        .or_else(|| order.payment_url.text())?;
    let left = now
        .zip(expiry(order))
        .map(|(now, expiry)| expiry.saturating_sub(now).max(0))
        .and_then(|left| u64::try_from(left).ok());
    Some(Outcome::ActionRequired {
        url: String::from(url),
        lifetime: left.or_else(|| lifetime(order)),
        declined,
    })
}

fn lifetime(order: &OrderDocument) -> Option<u64> {
    time::period(order.expiration_period.text()?)
}

/// When its time is over, Unix seconds.
fn expiry(order: &OrderDocument) -> Option<i64> {
    let created = time::read(order.created.text()?)?;
    created.checked_add(i64::try_from(lifetime(order)?).ok()?)
}

/// Tells why it failed, and the code for it that may be logged.
fn decline(order: &OrderDocument) -> (DeclineReason, Option<String>) {
    let transactions = order.transactions().rev();
    let told = transactions
        .map(|one| (&one.reason, &one.customer_message))
        .chain([(&order.reason, &order.customer_message)])
        .find_map(|(reason, message)| Some((reason.text()?, message)));
    told.map_or((DeclineReason::Refused, None), |(reason, message)| {
        words::reason(reason, message.text().unwrap_or_default())
    })
}
