//! Disputes: recorded beside the payment, which they neither pay nor undo.

use oneclick_providers::PaymentStatus;

use crate::model::attempt::Attempt;
use crate::model::webhook::told::Concern;
use crate::payments::settle::Settling;
use crate::store::attempts::{self, Change};
use crate::store::{self, Tx};

impl Settling {
    /// Notes a dispute that a payment status tells of, or how far it has come, with
    /// its event; `None` where the attempt has changed meanwhile.
    pub(crate) fn note_dispute(
        &self,
        tx: &Tx<'_>,
        attempt: Attempt,
        status: &PaymentStatus,
        by: &str,
    ) -> store::Result<Option<Attempt>> {
        let known = attempt.dispute;
        let Some(dispute) = status.dispute.filter(|told| Some(*told) != known) else {
            return Ok(Some(attempt));
        };
        let kind = match dispute.as_str() {
            // Its word says all.
            "charged_back" => String::from("charged_back"),
            word => format!("dispute_{word}"),
        };
        let change = Change {
            kind: &kind,
            by,
            detail: &status.detail,
            dispute: Some(dispute),
            concern: Concern::Dispute(dispute),
            ..Change::keeping(&attempt)
        };
        tracing::warn!(payment = %attempt.id, dispute = dispute.as_str(), "a payment is disputed");
        let now = self.deployment.clock().now();
        attempts::change(tx, &attempt, attempt.state, &change, now)
    }
}
