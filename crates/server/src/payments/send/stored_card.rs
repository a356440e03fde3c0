//! A charge of a stored card that the shopper asked for, in a task of its own.

use oneclick_providers::{AttemptRequest, Call, Charge, Initiator, PaymentStatus, Purchase};
use oneclick_rules::{Customer, Cvc, CvcPolicy, StoredCard};

use crate::cards::sealing::CardTokens;
use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::session::Session;
use crate::payments::send::Sending;
use crate::payments::settle::redirect::REDIRECT_MINUTES;
use crate::registry::Configured;

/// Says where a provider sends the shopper back to and tells of changes.
pub(crate) struct Addresses {
    return_url: String,
    notification_url: String,
}

/// A durable intent and what its one request needs.
pub(crate) struct Charging {
    pub attempt: Attempt,
    pub session: Session,
    pub customer: Option<Customer>,
    pub card: Card,
    /// The card as the checkout shows it: what it takes and what it may.
    pub shown: StoredCard,
    pub cvc: Option<Cvc>,
    pub configured: Configured,
}

impl Sending {
    /// Sends the charge and makes its outcome durable.
    pub(crate) async fn charge(self, charging: Charging) {
        let call = self.call(&charging);
        let Charging {
            attempt,
            configured,
            cvc,
            ..
        } = charging;
        drop(cvc);
        self.send_surely(&attempt, &configured, call).await;
    }

    fn call(&self, charging: &Charging) -> anyhow::Result<Call<PaymentStatus>> {
        let Charging {
            attempt,
            session,
            customer,
            card,
            shown,
            cvc,
            configured,
        } = charging;
        let token = CardTokens::of(&self.deployment).open_token(card)?;
        let addresses = self.addresses(attempt, configured);
        let purchase =
            session.purchase(attempt.amount, customer.as_ref(), configured.three_d_secure);
        let charge = Charge {
            attempt: self.attempt_request(attempt, purchase, &addresses),
            initiator: Initiator::Shopper,
            token: &token,
            cvc: cvc.as_ref(),
            hosted_cvc: shown.cvc == CvcPolicy::Hosted,
        };
        configured
            .provider
            .charge(&charge)
            .map_err(|code| anyhow::anyhow!("the provider cannot express it: {code}"))
    }

    /// Returns the addresses that are told to the attempt's provider.
    pub(crate) fn addresses(&self, attempt: &Attempt, configured: &Configured) -> Addresses {
        let base = &self.deployment.public_url;
        let token = &attempt.return_token;
        let name = configured.provider.name();
        Addresses {
            return_url: format!("{base}/return/{token}"),
            notification_url: format!("{base}/notifications/{name}/{token}"),
        }
    }

    /// Returns the attempt as its provider is told it.
    pub(crate) fn attempt_request<'a>(
        &self,
        attempt: &'a Attempt,
        purchase: Purchase<'a>,
        addresses: &'a Addresses,
    ) -> AttemptRequest<'a> {
        AttemptRequest {
            reference: &attempt.reference,
            purchase,
            return_url: &addresses.return_url,
            notification_url: &addresses.notification_url,
            redirect_minutes: REDIRECT_MINUTES,
            now: self.deployment.clock().seconds(),
        }
    }
}
