//! Where lost attempts are looked for: at every provider, by reference, or among all
//! that was made in the time that was lost.

use std::collections::HashMap;
use std::sync::Arc;

use oneclick_providers::{NotReadable, PaymentStatus};

use crate::deployment::Deployment;
use crate::payments::look_up::listed::ListedPayments;
use crate::recovery::repeats::Repeats;
use crate::registry::Configured;
use crate::store::recovery::LostTime;

/// A provider that could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotAsked {
    pub provider: String,
    /// Why, for the log and the operator.
    pub why: String,
}

/// What can be asked for a reference.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// The provider itself.
    Provider {
        configured: Configured,
        repeats: Repeats,
    },
    /// All that a provider has listed, by our references.
    Listed {
        provider: String,
        payments: Arc<HashMap<String, Vec<PaymentStatus>>>,
    },
}

/// Finds attempts that a store has lost, and records them.
///
/// Its methods stand here, in `lost.rs` and in `record.rs`.
#[derive(Clone, Debug)]
pub(crate) struct LostAttempts {
    pub(super) deployment: Arc<Deployment>,
}

impl LostAttempts {
    /// Works for this deployment.
    pub(crate) fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Makes every provider ready to be asked for what was made in what was `lost`, but for
    /// those that are left out.
    pub(crate) async fn sources(
        &self,
        lost: &[LostTime],
        left_out: &[String],
        repeats: &Repeats,
    ) -> (Vec<Source>, Vec<NotAsked>) {
        let (mut sources, mut not_asked) = (Vec::new(), Vec::new());
        for configured in &self.deployment.providers.0 {
            let provider = configured.provider.name().as_str();
            if left_out.iter().any(|name| name == provider) {
                continue;
            }
            if !configured.provider.capabilities().searches_by_time {
                sources.push(Source::Provider {
                    configured: configured.clone(),
                    repeats: repeats.clone(),
                });
                continue;
            }
            match self.listed(configured, lost, repeats).await {
                Ok(payments) => sources.push(Source::Listed {
                    provider: String::from(provider),
                    payments: Arc::new(payments),
                }),
                Err(NotReadable(why)) => not_asked.push(NotAsked {
                    provider: String::from(provider),
                    why,
                }),
            }
        }
        (sources, not_asked)
    }

    /// Lists all that was made in what was lost, by our references. A time that ends before
    /// it begins comes from a wrong clock.
    async fn listed(
        &self,
        configured: &Configured,
        lost: &[LostTime],
        repeats: &Repeats,
    ) -> Result<HashMap<String, Vec<PaymentStatus>>, NotReadable> {
        let (listed, name) = (
            ListedPayments::of(&self.deployment),
            configured.provider.name().as_str(),
        );
        let mut payments: HashMap<String, Vec<PaymentStatus>> = HashMap::new();
        for LostTime { since, until } in lost.iter().copied() {
            if since > until {
                return Err(NotReadable(format!(
                    "the time to list begins at {since} and ends before, at {until}: the clock must be set right"
                )));
            }
            let span = (since / 1000, until / 1000);
            let all = repeats.ask(name, || listed.list(configured, span));
            for status in all.await? {
                let Some(reference) = status.reference.clone() else {
                    continue;
                };
                let known = payments.entry(reference).or_default();
                // What was lost twice is listed twice.
                let id = &status.provider_payment_id;
                if !known.iter().any(|known| known.provider_payment_id == *id) {
                    known.push(status);
                }
            }
        }
        Ok(payments)
    }
}
