//! Asks the providers for all that may have happened since a store went back, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use oneclick_rules::{OrderReference, PaymentId};

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::operations::follow_up::FollowUps;
use crate::payments::look_up::LookUps;
use crate::recovery::repeats::Repeats;
use crate::recovery::sources::{LostAttempts, NotAsked, Source};
use crate::store::recovery::{LostTime, Recovery};
use crate::store::{self, Tx, attempts, operations, orders, recovery};

/// How many payments are looked up at a time.
const PAYMENTS_AT_ONCE: usize = 8;
/// How many orders are asked for at a time, several numbers of each.
const ORDERS_AT_ONCE: usize = 2;

/// What a pass came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// How many payments were looked up.
    pub looked_up: usize,
    /// How many orders were asked for.
    pub orders: usize,
    /// How many attempts were found that the store did not know.
    pub found: usize,
    /// Who could not be asked, and why.
    pub not_asked: BTreeMap<String, String>,
}

impl Tally {
    fn note_all(&mut self, silent: Vec<NotAsked>) {
        for one in silent {
            self.note(one);
        }
    }

    fn note(&mut self, silent: NotAsked) {
        let NotAsked { provider, why } = silent;
        self.not_asked.entry(provider).or_insert(why);
    }
}

/// A run of `oneclick recover`.
///
/// Its methods stand here and in `run.rs`.
#[derive(Clone, Debug)]
pub(crate) struct RecoveryRun {
    pub(super) deployment: Arc<Deployment>,
}

impl RecoveryRun {
    /// Looks up every payment that may have changed since the store went back, and asks
    /// for attempts of every order that may have been paid. If it is the `last` pass, an
    /// order for which all were asked may be charged.
    pub(crate) async fn pass(
        &self,
        present: Recovery,
        since: i64,
        is_last: bool,
    ) -> anyhow::Result<Tally> {
        let number = present.number;
        let reading = move |tx: &Tx<'_>| recovery::left_out(tx, number);
        let left_out = self.deployment.store.read(reading).await?;
        let mut tally = Tally::default();
        self.follow_up_all().await?;
        let repeats = Repeats::patient(&self.deployment);
        let looking = self.look_up_all(since, &left_out, &repeats, &mut tally);
        looking.await?;
        let now = self.deployment.clock().now();
        let reading = move |tx: &Tx<'_>| -> store::Result<_> {
            let orders = recovery::orders(tx, number, since)?;
            let mut lost = vec![LostTime { since, until: now }];
            lost.extend(recovery::unasked_of(tx, &orders, now)?);
            Ok((orders, lost))
        };
        let (orders, lost) = self.deployment.store.read(reading).await?;
        let attempts = LostAttempts::of(&self.deployment);
        let asking = attempts.sources(&lost, &left_out, &repeats);
        let (sources, silent) = asking.await;
        tally.note_all(silent);
        // A search by time begins here, whatever was lost when.
        let earliest = lost.iter().map(|loss| loss.since).fold(since, i64::min);
        for together in orders.chunks(ORDERS_AT_ONCE) {
            let asking: Vec<_> = together
                .iter()
                .map(|order| {
                    let (this, sources, order) = (self.clone(), sources.clone(), order.clone());
                    let all = tally.not_asked.is_empty();
                    self.deployment.environment.spawn(async move {
                        let note = (is_last && all).then_some(number);
                        this.ask_order(&sources, &order, earliest, note).await
                    })
                })
                .collect();
            for asked in asking {
                let (found, silent) = asked.await??;
                tally.orders += 1;
                tally.found += found;
                tally.note_all(silent);
            }
        }
        Ok(tally)
    }

    /// Finds out what became of the operations that were open when the copy was made.
    async fn follow_up_all(&self) -> anyhow::Result<()> {
        let open = self.deployment.store.read(recovery::operations).await?;
        for id in open {
            let reading = move |tx: &Tx<'_>| operations::find(tx, &id);
            let operation = self.deployment.store.read(reading).await?;
            let operation = operation.context("an operation is gone")?;
            FollowUps::of(&self.deployment)
                .follow_up_once(&operation)
                .await?;
        }
        Ok(())
    }

    async fn look_up_all(
        &self,
        since: i64,
        left_out: &[String],
        repeats: &Repeats,
        tally: &mut Tally,
    ) -> anyhow::Result<()> {
        let reading = move |tx: &Tx<'_>| recovery::attempts(tx, since);
        let ids = self.deployment.store.read(reading).await?;
        for together in ids.chunks(PAYMENTS_AT_ONCE) {
            let asking: Vec<_> = together
                .iter()
                .map(|id| {
                    let (this, id, left_out) = (self.clone(), id.clone(), left_out.to_vec());
                    let repeats = repeats.clone();
                    let looking = async move { this.look_up(id, &left_out, &repeats).await };
                    self.deployment.environment.spawn(looking)
                })
                .collect();
            for asked in asking {
                match asked.await?? {
                    None => tally.looked_up += 1,
                    Some(silent) => tally.note(silent),
                }
            }
        }
        Ok(())
    }

    /// Looks a payment up; the provider, if it did not say all.
    async fn look_up(
        &self,
        id: PaymentId,
        left_out: &[String],
        repeats: &Repeats,
    ) -> anyhow::Result<Option<NotAsked>> {
        let provider = self.attempt(&id).await?.provider;
        let not_asked = |why: &str| {
            let (provider, why) = (provider.clone(), String::from(why));
            Ok(Some(NotAsked { provider, why }))
        };
        if left_out.contains(&provider) {
            return Ok(None);
        }
        if self.deployment.providers.find(&provider).is_none() {
            return not_asked("it is not configured");
        }
        let looking = repeats.ask(&provider, || async {
            let attempt = self.attempt(&id).await.map_err(Some)?;
            let look_ups = LookUps::of(&self.deployment);
            let looking = look_ups.look_up_once(attempt, None);
            let said_all = Box::pin(looking).await.map_err(Some)?;
            said_all.then_some(()).ok_or(None)
        });
        match looking.await {
            Ok(()) => Ok(None),
            Err(Some(error)) => Err(error),
            Err(None) => not_asked("a payment could not be looked up there; the log says why"),
        }
    }

    async fn attempt(&self, id: &PaymentId) -> anyhow::Result<Attempt> {
        let id = id.clone();
        let reading = move |tx: &Tx<'_>| attempts::find(tx, &id);
        let attempt = self.deployment.store.read(reading).await?;
        attempt.context("an attempt is gone")
    }

    /// Asks for lost attempts of the order with this reference, as [`LostAttempts::ask_for`] does.
    async fn ask_order(
        &self,
        sources: &[Source],
        order: &str,
        since: i64,
        note: Option<i64>,
    ) -> anyhow::Result<(usize, Vec<NotAsked>)> {
        let reference = OrderReference::known(order).map_err(|code| anyhow::anyhow!("{code}"))?;
        let reading = move |tx: &Tx<'_>| orders::find(tx, &reference);
        let order = self.deployment.store.read(reading).await?;
        let order = order.context("an order is gone")?;
        let lost = LostAttempts::of(&self.deployment);
        let asked = lost.ask_for(sources, &order, since, note).await;
        asked.map_err(|refusal| anyhow::anyhow!("{refusal}"))
    }
}
