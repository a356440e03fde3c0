//! Asks for attempts that a store has lost, by the references that they must have had, and
//! has those recorded that are found.

use oneclick_providers::{AttemptReference, NotReadable, PaymentStatus};
use oneclick_rules::OrderReference;

use crate::model::order::Order;
use crate::payments::look_up::listed::ListedPayments;
use crate::recovery::sources::{LostAttempts, NotAsked, Source};
use crate::refusal::Refusal;
use crate::store::recovery::AHEAD;
use crate::store::{self, Tx, attempts};

/// How many numbers in a row a list by time is searched for: that asks nobody.
const AHEAD_IN_LIST: i64 = 100;

/// An attempt that the store has lost and its provider knows.
#[derive(Clone, Debug)]
pub(crate) struct LostAttempt {
    /// Its number among the order's attempts.
    pub number: i64,
    pub reference: AttemptReference,
    pub provider: String,
    /// What the provider lists under its reference, one at least.
    pub statuses: Vec<PaymentStatus>,
}

impl LostAttempts {
    /// Asks for attempts of an order that the store has lost and records them; how many
    /// there are, and who could not be asked. If all could, the order is noted as asked for
    /// since the recovery `note`.
    pub(crate) async fn ask_for(
        &self,
        sources: &[Source],
        order: &Order,
        since: i64,
        note: Option<i64>,
    ) -> Result<(usize, Vec<NotAsked>), Refusal> {
        let reference = order.reference.clone();
        let reading = move |tx: &Tx<'_>| -> store::Result<_> {
            let last = attempts::last_number(tx, &reference)?;
            Ok((last, attempts::next_number(tx, &reference)?))
        };
        let numbers = self.deployment.store.read(reading).await?;
        let asking = self.lost(sources, &order.reference, numbers, since);
        let (found, silent) = asking.await?;
        let count = found.len();
        let last = self.record_all(order, numbers.1 - 1, since, found).await?;
        if let Some(number) = note.filter(|_| silent.is_empty()) {
            self.note_asked(order, number, last).await?;
        }
        Ok((count, silent))
    }

    /// Returns the order's attempts behind number `last` that any provider knows, and the
    /// providers that could not be asked. The number `free` is the least that the next
    /// attempt may have. It stops where no provider knows [`AHEAD`] numbers in a row: an
    /// attempt that failed may be in no provider's list, and the next one in one. `since` is
    /// when the store went back, Unix milliseconds.
    ///
    /// # Errors
    /// Fails if a reference cannot be derived or a task was lost.
    async fn lost(
        &self,
        sources: &[Source],
        order: &OrderReference,
        (last, free): (i64, i64),
        since: i64,
    ) -> anyhow::Result<(Vec<LostAttempt>, Vec<NotAsked>)> {
        let (mut found, mut not_asked) = (Vec::new(), Vec::new());
        let (mut next, mut last) = (last + 1, last.max(free - 1));
        let in_list = (next, last + AHEAD_IN_LIST);
        last = last.max(self.last_listed(sources, order, in_list)?);
        while next <= last + AHEAD {
            let end = last + AHEAD;
            let mut asking = Vec::new();
            for number in next..=end {
                let reference = self.deployment.references.reference(order, number)?;
                for source in sources {
                    let (this, source) = (self.clone(), source.clone());
                    let reference = reference.clone();
                    asking.push(
                        self.deployment
                            .environment
                            .spawn(async move { this.ask(source, number, reference, since).await }),
                    );
                }
            }
            for asked in asking {
                match asked.await? {
                    Ok(Some(attempt)) => {
                        last = last.max(attempt.number);
                        found.push(attempt);
                    }
                    Ok(None) => {}
                    Err(silent) => not_asked.push(silent),
                }
            }
            next = end + 1;
        }
        Ok((found, not_asked))
    }

    /// Returns the last of these numbers that stands in a list by time; 0 if none does.
    fn last_listed(
        &self,
        sources: &[Source],
        order: &OrderReference,
        (first, last): (i64, i64),
    ) -> anyhow::Result<i64> {
        let lists: Vec<_> = sources
            .iter()
            .filter_map(|source| match source {
                Source::Listed { payments, .. } => Some(payments),
                Source::Provider { .. } => None,
            })
            .collect();
        if lists.is_empty() {
            return Ok(0);
        }
        for number in (first..=last).rev() {
            let reference = self.deployment.references.reference(order, number)?;
            if lists
                .iter()
                .any(|list| list.contains_key(reference.as_str()))
            {
                return Ok(number);
            }
        }
        Ok(0)
    }

    async fn ask(
        self,
        source: Source,
        number: i64,
        reference: AttemptReference,
        since: i64,
    ) -> Result<Option<LostAttempt>, NotAsked> {
        let (provider, statuses) = match source {
            Source::Listed { provider, payments } => {
                let listed = payments.get(reference.as_str());
                (provider, Ok(listed.cloned().unwrap_or_default()))
            }
            Source::Provider {
                configured,
                repeats,
            } => {
                let name = configured.provider.name().as_str();
                let listed = ListedPayments::of(&self.deployment);
                let ask = || listed.search(&configured, &reference, since / 1000);
                (String::from(name), repeats.ask(name, ask).await)
            }
        };
        match statuses {
            Err(NotReadable(why)) => Err(NotAsked { provider, why }),
            Ok(statuses) if statuses.is_empty() => Ok(None),
            Ok(statuses) => Ok(Some(LostAttempt {
                number,
                reference,
                provider,
                statuses,
            })),
        }
    }
}
