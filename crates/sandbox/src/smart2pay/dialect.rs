//! Smart2Pay, simulated: its cards, payments and refunds, and what follows from
//! a change.

use serde_json::{Map, Value};

use super::answer;
use super::payment::{PaymentDispute, Smart2payPayment, Smart2payRefund};
use super::reason::ReturnCode;
use super::status;
use crate::faults::{FaultForm, Reply};
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;
use crate::random;
use crate::settings::Credentials;
use crate::simulation::{PaymentStore, ProviderCall, Simulation, basic};

/// A call of the merchant.
pub(super) type Smart2payCall = ProviderCall<Smart2paySimulation>;

/// The provider's payments, refunds and cards.
pub(crate) struct Smart2paySimulation {
    pub(super) store: PaymentStore<Smart2payPayment>,
    /// Where notifications go, if anywhere; set in the dashboard at the real one.
    pub(crate) notification_url: Option<String>,
    pub(super) refunds: Vec<Smart2payRefund>,
    last_id: u64,
}

impl Smart2paySimulation {
    /// Makes a number for a payment, a refund or a refused request.
    pub(super) fn next_number(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Finds the refunds of a payment.
    pub(super) fn refunds_of<'a>(
        &'a self,
        id: &'a str,
    ) -> impl Iterator<Item = &'a Smart2payRefund> {
        self.refunds.iter().filter(move |one| one.payment == id)
    }

    /// Refuses a request.
    pub(super) fn refuse(
        &mut self,
        kind: &str,
        echo: &Map<String, Value>,
        reasons: &[ReturnCode],
    ) -> Reply {
        let id = self.next_number();
        answer::refused(kind, id, echo, reasons)
    }

    /// Tells about a refund, in the envelope of its answer.
    pub(super) fn tell_refund(&self, refund: &Smart2payRefund) {
        let body = answer::refunded(&self.store.site, refund);
        let told = self.about(&refund.reference, &body, false);
        self.store.outbox.send(told);
    }

    /// Tells about a dispute, apart from its payment (chargebacks-api,
    /// Notification Types).
    fn tell_dispute(&mut self, payment: &mut Smart2payPayment, now: u64) {
        let dispute = payment.dispute.unwrap_or_else(|| PaymentDispute {
            id: self.next_number(),
            created: now,
        });
        payment.dispute = Some(dispute);
        let body = answer::dispute(&self.store.site, payment, dispute);
        let told = self.about(&payment.base.reference, &body, false);
        self.store.outbox.send(told);
    }

    /// Writes a notification: the body as an answer has it, the merchant's own
    /// credentials (payment-notification).
    fn about(&self, reference: &str, body: &Value, forged: bool) -> Option<ProviderNotification> {
        let Credentials { id, key } = &self.store.site.credentials;
        let key = if forged { "not-the-key" } else { key };
        let url = self.notification_url.clone()?;
        let body = body.to_string();
        let (provider, json) = (SandboxProvider::Smart2pay, answer::JSON);
        // The documents resend for seven days, and say only that resends thin out.
        Some(ProviderNotification {
            authorization: Some(basic(id, key)),
            accepts: |http| http == 204,
            ..ProviderNotification::new(provider, reference, url, json, body)
        })
    }
}

impl Simulation for Smart2paySimulation {
    type Payment = Smart2payPayment;

    const PROVIDER: SandboxProvider = SandboxProvider::Smart2pay;
    const FAULTS: FaultForm = FaultForm {
        content_type: answer::JSON,
        error: answer::error,
    };

    const TOKENS: [&'static str; 3] = [
        "5A9D0C3E7B1F42688E6A1D7C90B3F254",
        "C1E7A86F03D94B2A97F5B6E2D8470A13",
        "0F6B2D94E8A14C7395D1C7E3A2F80B46",
    ];

    fn new(store: PaymentStore<Smart2payPayment>) -> Self {
        Self {
            store,
            notification_url: None,
            refunds: Vec::new(),
            last_id: 202_586,
        }
    }

    fn store(&self) -> &PaymentStore<Smart2payPayment> {
        &self.store
    }

    fn store_mut(&mut self) -> &mut PaymentStore<Smart2payPayment> {
        &mut self.store
    }

    fn next_id(&mut self) -> String {
        self.next_number().to_string()
    }

    /// Makes 32 hexadecimal digits, as the provider's tokens have.
    fn next_token(&self) -> String {
        random::hex_32().to_uppercase()
    }

    /// Tells each change of status. An open payment is not told.
    fn changed(
        &mut self,
        former: Option<&Smart2payPayment>,
        payment: &mut Smart2payPayment,
        now: u64,
    ) {
        if former.map_or(status::OPEN, |former| former.status) == payment.status {
            return;
        }
        let disputes = [status::DISPUTED, status::DISPUTE_WON, status::DISPUTE_LOST];
        if disputes.contains(&payment.status) {
            self.tell_dispute(payment, now);
        }
        self.tell(payment, now);
    }

    fn refunded(&self, payment: &Smart2payPayment) -> u64 {
        let own = self.refunds_of(&payment.base.id);
        let done = own.filter(|one| one.status == status::SUCCESS);
        done.map(|one| one.amount).sum()
    }

    fn refund(
        &mut self,
        payment: &mut Smart2payPayment,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        self.refund_part(payment, amount, now)
    }

    fn notification(
        &self,
        payment: &Smart2payPayment,
        forged: bool,
        _now: u64,
    ) -> Option<ProviderNotification> {
        let body = answer::enveloped(&self.store.site, payment);
        self.about(&payment.base.reference, &body, forged)
    }
}
