//! Requests to move money, and the key under which the merchant asks.

use oneclick_providers::OperationKind;
use oneclick_rules::{IdempotencyKey, PaymentId};

use crate::model::attempt::Attempt;
use crate::model::operation::{Operation, kind_word};
use crate::refusal::Refusal;
use crate::store::idempotency_keys::{self, Key, Scope};
use crate::store::{self, Tx};

/// Holds a merchant's request to move money of a payment.
#[derive(Clone, Debug)]
pub struct MoveRequest {
    /// The request's key.
    pub key: IdempotencyKey,
    /// The payment.
    pub payment: PaymentId,
    /// What to move.
    pub kind: OperationKind,
    /// How much, minor units; `None` for all there is.
    pub amount: Option<u64>,
    /// For the shopper's statement or the merchant's list.
    pub description: Option<String>,
}

/// Holds what is to move, of which payment of the provider's.
#[derive(Clone)]
pub(crate) struct RequestedOperation {
    pub kind: OperationKind,
    pub provider_payment_id: String,
    /// Minor units; `None` for all there is.
    pub amount: Option<u64>,
    pub description: Option<String>,
    pub by: &'static str,
    /// The merchant's request; the engine's own operations have none.
    pub request: Option<MoveRequest>,
}

impl RequestedOperation {
    /// Wants all of a payment back, by the engine itself.
    pub(crate) fn reverse(kind: OperationKind, provider_payment_id: &str) -> Self {
        Self {
            kind,
            provider_payment_id: String::from(provider_payment_id),
            amount: None,
            description: None,
            by: "engine",
            request: None,
        }
    }

    /// Wants what the merchant does, of the attempt's own payment.
    pub(crate) fn of_merchant(request: &MoveRequest, attempt: &Attempt) -> Result<Self, Refusal> {
        let payment = attempt.provider_payment_id.clone();
        Ok(Self {
            kind: request.kind,
            provider_payment_id: payment.ok_or(Refusal::PaymentState)?,
            amount: request.amount,
            description: request.description.clone(),
            by: "merchant",
            request: Some(request.clone()),
        })
    }
}

impl MoveRequest {
    /// Returns what the key is bound to.
    pub(crate) fn fingerprint(&self) -> String {
        let amount = self
            .amount
            .map_or(String::from("all"), |minor| minor.to_string());
        let description = self.description.as_deref().unwrap_or_default();
        format!("{} {amount} {description}", self.payment)
    }

    fn scope(&self) -> Scope<'static> {
        Scope::Merchant(kind_word(self.kind))
    }

    /// Finds the operation that the same request made before.
    ///
    /// # Errors
    /// Fails with [`Refusal::KeyReused`] if another request was made under the key.
    pub(crate) fn answered_before(&self, tx: &Tx<'_>) -> Result<Option<String>, Refusal> {
        match idempotency_keys::find(tx, self.scope(), self.key.as_str())? {
            None => Ok(None),
            Some(kept) if kept.fingerprint == self.fingerprint() => Ok(Some(kept.subject)),
            Some(_) => Err(Refusal::KeyReused),
        }
    }

    /// Binds the key to the operation that the request makes.
    ///
    /// # Errors
    /// Fails if the database is unreachable, or the key is bound already.
    pub(crate) fn bind_key(&self, tx: &Tx<'_>, made: &Operation) -> store::Result<()> {
        let fingerprint = self.fingerprint();
        let key = Key {
            scope: self.scope(),
            key: self.key.as_str(),
            fingerprint: &fingerprint,
        };
        idempotency_keys::insert(tx, &key, &made.id, made.created_at)
    }
}
