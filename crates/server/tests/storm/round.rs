//! One world from its beginning to its end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::Request;
use fastrand::Rng;
use oneclick_rules::Mode;
use oneclick_sandbox::{Courier, PostedNotification, Sandbox, SandboxSettings};
use oneclick_server::store::{MemoryDatabase, Store};
use tokio::task::JoinSet;

use crate::books::{BooksBalance, compare, count_open};
use crate::configuration::configuration;
use crate::doings::{Doings, MadePress, post};
use crate::door::{FrontDoor, SERVERS};
use crate::fault_kinds::{FaultCounts, FaultKind};
use crate::kept_cards;
use crate::machine::StormMachine;
use crate::power;
use crate::reviewer;
use crate::sabotage::Sabotage;
use crate::shopper::StormShopper;
use crate::webhook_books;
use crate::world::{BEGINS_AT, PROVIDERS, StormWorld, lock};

/// How many servers share the database.
const SERVERS_RUNNING: usize = 2;
/// How long CertiTrade's day is, milliseconds: so that its nights come while people pay.
const CERTITRADE_DAY: u64 = 180_000;
/// How often a provider tries to bring a notification while no server answers: it does so
/// for longer than all of them stand still.
const TRIES: u32 = 60;
/// How long a world may take to settle once it is healed.
const LONGEST_END: Duration = Duration::from_hours(80);

/// A world to live through.
#[derive(Clone, Copy, Debug)]
pub struct SimulatedRound {
    pub seed: u64,
    pub payments: u64,
    pub sabotage: Option<Sabotage>,
}

/// What one world came to.
pub struct RoundReport {
    pub balance: BooksBalance,
    pub faults: FaultCounts,
    pub log: String,
}

impl SimulatedRound {
    /// Lives through it on virtual time.
    ///
    /// # Errors
    /// Fails if it cannot begin or be compared.
    pub fn run(&self) -> Result<RoundReport> {
        self.run_on(MemoryDatabase::new(Mode::Test)?)
    }

    /// The same on a database that is empty.
    ///
    /// # Errors
    /// Fails as [`Self::run`] does.
    pub fn run_on(&self, database: MemoryDatabase) -> Result<RoundReport> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()?;
        runtime.block_on(live(*self, database))
    }
}

async fn live(round: SimulatedRound, mut database: MemoryDatabase) -> Result<RoundReport> {
    let SimulatedRound {
        seed,
        payments,
        sabotage,
    } = round;
    let world = StormWorld::new(seed, sabotage);
    let config = configuration(sabotage)?;
    if let Some(sabotage) = sabotage {
        database = sabotage.spoil(database)?;
    }
    let machines: Vec<_> = (0..SERVERS_RUNNING)
        .map(|number| StormMachine::new(&world, number, &config, &database))
        .collect();
    let door = FrontDoor::new(&world, machines);
    open_providers(&world, &door, seed)?;
    for machine in &door.machines {
        tokio::spawn(Arc::clone(machine).keep_running());
        tokio::spawn(Arc::clone(machine).upset_clock());
        tokio::spawn(Arc::clone(machine).crash_often());
        tokio::spawn(Arc::clone(machine).stand_still_often());
    }
    tokio::spawn(power::cut_often(Arc::clone(&door), database.clone()));
    let doings = Arc::new(Doings::default());
    shop(&world, &door, &doings, seed, payments).await;
    let store = Store::in_memory(&database, Arc::new(|| Box::pin(std::future::ready(()))));
    settle(&world, &store).await?;
    reviewer::decide(&door, &store).await?;
    settle(&world, &store).await?;
    let silent = ask_again(&door, &doings).await;
    let told_free = lock(&doings.told_free).clone();
    let mut balance = compare(&world, &store, &told_free).await?;
    balance.without_final_answer += silent;
    balance.webhooks_missing = webhook_books::missing(&world, &world.inbox, &store).await?;
    balance.webhooks_out_of_order = u64::try_from(world.out_of_order())?;
    balance.payments = *lock(&doings.prepared);
    kept_cards::compare(&world, &doings, &store).await?;
    balance.wrong = u64::try_from(world.wrongs())?;
    let report = RoundReport {
        balance,
        faults: world.faults(),
        log: world.log(),
    };
    // Their tasks hold them, and the whole world with them.
    for machine in &door.machines {
        machine.kill();
    }
    Ok(report)
}

/// Opens the providers, whose notifications come twice, late, or never.
fn open_providers(world: &Arc<StormWorld>, door: &Arc<FrontDoor>, seed: u64) -> Result<()> {
    let way = Arc::downgrade(door);
    let courier = Courier::new(move |posted| {
        let door = way.upgrade();
        async move { bring(&door?, &posted).await }
    });
    let settings = SandboxSettings {
        notification_url: Some(format!("{SERVERS}/notifications/smart2pay")),
        certitrade_day: CERTITRADE_DAY,
        ..SandboxSettings::default()
    };
    let opened = Sandbox::start_in_process(PROVIDERS, settings, BEGINS_AT, seed, courier)?;
    world.sandbox.set(opened).ok().context("opened twice")
}

async fn bring(door: &Arc<FrontDoor>, posted: &PostedNotification) -> Option<u16> {
    let world = &door.world;
    let drawn = world.draw(100);
    let drawn = if world.is_healed() { 99 } else { drawn };
    world.wait(5, 500).await;
    match drawn {
        0..8 if world.may_lose(&posted.body) => {
            world.hit(FaultKind::NotificationLost);
            return None;
        }
        8..16 => {
            world.hit(FaultKind::NotificationTwice);
            door.take_notification(notification(posted)?).await;
        }
        16..24 => {
            world.hit(FaultKind::NotificationLate);
            world.wait(10_000, 900_000).await;
        }
        _ => {}
    }
    for _ in 0..TRIES {
        let answer = door.take_notification(notification(posted)?).await;
        world.note("notification", format_args!("{answer:?}"));
        if answer.is_some() {
            return answer;
        }
        world.wait(20_000, 120_000).await;
    }
    None
}

fn notification(posted: &PostedNotification) -> Option<Request<Body>> {
    let mut request = Request::post(posted.url.strip_prefix(SERVERS)?)
        .header("host", "localhost:8787")
        .header("content-type", posted.content_type);
    if let Some(authorization) = &posted.authorization {
        request = request.header("authorization", authorization);
    }
    request.body(Body::from(posted.body.clone())).ok()
}

/// Shoppers come one after the other; ends when the last has left.
async fn shop(
    world: &Arc<StormWorld>,
    door: &Arc<FrontDoor>,
    doings: &Arc<Doings>,
    seed: u64,
    payments: u64,
) {
    let mut shoppers = JoinSet::new();
    // A chance of its own: how many come changes nothing for those who came before.
    let mut arrivals = Rng::with_seed(seed ^ 0x5eed);
    for number in 0..payments {
        let (door, doings) = (Arc::clone(door), Arc::clone(doings));
        shoppers.spawn(StormShopper::come(door, doings, number, arrivals.fork()));
        let pause = Duration::from_millis(arrivals.u64(..4_000));
        tokio::time::sleep(pause).await;
    }
    tokio::time::sleep(Duration::from_mins(5)).await;
    world.heal();
    world.note("world", "is healed");
    while shoppers.join_next().await.is_some() {}
}

/// Lets time pass until nothing is open.
async fn settle(world: &StormWorld, store: &Store) -> Result<()> {
    let healed = world.age();
    while count_open(store).await? > 0 && world.age().saturating_sub(healed) < LONGEST_END {
        tokio::time::sleep(Duration::from_mins(1)).await;
    }
    // What is held back arrives, and is found.
    tokio::time::sleep(Duration::from_mins(20)).await;
    world.note("world", "has settled");
    Ok(())
}

/// Repeats each order's last press: it is answered with what became of it. How many
/// are not told an outcome.
async fn ask_again(door: &Arc<FrontDoor>, doings: &Doings) -> u64 {
    let presses = lock(&doings.last_presses).clone();
    let last: BTreeMap<String, MadePress> = presses.into_iter().collect();
    let mut silent = 0;
    for (order, press) in last {
        let told = door.insist(&post(&press), &[200]).await;
        let Some(told) = told else { continue };
        let state = told.member("state").unwrap_or("").to_owned();
        if matches!(state.as_str(), "processing" | "action_required" | "") {
            door.world
                .note("BOOKS", format_args!("{order}: is told {state} at the end"));
            silent += 1;
        }
    }
    silent
}
