//! Smart2Pay's memory.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::answer;
use super::payment::{Dispute, Payment, Verdict, status};
use super::refund::Refund;
use crate::cards::{self, Card};
use crate::ledger::Entry;
use crate::notice::{Notice, Post};
use crate::provider::Provider;
use crate::settings::Credentials;
use crate::{basic, book};

/// Notifications of one kind are sent this often at most. The documents
/// resend for seven days.
const ATTEMPTS: u32 = 3;
/// Between two attempts, in milliseconds (assumed: the documents say only
/// that resends thin out).
const APART: u64 = 60_000;

/// The merchant's site, as answers show it.
pub(crate) struct Site {
    /// Where the dialect's calls begin.
    pub(super) base: String,
    pub(super) credentials: Credentials,
}

impl Site {
    /// The site id, a number.
    pub(super) fn id(&self) -> Value {
        let id = &self.credentials.id;
        id.parse::<u64>().map_or_else(|_| json!(id), |id| json!(id))
    }
}

/// The provider's payments, refunds and cards.
pub(crate) struct Book {
    pub(super) site: Arc<Site>,
    /// Set in the dashboard at the real one.
    notification_url: Option<String>,
    post: Post,
    pub(super) cards: HashMap<String, Card>,
    pub(super) payments: Vec<Payment>,
    pub(super) refunds: Vec<Refund>,
    last_id: u64,
}

impl Book {
    pub(crate) fn new(
        base: String,
        credentials: Credentials,
        notification_url: Option<String>,
        post: Post,
    ) -> Self {
        Self {
            site: Arc::new(Site { base, credentials }),
            notification_url,
            post,
            cards: cards::seed([
                "5A9D0C3E7B1F42688E6A1D7C90B3F254",
                "C1E7A86F03D94B2A97F5B6E2D8470A13",
                "0F6B2D94E8A14C7395D1C7E3A2F80B46",
            ]),
            payments: Vec::new(),
            refunds: Vec::new(),
            last_id: 202_586,
        }
    }

    /// Where notifications go from now on.
    pub(crate) fn notify_at(&mut self, url: Option<String>) {
        self.notification_url = url;
    }

    /// A number for a payment, a refund or a refused request.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn payment(&self, id: u64) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    pub(super) fn payment_mut(&mut self, id: u64) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|payment| payment.id == id)
    }

    /// The payment that a hosted page belongs to.
    pub(super) fn hosted(&self, token: &str) -> Option<&Payment> {
        self.payments.iter().find(|payment| {
            payment
                .hosted
                .as_ref()
                .is_some_and(|hosted| hosted.token == token)
        })
    }

    /// Keeps a payment as it is now, and tells the merchant if its status has
    /// changed. An open payment is no news.
    pub(super) fn keep(&mut self, payment: Payment) {
        let former = self.payment(payment.id);
        let news = match former {
            Some(former) => former.status != payment.status,
            None => payment.status != status::OPEN,
        };
        if news {
            self.tell(&payment);
        }
        match self.payment_mut(payment.id) {
            Some(kept) => *kept = payment,
            None => self.payments.push(payment),
        }
    }

    /// Tells about a refund, in the envelope of its answer.
    pub(super) fn tell_refund(&self, refund: &Refund) {
        let body = answer::refund(&self.site, refund);
        if let Some(notice) = self.about(&refund.reference, body, false) {
            self.post.send(notice);
        }
    }

    /// Tells about a dispute, which is told apart from its payment
    /// (chargebacks-api, Notification Types).
    fn tell_dispute(&mut self, payment: &mut Payment, now: u64) {
        let dispute = *payment.dispute.get_or_insert_with(|| {
            self.last_id += 1;
            Dispute {
                id: self.last_id,
                created: now,
            }
        });
        let body = answer::dispute(&self.site, payment, dispute);
        if let Some(notice) = self.about(&payment.asked.reference, body, false) {
            self.post.send(notice);
        }
    }

    fn tell(&self, payment: &Payment) {
        let notice = self.about(
            &payment.asked.reference,
            answer::enveloped(answer::payment(&self.site, payment)),
            false,
        );
        if let Some(notice) = notice {
            self.post.send(notice);
        }
    }

    /// A notification: the body as an answer has it, the merchant's own
    /// credentials (payment-notification).
    fn about(&self, reference: &str, body: Value, forged: bool) -> Option<Notice> {
        let Credentials { id, key } = &self.site.credentials;
        let key = if forged { "not-the-key" } else { key };
        Some(Notice {
            provider: Provider::Smart2pay,
            reference: reference.to_owned(),
            url: self.notification_url.clone()?,
            content_type: answer::JSON,
            authorization: Some(basic::header(id, key)),
            body: body.to_string(),
            attempts: ATTEMPTS,
            apart: APART,
            accepts: |http| http == 204,
        })
    }
}

impl book::Book for Book {
    fn settle(&mut self, now: u64) {
        let due = |payment: &&Payment| payment.is_due(now);
        let changing: Vec<Payment> = self.payments.iter().filter(due).cloned().collect();
        for mut payment in changing {
            payment.settle(now);
            self.keep(payment);
        }
    }

    fn ledger(&self) -> Vec<Entry> {
        self.payments.iter().map(Payment::entry).collect()
    }

    fn store(&mut self, token: Option<String>, card: Card, _now: u64) -> String {
        let token = token.unwrap_or_else(super::charge::token_value);
        self.cards.insert(token.clone(), card);
        token
    }

    fn change(&mut self, reference: &str, status: &str, now: u64) -> Result<(), &'static str> {
        let id = status.parse().ok().filter(|id| status::name(*id).is_some());
        let id = id.ok_or("status: an id of the provider's table")?;
        let of_reference = |payment: &&Payment| payment.asked.reference == reference;
        let payments: Vec<Payment> = self.payments.iter().filter(of_reference).cloned().collect();
        for mut payment in payments {
            payment.apply(Verdict::of(id));
            if [status::DISPUTED, status::DISPUTE_WON, status::DISPUTE_LOST].contains(&id) {
                self.tell_dispute(&mut payment, now);
            }
            self.keep(payment);
        }
        Ok(())
    }

    fn notice(&self, reference: &str, forged: bool, _now: u64) -> Option<Notice> {
        let mut newest_first = self.payments.iter().rev();
        let payment = newest_first.find(|payment| payment.asked.reference == reference)?;
        let body = answer::enveloped(answer::payment(&self.site, payment));
        self.about(reference, body, forged)
    }
}
