//! Where lost attempts are looked for: at every provider, by reference, or among all
//! that was made in the time that was lost.

use std::collections::HashMap;
use std::sync::Arc;

use oneclick_providers::{NotReadable, PaymentStatus};

use crate::payments::look_up::listed::check_clocks;
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

    /// Lists all that was made in a time, Unix milliseconds. One whose list may be a part is
    /// asked for in halves. A time that ends before it begins comes from a wrong clock.
    async fn listed(
        &self,
        configured: &Configured,
        span: (i64, i64),
    ) -> Result<HashMap<String, Vec<PaymentStatus>>, NotReadable> {
        let mut payments: HashMap<String, Vec<PaymentStatus>> = HashMap::new();
        if span.0 > span.1 {
            return Err(NotReadable(format!(
                "the time to list begins at {} and ends before, at {}: the clock must be set right",
                span.0, span.1
            )));
        }
        let mut spans = vec![(span.0 / 1000 - CLOCKS_APART, span.1 / 1000 + CLOCKS_APART)];
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
        // Which time was listed is by our clock, and what is left out is not seen.
        let date = received.date.ok_or_else(|| {
            NotReadable(String::from(
                "its answer has no `Date`: whether our clock is right is not known",
            ))
        })?;
        check_clocks(self.deployment.clock().seconds() - date)?;
        received.answer
    }
}
