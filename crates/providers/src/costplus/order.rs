//! What an order of CostPlus tells, whichever call answers with it.

use oneclick_rules::DeclineReason;

use super::money::Captured;
use super::words::{self, Money, OrderStatus};
use super::{STORED_CARD, card, is_id, time};
use crate::json::Json;
use crate::{Answer, Dispute, Outcome};

/// For how long after its expiry an order that failed on its page may still
/// be on its way, seconds: clocks differ, and a bank may be slow.
const AFTER_EXPIRY: i64 = 300;

/// An order.
pub(super) struct Order<'a> {
    pub(super) json: &'a Json,
    /// The provider's id.
    pub(super) id: Option<&'a str>,
    /// Our reference.
    pub(super) reference: Option<&'a str>,
    status: Option<(&'static str, OrderStatus)>,
    transactions: Vec<Transaction<'a>>,
}

/// A transaction of an order. What stands in it may as well stand in its
/// `payment_method_details`: the documents show both.
pub(super) struct Transaction<'a> {
    pub(super) json: &'a Json,
    pub(super) details: Option<&'a Json>,
    status: Option<(&'static str, Money)>,
}

impl<'a> Transaction<'a> {
    fn read(json: &'a Json) -> Self {
        Self {
            json,
            details: json.object("payment_method_details"),
            status: json.text("status").and_then(words::transaction),
        }
    }

    /// A text of the transaction or of its details.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let of_details = || self.details.and_then(|details| details.text(name));
        self.json.text(name).or_else(of_details)
    }

    /// Whether its status says that an authorisation was captured.
    pub(super) fn is_captured(&self) -> bool {
        self.status
            .is_some_and(|(_, money)| money == Money::Captured)
    }

    /// Whether money moved, or nobody says that it did not.
    fn moved(&self) -> bool {
        match self.status {
            Some((_, money)) => matches!(money, Money::Moved | Money::Captured),
            None => self.json.lacks("status"),
        }
    }

    /// Whether it says that money moved.
    fn surely_moved(&self) -> bool {
        self.status.is_some() && self.moved()
    }

    /// Whether a stored card was charged, where the answer tells.
    fn is_by_token(&self) -> bool {
        self.text("one_click_type") == Some("one-click")
            || self.text("recurring_type") == Some("recurring")
    }
}

impl<'a> Order<'a> {
    /// The order that a JSON object is, if it is one.
    pub(super) fn read(json: &'a Json) -> Option<Self> {
        let id = json.text("id").filter(|id| is_id(id));
        if id.is_none() && json.text("merchant_order_id").is_none() {
            return None;
        }
        let transactions = json.list("transactions").unwrap_or_default();
        Some(Self {
            json,
            id,
            reference: json.text("merchant_order_id"),
            status: json.text("status").and_then(words::order),
            transactions: transactions.iter().map(Transaction::read).collect(),
        })
    }

    /// Whether it gives money back instead of taking it: refunds, chargebacks
    /// and their reversals are orders of their own, and may bear the reference
    /// of the order that they belong to ("List orders by date range").
    pub(super) fn gives_back(&self) -> bool {
        let of = [
            "refund_of_order_id",
            "chargeback_of_order_id",
            "reversal_of_order_id",
        ];
        let debits =
            |transaction: &Transaction<'_>| transaction.json.text("credit_debit") == Some("debit");
        of.iter().any(|name| !self.json.lacks(name)) || self.transactions.iter().any(debits)
    }

    /// The transaction in which the money moved: the last one that says so, or
    /// does not say otherwise.
    pub(super) fn paid(&self) -> Option<&Transaction<'a>> {
        self.transactions.iter().rev().find(|one| one.moved())
    }

    /// What became of it; `now` in Unix seconds where it was looked up.
    pub(super) fn outcome(&self, now: Option<i64>) -> Outcome {
        let Some((_, status)) = self.status else {
            return Outcome::Unknown;
        };
        if self.gives_back() || self.id.is_none() {
            return Outcome::Unknown;
        }
        let moved = self.transactions.iter().any(Transaction::surely_moved);
        let taken = moved && (!self.is_authorisation() || self.captured() != Captured::Nothing);
        match status {
            OrderStatus::Completed => self.completed(),
            // The order is not done and a transaction is: ask again.
            OrderStatus::Open if moved => Outcome::Pending,
            OrderStatus::Open => self.on_page(now).unwrap_or(Outcome::Pending),
            OrderStatus::Failed if moved => Outcome::Unknown,
            OrderStatus::Failed => self.failed(now),
            OrderStatus::Cancelled | OrderStatus::Expired if taken => Outcome::Unknown,
            // A card was tried on its page before the page was left.
            OrderStatus::Cancelled | OrderStatus::Expired if self.ended_on_a_decline() => {
                Outcome::Declined(self.reason().0)
            }
            OrderStatus::Cancelled => Outcome::Cancelled,
            OrderStatus::Expired => Outcome::Expired,
        }
    }

    /// Completed: paid, or authorised where it was only to be authorised.
    fn completed(&self) -> Outcome {
        if !self.transactions.is_empty() && self.paid().is_none() {
            return Outcome::Unknown;
        }
        let captured = self.captured();
        let all = match captured {
            Captured::Part(part) => part,
            Captured::Nothing | Captured::Whole => self.json.whole("amount"),
        };
        let refunded = self.refunded().filter(|refunded| *refunded > 0);
        if refunded.is_some_and(|refunded| all.is_some_and(|all| refunded >= all)) {
            return Outcome::Refunded;
        }
        if captured != Captured::Nothing {
            return Outcome::Captured;
        }
        let voided = self.detail("voided").is_some_and(|units| units > 0);
        if voided && self.detail("capturable") == Some(0) {
            return Outcome::Cancelled;
        }
        Outcome::Authorised
    }

    /// Failed: over where nobody can try again, which is where a stored card
    /// was charged, where there is no page, and where the page's time is over.
    fn failed(&self, now: Option<i64>) -> Outcome {
        let extra = self.json.object("extra");
        let by_token = extra.and_then(|extra| extra.text("card")) == Some(STORED_CARD)
            || self.transactions.iter().any(Transaction::is_by_token);
        let ended = now
            .zip(self.expiry())
            .is_some_and(|(now, expiry)| now >= expiry.saturating_add(AFTER_EXPIRY));
        let declined = Outcome::Declined(self.reason().0);
        if by_token || ended {
            return declined;
        }
        self.on_page(now).unwrap_or(declined)
    }

    /// Whether the last card that was tried failed, which its transaction tells
    /// after the order has ended, too (assumed).
    fn ended_on_a_decline(&self) -> bool {
        self.transactions.last().is_some_and(|last| {
            let reason = last.json.text("reason").map(|text| words::reason(text, ""));
            let listed = reason.is_some_and(|(_, listed)| listed.is_some());
            listed || last.json.text("status") == Some("error")
        })
    }

    /// The page on which the shopper goes on.
    fn on_page(&self, now: Option<i64>) -> Option<Outcome> {
        let of_transaction = |one: &Transaction<'a>| one.json.text("payment_url");
        let url = self
            .transactions
            .iter()
            .rev()
            .find_map(of_transaction)
            .or_else(|| self.json.text("order_url"))
            .or_else(|| self.json.text("payment_url"))?;
        let left = now
            .zip(self.expiry())
            .map(|(now, expiry)| expiry.saturating_sub(now).max(0))
            .and_then(|left| u64::try_from(left).ok());
        Some(Outcome::ActionRequired {
            url: String::from(url),
            lifetime: left.or_else(|| self.lifetime()),
        })
    }

    fn lifetime(&self) -> Option<u64> {
        time::period(self.json.text("expiration_period")?)
    }

    /// When its time is over, Unix seconds.
    fn expiry(&self) -> Option<i64> {
        let created = time::read(self.json.text("created")?)?;
        created.checked_add(i64::try_from(self.lifetime()?).ok()?)
    }

    fn reason(&self) -> (DeclineReason, Option<String>) {
        let transactions = self.transactions.iter().rev().map(|one| one.json);
        transactions
            .chain([self.json])
            .find_map(|json| Some((json, json.text("reason")?)))
            .map_or((DeclineReason::Refused, None), |(json, reason)| {
                words::reason(reason, json.text("customer_message").unwrap_or_default())
            })
    }

    /// Whether the shopper's bank took the money back (assumed: the documents
    /// name the member, not what it means).
    pub(super) fn is_charged_back(&self) -> bool {
        let orders = self.json.list("chargeback_orders");
        orders.is_some_and(|orders| !orders.is_empty())
    }

    /// What it says, with `outcome` for what became of it.
    pub(super) fn answer(&self, outcome: Outcome, http: Option<u16>) -> Answer {
        Answer {
            outcome,
            payment: self.id.map(String::from),
            reference: self.reference.map(String::from),
            amount: self.amount(),
            card: self.paid().map(card::face).unwrap_or_default(),
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
        words.push(match self.status {
            Some((word, _)) => format!("order {word}"),
            None => String::from("order status not listed"),
        });
        let statuses = self.transactions.iter().filter_map(|one| one.status);
        words.extend(
            statuses
                .take(8)
                .map(|(word, _)| format!("transaction {word}")),
        );
        words.extend(self.reason().1);
        words.join(", ")
    }
}
