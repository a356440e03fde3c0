//! Reads all that a provider lists of an attempt.

use std::sync::Arc;

use oneclick_providers::{FoundPayments, LookUp, NotReadable, PaymentStatus};

use crate::deployment::Deployment;
use crate::environment::{ReceivedAnswer, SendError};
use crate::model::attempt::Attempt;
use crate::payments::settle::evidence::is_ours;
use crate::registry::Configured;

/// Holds what a provider lists of an attempt.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    /// The payments.
    pub statuses: Vec<PaymentStatus>,
    /// Whether they are all that there are or, where the provider searches by time and
    /// every known id told of the attempt, those alone: else it is to be asked for again.
    pub is_whole: bool,
}

/// Reads all that a provider lists of an attempt.
///
/// Its methods stand here and in `search.rs`.
#[derive(Clone, Debug)]
pub struct ListedPayments {
    pub(crate) deployment: Arc<Deployment>,
}

impl ListedPayments {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Returns every payment that the provider lists under our reference or, where it
    /// searches by time and every known id told of the attempt, those alone. One that can
    /// only search by time is first asked for the payment by its id, where that
    /// is known from an answer (`known`, or the attempt's own) or hinted at: if the search
    /// fails then, money that was found by an id counts all the same.
    ///
    /// # Errors
    /// Fails with [`NotReadable`] where any page is, or where it takes too long.
    pub(crate) async fn ask(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        known: Option<&str>,
    ) -> Result<Listing, NotReadable> {
        let asking = self.ask_all(configured, attempt, known);
        // Twice the time of one exchange: what the lease of a look-up allows.
        let patience = 2 * self.deployment.settings.provider_timeout;
        self.deployment
            .environment
            .timeout(patience, asking)
            .await
            .ok_or_else(|| NotReadable(String::from("it takes too long")))?
    }

    async fn ask_all(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        known: Option<&str>,
    ) -> Result<Listing, NotReadable> {
        let mut by_ids = Vec::new();
        if configured.provider.capabilities().searches_by_time {
            let is_whole;
            (by_ids, is_whole) = self.ask_by_ids(configured, attempt, known).await;
            if is_whole {
                let statuses = by_ids;
                return Ok(Listing { statuses, is_whole });
            }
        }
        let found = self.ask_by_reference(configured, attempt).await;
        let has_money = by_ids.iter().any(|told| told.outcome.moved_money());
        let is_whole = found.is_ok();
        let mut statuses = match found {
            Err(error) if !has_money => return Err(error),
            found => found.unwrap_or_default(),
        };
        by_ids.retain(|told| {
            let of =
                |listed: &PaymentStatus| listed.provider_payment_id == told.provider_payment_id;
            !statuses.iter().any(of)
        });
        statuses.append(&mut by_ids);
        Ok(Listing { statuses, is_whole })
    }

    async fn ask_by_reference(
        &self,
        configured: &Configured,
        attempt: &Attempt,
    ) -> Result<Vec<PaymentStatus>, NotReadable> {
        let since = self.intended_at(attempt);
        self.search(configured, &attempt.reference, since).await
    }

    /// Returns what stands under the ids that are known or hinted at, and whether each of
    /// them told something of the attempt: whoever names another one than its own may tell
    /// of a second charge. A hint that tells nothing may be anybody's, and may have taken
    /// the place of a true one: then the search by time, which misses nothing, is needed too.
    async fn ask_by_ids(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        known: Option<&str>,
    ) -> (Vec<PaymentStatus>, bool) {
        let own = known.or(attempt.provider_payment_id.as_deref());
        let hints = attempt.payment_hints.iter().map(String::as_str);
        let ids = own
            .into_iter()
            .chain(hints.filter(|hint| own != Some(*hint)));
        let (mut statuses, mut all_told) = (Vec::new(), true);
        for payment in ids {
            let told = self.ask_by_id(configured, attempt, payment).await;
            all_told &= told.is_some();
            statuses.extend(told.unwrap_or_default());
        }
        let all_told = all_told && !statuses.is_empty();
        (statuses, all_told)
    }

    /// Returns what stands under the provider's id, if it shows our reference; `None`
    /// where it does not, or where no answer came.
    async fn ask_by_id(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        payment: &str,
    ) -> Option<Vec<PaymentStatus>> {
        let by = LookUp::Payment {
            provider_payment_id: String::from(payment),
            reference: attempt.reference.clone(),
            now: self.deployment.clock().seconds(),
        };
        let received = self.receive(configured, &by).await.ok()?;
        let listed = received.answer.ok()?.payments.into_iter();
        let ours = listed.filter(|status| is_ours(attempt, status));
        let statuses: Vec<PaymentStatus> = ours.collect();
        (!statuses.is_empty()).then_some(statuses)
    }

    /// Says when the attempt was intended at the latest, Unix seconds: its time in
    /// the store may come from a clock that was set back since.
    fn intended_at(&self, attempt: &Attempt) -> i64 {
        let clock = self.deployment.clock();
        let watched = self.deployment.watches.known(attempt.id.as_str());
        let watched = watched.map_or(0, |since| clock.perhaps_since(since));
        attempt.created_at.min(clock.now() - watched) / 1000
    }

    /// Asks the provider once.
    pub(super) async fn receive(
        &self,
        configured: &Configured,
        by: &LookUp,
    ) -> Result<ReceivedAnswer<Result<FoundPayments, NotReadable>>, SendError> {
        let call = configured.provider.look_up(by);
        self.deployment.read(configured.provider.name(), call).await
    }
}
