//! Asks the providers for all that may have happened since a store went back, once.

use std::collections::BTreeMap;

use anyhow::Context as _;
use oneclick_rules::{OrderReference, PaymentId};

use crate::operations::follow_up::FollowUps;
use crate::payments::look_up::LookUps;
use crate::recovery::Recoveries;
use crate::recovery::sources::{NotAsked, Source};
use crate::store::recovery::Recovery;
use crate::store::{Tx, attempts, operations, orders, recovery};

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

impl Recoveries {
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
        self.look_up_all(since, &left_out, &mut tally).await?;
        let until = self.deployment.clock().now();
        let (sources, silent) = self.sources((since, until), &left_out).await;
        tally.note_all(silent);
        let reading = move |tx: &Tx<'_>| recovery::orders(tx, number, since);
        let orders = self.deployment.store.read(reading).await?;
        for together in orders.chunks(ORDERS_AT_ONCE) {
            let asking: Vec<_> = together
                .iter()
                .map(|order| {
                    let (this, sources, order) = (self.clone(), sources.clone(), order.clone());
                    let all = tally.not_asked.is_empty();
                    self.deployment.environment.spawn(async move {
                        let note = (is_last && all).then_some(number);
                        this.ask_order(&sources, &order, since, note).await
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
        tally: &mut Tally,
    ) -> anyhow::Result<()> {
        let reading = move |tx: &Tx<'_>| recovery::attempts(tx, since);
        let ids = self.deployment.store.read(reading).await?;
        for together in ids.chunks(PAYMENTS_AT_ONCE) {
            let asking: Vec<_> = together
                .iter()
                .map(|id| {
                    let (this, id, left_out) = (self.clone(), id.clone(), left_out.to_vec());
                    self.deployment
                        .environment
                        .spawn(async move { this.look_up(id, &left_out).await })
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
    ) -> anyhow::Result<Option<NotAsked>> {
        let reading = move |tx: &Tx<'_>| attempts::find(tx, &id);
        let attempt = self.deployment.store.read(reading).await?;
        let attempt = attempt.context("an attempt is gone")?;
        if left_out.contains(&attempt.provider) {
            return Ok(None);
        }
        let provider = attempt.provider.clone();
        let why = if self.deployment.providers.find(&provider).is_none() {
            "it is not configured"
        } else if Box::pin(LookUps::of(&self.deployment).look_up_once(attempt, None)).await? {
            return Ok(None);
        } else {
            "a payment could not be looked up there; the log says why"
        };
        let why = String::from(why);
        Ok(Some(NotAsked { provider, why }))
    }

    /// Asks for lost attempts of the order with this reference, as [`Recoveries::ask_for`] does.
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
        let asked = self.ask_for(sources, &order, since, note).await;
        asked.map_err(|refusal| anyhow::anyhow!("{refusal}"))
    }
}
