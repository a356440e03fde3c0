//! A payment by a new card on the provider's page, begun in a task of its own.

use anyhow::Context as _;
use oneclick_providers::{Call, CardUses, NewCardPayment, PaymentStatus, Secret};
use oneclick_rules::Customer;

use crate::cards::sealing::CardTokens;
use crate::model::attempt::Attempt;
use crate::model::session::Session;
use crate::payments::send::Sending;
use crate::registry::Configured;
use crate::store::attempts;

/// A durable intent to pay by a new card and what its one request needs.
pub(crate) struct Beginning {
    pub attempt: Attempt,
    pub session: Session,
    pub customer: Option<Customer>,
    pub configured: Configured,
}

impl Sending {
    /// Begins the payment and makes what came of it durable.
    pub(crate) async fn begin(self, beginning: Beginning) {
        let request = self.first_request(&beginning).await;
        self.send_surely(&beginning.attempt, &beginning.configured, request)
            .await;
    }

    async fn first_request(&self, beginning: &Beginning) -> anyhow::Result<Call<PaymentStatus>> {
        let prepared = self.prepare(beginning).await?;
        let Beginning {
            attempt,
            session,
            customer,
            configured,
        } = beginning;
        let addresses = self.addresses(attempt, configured);
        let purchase =
            session.purchase(attempt.amount, customer.as_ref(), configured.three_d_secure);
        let first = NewCardPayment {
            attempt: self.attempt_request(attempt, purchase, &addresses),
            keep: attempt.saving.as_ref().map(|keep| CardUses::of(&keep.uses)),
            prepared: prepared.as_ref(),
        };
        configured
            .provider
            .hosted_page(&first)
            .map_err(|code| anyhow::anyhow!("the provider cannot express it: {code}"))
    }

    /// Makes ready what the card will be kept in, where the provider needs
    /// that. It is durable before the payment is sent: the card would be lost
    /// in it otherwise.
    async fn prepare(&self, beginning: &Beginning) -> anyhow::Result<Option<Secret>> {
        let Beginning {
            attempt,
            customer,
            configured,
            ..
        } = beginning;
        let (Some(keep), Some(customer)) = (&attempt.saving, customer) else {
            return Ok(None);
        };
        let now = self.deployment.clock().seconds();
        let Some(call) = configured.provider.prepare(CardUses::of(&keep.uses), now) else {
            return Ok(None);
        };
        let received = self
            .deployment
            .change(configured.provider.name(), call)
            .await
            .map_err(|error| anyhow::anyhow!("nothing could be prepared: {error:?}"))?;
        let prepared = received.answer.context("nothing could be prepared")?;
        let sealed =
            CardTokens::of(&self.deployment).seal_prepared(attempt, &customer.id, &prepared)?;
        let id = attempt.id.clone();
        let noted = self
            .deployment
            .store
            .write(move |tx| attempts::note_prepared(tx, &id, &sealed))
            .await?;
        anyhow::ensure!(noted, "it was given up meanwhile");
        Ok(Some(prepared))
    }
}
