//! A shopper's request to pay, and the key by which it is made once.

use oneclick_rules::{Amount, CardId, IdempotencyKey, OrderReference, PaymentId};
use zeroize::Zeroizing;

use crate::model::attempt::Attempt;
use crate::model::consent::Consent;
use crate::model::session::Session;
use crate::model::state::State;
use crate::refusal::Refusal;
use crate::store::idempotency_keys::{self, Key, Scope};
use crate::store::{self, Tx, attempts, cards, limits, orders, recovery};

/// Holds a shopper's request to pay, read but not yet judged.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct RequestedPayment {
    /// The request's key.
    pub key: IdempotencyKey,
    /// By which card, stored or new.
    pub by: Means,
    /// The amount as shown to the shopper.
    pub amount: Amount,
    /// The last attempt that the page has seen.
    pub previous_payment: Option<PaymentId>,
    /// Whether it was made on the pay page, where the shopper comes back to.
    pub on_pay_page: bool,
}

/// The card that a shopper wants to pay by.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub enum Means {
    /// One that is stored.
    Stored {
        /// The card.
        card: CardId,
        /// The security code as it was sent.
        cvc: Option<Zeroizing<String>>,
    },
    /// A new one, typed on the provider's page.
    New {
        /// The consent to save it; without it nothing is stored anywhere.
        save: Option<Consent>,
    },
}

impl RequestedPayment {
    /// Has all be asked for at once that the decision reads, whatever it is.
    pub(super) fn read_ahead(&self, tx: &Tx<'_>, session: &Session, now: i64) {
        tx.read_ahead(|tx| {
            let order = &session.order;
            let _ = limits::submissions(tx, &session.id);
            let _ = orders::find(tx, order);
            let _ = attempts::of_order(tx, order);
            let _ = idempotency_keys::find(tx, Scope::Shopper(order), self.key.as_str());
            let _ = recovery::find(tx);
            let _ = recovery::unasked(tx, order, now);
            let _ = attempts::next_number(tx, order);
            if let Means::Stored { card, .. } = &self.by {
                let _ = cards::stored(tx, card);
            }
        });
    }

    /// Returns what the first request with the same key has made, as it stands.
    pub(super) fn answered_before(
        &self,
        tx: &Tx<'_>,
        order: &OrderReference,
    ) -> Result<Option<Attempt>, Refusal> {
        let scope = Scope::Shopper(order);
        let Some(kept) = idempotency_keys::find(tx, scope, self.key.as_str())? else {
            return Ok(None);
        };
        if kept.fingerprint != self.fingerprint() {
            return Err(Refusal::KeyReused);
        }
        let id = PaymentId::parse(&kept.subject).map_err(anyhow::Error::from)?;
        let attempt = attempts::find(tx, &id)?.ok_or(Refusal::Missing)?;
        if matches!(attempt.state, State::Created | State::Sent) {
            return Err(Refusal::Running(None));
        }
        Ok(Some(attempt))
    }

    /// Binds the key to the attempt that the request makes.
    pub(super) fn bind_key(&self, tx: &Tx<'_>, made: &Attempt) -> store::Result<()> {
        let key = Key {
            scope: Scope::Shopper(&made.order),
            key: self.key.as_str(),
            fingerprint: &self.fingerprint(),
        };
        idempotency_keys::insert(tx, &key, made.id.as_str(), made.created_at)
    }

    /// Returns what the key is bound to. Never the security code in any form.
    fn fingerprint(&self) -> String {
        let by = match &self.by {
            Means::Stored { card, .. } => String::from(card.as_str()),
            Means::New { save: None } => String::from("new"),
            // Quoted: another split of the same letters reads otherwise.
            Means::New { save: Some(save) } => format!("new {:?} {:?}", save.text, save.language),
        };
        format!("{by} {} {}", self.amount.minor(), self.amount.currency())
    }
}
