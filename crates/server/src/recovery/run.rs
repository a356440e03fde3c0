//! `oneclick recover`: asks the providers what a store has lost, and opens it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::deployment::{Deployment, milliseconds};
use crate::environment::Moment;
use crate::payments::look_up_times::LookUpTimes;
use crate::recovery::Recoveries;
use crate::recovery::pass::{RecoveryRun, Tally};
use crate::store::recovery::{self, Recovery, RecoveryEventKind};
use crate::store::webhooks::Person;
use crate::store::{self, Tx};

/// How long it sleeps at most while it waits.
const SLEEP: i64 = 1_000;

/// What an operator asks for. Times in Unix milliseconds.
#[derive(Clone, Debug)]
pub struct RecoveryRequest {
    /// Since when the store may lack what happened; `None` as the copy says.
    pub since: Option<i64>,
    /// When the last server ended that may have charged meanwhile; `None`: now.
    pub stopped_at: Option<i64>,
    /// The providers that cannot be asked.
    pub left_out: Vec<String>,
    /// Who does it, and why.
    pub person: Person,
}

/// Recovers what the store has lost and opens it; `say` is told how far it is.
///
/// # Errors
/// Fails if a provider could not be asked, or the database is unreachable: the store stays
/// closed then, and what was found stays recorded.
pub async fn recover(
    deployment: &Arc<Deployment>,
    request: &RecoveryRequest,
    say: &mut (dyn FnMut(&str) -> anyhow::Result<()> + Send),
) -> anyhow::Result<()> {
    let run = RecoveryRun {
        deployment: Arc::clone(deployment),
    };
    run.check(request)?;
    let present = Recoveries::of(deployment).close(request.since).await?;
    run.leave_out(request).await?;
    let since = present.closed_since.context(
        "the store is open: it is not marked as a copy, or was recovered. If it was put back, give `--since`",
    )?;
    let now = deployment.clock().now();
    anyhow::ensure!(
        since <= now,
        "the store may lack what happened since {}, and it is {} by this clock: set the clock right, or give an earlier `--since`",
        written(since),
        written(now)
    );
    say(&format!(
        "the store is closed: it may lack what happened since {}",
        written(since)
    ))?;
    let names = run.asked_providers(present).await?;
    say(&format!(
        "asks {}: a provider that was in use since then and is missing here has to be configured",
        names.join(", ")
    ))?;
    let began = deployment.clock().moment();
    let first = run.pass(present, since, false).await?;
    report(&first, say)?;
    let found = first.found;
    let asked = deployment.clock().moment();
    run.wait(present, request.stopped_at, (began, asked), say)
        .await?;
    let second = run.pass(present, since, true).await?;
    report(&second, say)?;
    run.open((present.number, since), &request.person).await?;
    say(&format!(
        "the store is open: {} lost attempts were found; an order that this store does not know is asked for when it has a session, before its first charge",
        found + second.found
    ))
}

/// Tells what a pass came to.
fn report(
    tally: &Tally,
    say: &mut (dyn FnMut(&str) -> anyhow::Result<()> + Send),
) -> anyhow::Result<()> {
    let Tally {
        looked_up,
        orders,
        found,
        not_asked,
    } = tally;
    say(&format!(
        "looked up {looked_up} payments, asked for attempts of {orders} orders, found {found} that were lost"
    ))?;
    let silent: Vec<String> = not_asked
        .iter()
        .map(|(provider, why)| format!("{provider} ({why})"))
        .collect();
    anyhow::ensure!(
        silent.is_empty(),
        "the store stays closed: not all could be asked at {}. Run it again; a provider that is gone for good is left out by `--without`",
        silent.join(", ")
    );
    Ok(())
}

impl RecoveryRun {
    fn check(&self, request: &RecoveryRequest) -> anyhow::Result<()> {
        let now = self.deployment.clock().now();
        for (option, at) in [
            ("--since", request.since),
            ("--stopped-at", request.stopped_at),
        ] {
            anyhow::ensure!(
                at.is_none_or(|at| at <= now),
                "`{option}` lies in the future: it must be a time before now"
            );
        }
        Ok(())
    }

    /// Writes down which providers are left out, by whom and why.
    async fn leave_out(&self, request: &RecoveryRequest) -> store::Result<()> {
        let (names, person) = (request.left_out.clone(), request.person.clone());
        let now = self.deployment.clock().now();
        let noting = move |tx: &Tx<'_>| {
            let number = recovery::find(tx)?.number;
            let known = recovery::left_out(tx, number)?;
            for name in names.iter().filter(|name| !known.contains(name)) {
                let kind = RecoveryEventKind::LeftOut(name);
                recovery::note(tx, kind, &person, now)?;
            }
            Ok(())
        };
        self.deployment.store.write(noting).await
    }

    /// Lists the providers that are configured and not left out.
    async fn asked_providers(&self, present: Recovery) -> store::Result<Vec<String>> {
        let reading = move |tx: &Tx<'_>| recovery::left_out(tx, present.number);
        let left_out = self.deployment.store.read(reading).await?;
        let providers = self.deployment.providers.0.iter();
        let names = providers.map(|configured| String::from(configured.provider.name().as_str()));
        Ok(names.filter(|name| !left_out.contains(name)).collect())
    }

    /// Waits until what was charged last would be listed everywhere, and two questions
    /// are as far apart as two that free an order.
    async fn wait(
        &self,
        present: Recovery,
        stopped_at: Option<i64>,
        (began, asked): (Moment, Moment),
        say: &mut (dyn FnMut(&str) -> anyhow::Result<()> + Send),
    ) -> anyhow::Result<()> {
        let clock = self.deployment.clock();
        let names = self.asked_providers(present).await?;
        let times = LookUpTimes::of(&self.deployment);
        let listed_after = names.iter().filter_map(|name| times.not_found_after(name));
        let listed_after = listed_after.max().unwrap_or(0);
        let apart = milliseconds(self.deployment.settings.empty_look_ups_apart);
        let left = || {
            let passed = match stopped_at {
                Some(at) => began.wall() - at,
                None => 0,
            };
            // The clock may step while it waits.
            let passed = passed + clock.surely_since(began);
            (listed_after - passed).max(apart - clock.surely_since(asked))
        };
        if left() > 0 {
            let seconds = (left() + 999) / 1000;
            say(&format!(
                "waits {seconds} s: what was charged last may not be listed everywhere yet (`--stopped-at` says when the last server had ended)"
            ))?;
        }
        while left() > 0 {
            let pause = left().min(SLEEP);
            let pause = Duration::from_millis(u64::try_from(pause).unwrap_or_default());
            self.deployment.environment.sleep(pause).await;
        }
        Ok(())
    }

    /// Opens the store, if nobody has and it was not closed anew meanwhile.
    async fn open(&self, (number, since): (i64, i64), person: &Person) -> anyhow::Result<()> {
        let now = self.deployment.clock().now();
        let person = person.clone();
        let opening = move |tx: &Tx<'_>| {
            if recovery::open(tx, number, since, now)? {
                recovery::note(tx, RecoveryEventKind::Opened, &person, now)?;
                return Ok(true);
            }
            let present = recovery::find(tx)?;
            Ok::<_, store::StoreError>(present.number == number && present.closed_since.is_none())
        };
        let is_open = self.deployment.store.write(opening).await?;
        anyhow::ensure!(
            is_open,
            "the store was closed anew meanwhile, and may lack more: run it again"
        );
        self.deployment.tell_change();
        Ok(())
    }
}

fn written(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}
