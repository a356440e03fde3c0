//! Where lost attempts are looked for: at every provider, by reference, or among all
//! that was made in the time that was lost.

use std::collections::HashMap;
use std::sync::Arc;

use oneclick_providers::{NotReadable, PaymentStatus};

use crate::recovery::Recoveries;
use crate::registry::Configured;

/// How far a provider's clock may be from ours, seconds.
const CLOCKS_APART: i64 = 600;
/// The shortest time that is not halved any more where its list may be a part, seconds.
const SHORTEST: i64 = 2;

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
    Provider(Configured),
    /// All that a provider has listed, by our references.
    Listed {
        provider: String,
        payments: Arc<HashMap<String, Vec<PaymentStatus>>>,
    },
}

impl Recoveries {
    /// Makes every provider ready to be asked for what was made in `span`, Unix
    /// milliseconds, but for those that are left out.
    pub(crate) async fn sources(
        &self,
        span: (i64, i64),
        left_out: &[String],
    ) -> (Vec<Source>, Vec<NotAsked>) {
        let (mut sources, mut not_asked) = (Vec::new(), Vec::new());
        for configured in &self.deployment.providers.0 {
            let provider = configured.provider.name().as_str();
            if left_out.iter().any(|name| name == provider) {
                continue;
            }
            if !configured.provider.capabilities().searches_by_time {
                sources.push(Source::Provider(configured.clone()));
                continue;
            }
            let span = (span.0 / 1000 - CLOCKS_APART, span.1 / 1000 + CLOCKS_APART);
            match self.listed(configured, span).await {
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

    /// Lists all that was made in a time, Unix seconds. One whose list may be a part is
    /// asked for in halves.
    async fn listed(
        &self,
        configured: &Configured,
        span: (i64, i64),
    ) -> Result<HashMap<String, Vec<PaymentStatus>>, NotReadable> {
        let mut payments: HashMap<String, Vec<PaymentStatus>> = HashMap::new();
        let mut spans = vec![span];
        while let Some((since, until)) = spans.pop() {
            match self.list(configured, since, until).await {
                Ok(listed) => {
                    for status in listed {
                        let Some(reference) = status.reference.clone() else {
                            continue;
                        };
                        let known = payments.entry(reference).or_default();
                        // Both halves have what was made between them.
                        let id = &status.provider_payment_id;
                        if !known.iter().any(|known| known.provider_payment_id == *id) {
                            known.push(status);
                        }
                    }
                }
                Err(error) if until - since < SHORTEST => return Err(error),
                Err(_) => {
                    let middle = since + (until - since) / 2;
                    spans.extend([(middle, until), (since, middle)]);
                }
            }
        }
        Ok(payments)
    }

    async fn list(
        &self,
        configured: &Configured,
        since: i64,
        until: i64,
    ) -> Result<Vec<PaymentStatus>, NotReadable> {
        let call = configured.provider.list(since, until);
        let call = call.ok_or_else(|| NotReadable(String::from("it has no list by time")))?;
        let received = self.deployment.read(configured.provider.name(), call).await;
        let received = received.map_err(|error| NotReadable(format!("{error:?}")))?;
        received.answer
    }
}
