//! One storm from its beginning to its end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use oneclick_sandbox::{Sandbox, SandboxSettings};
use oneclick_server::store::Store;
use reqwest::{Client, redirect};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::arguments::ProcessStormArguments;
use crate::audit::{ProcessStormReport, audit};
use crate::books::count_open;
use crate::calls::Caller;
use crate::configuration::{StormAddresses, configuration};
use crate::process_fault::ProcessFault;
use crate::process_shopper::ProcessShopper;
use crate::process_storm::{ProcessStorm, lock};
use crate::restoring::Restoring;
use crate::sent_press::{SentPress, ShoppersBook, ask_again};
use crate::storm_server::StormServer;
use crate::storm_store::StormStore;
use crate::upheaval::upset;
use crate::{others, provider_gate, public_address, webhook_receiver};

/// How many orders are asked about at the same time at the end.
const ASKED_AT_ONCE: usize = 64;
/// How long everything may take to settle once it is healed, and how long more for each
/// payment: one that CostPlus never had is asked for in a list of all.
const LONGEST_END: Duration = Duration::from_mins(5);
const LONGEST_END_EACH: Duration = Duration::from_millis(6);
/// How far apart the servers' clocks are, milliseconds.
const CLOCKS_APART: i64 = 5_000;

/// Runs a storm whose files are in `folder`.
///
/// # Errors
/// Fails if something cannot be started.
pub async fn run(
    arguments: &ProcessStormArguments,
    seed: u64,
    folder: &Path,
) -> Result<ProcessStormReport> {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build()?;
    let public = TcpListener::bind("127.0.0.1:0").await?;
    let public_url = format!("http://localhost:{}", public.local_addr()?.port());
    let settings = SandboxSettings {
        notification_url: Some(format!("{public_url}/notifications/smart2pay")),
        ..SandboxSettings::default()
    };
    let sandbox = Sandbox::start(settings).await?;
    let ports = free_ports(arguments.servers)?;
    let storm = ProcessStorm::new(sandbox, seed, ports, arguments);
    public_address::open(&storm, &client, public);
    let addresses = StormAddresses {
        public_url,
        providers: provider_gate::open(&storm).await?,
        webhooks: webhook_receiver::open(&storm).await?,
    };
    let (kind, place) = (arguments.store, folder.to_owned());
    let starting = tokio::task::spawn_blocking(move || StormStore::start(kind, &place));
    let place = Arc::new(starting.await?);
    let servers = Arc::new(start(&storm, &addresses, &place, folder).await?);
    let caller = Caller {
        storm: Arc::clone(&storm),
        client,
    };
    let book = Arc::new(ShoppersBook::default());
    let mut upsets = Vec::new();
    let mut upheaval = None;
    let mut restoring = None;
    tokio::spawn(others::come(Arc::clone(&storm)));
    if arguments.kill {
        upsets = wanted_upsets(&place);
        let upsetting = upset(Arc::clone(&storm), Arc::clone(&servers), Arc::clone(&place));
        upheaval = Some(tokio::spawn(upsetting));
        let once = Restoring {
            storm: Arc::clone(&storm),
            servers: Arc::clone(&servers),
            place: Arc::clone(&place),
            folder: folder.to_owned(),
        };
        restoring = Some(once.restore_once(arguments.payments));
    }
    let restored = async {
        match restoring {
            Some(restoring) => restoring.await,
            None => Ok(()),
        }
    };
    let began = Instant::now();
    tokio::try_join!(shop(&caller, &book, arguments), restored)?;
    let shopping = began.elapsed();
    storm.heal();
    if let Some(upheaval) = upheaval {
        upheaval.await??;
    }
    let presses = lock(&book.last_presses).clone();
    let silent = ask_all_again(&caller, &book, presses).await?;
    let database = place.open().await?;
    settle(&database, arguments.payments).await?;
    let mut report = audit(&storm, &database, &book).await?;
    report.balance.without_final_answer += silent;
    report.balance.payments = arguments.payments;
    report.upsets = upsets;
    report.shopping = shopping;
    drop(servers);
    Ok(report)
}

/// What has to befall processes that are killed.
fn wanted_upsets(place: &StormStore) -> Vec<ProcessFault> {
    let mut upsets = vec![
        ProcessFault::Killed,
        ProcessFault::Stopped,
        ProcessFault::Restored,
        ProcessFault::RefusedRecovering,
        ProcessFault::AttemptLost,
    ];
    upsets.extend(place.fault());
    if place.fault() == Some(ProcessFault::DiskFull) {
        upsets.push(ProcessFault::RefusedUnavailable);
    }
    upsets
}

/// Ports that systems give to nobody else: a server that was killed finds its own again.
fn free_ports(count: u16) -> Result<Vec<u16>> {
    let first = 10_000 + u16::try_from(std::process::id() % 9_000)?;
    let free =
        (first..30_000).filter(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok());
    let ports: Vec<u16> = free.take(usize::from(count)).collect();
    ensure!(
        ports.len() == usize::from(count),
        "there are not {count} free ports"
    );
    Ok(ports)
}

async fn start(
    storm: &ProcessStorm,
    addresses: &StormAddresses,
    place: &StormStore,
    folder: &Path,
) -> Result<Vec<Arc<StormServer>>> {
    let mut servers = Vec::new();
    for (number, port) in storm.ports.iter().enumerate() {
        let file = folder.join(format!("server-{number}.toml"));
        std::fs::write(
            &file,
            configuration(*port, addresses, place, folder, storm.payments),
        )?;
        let ahead = CLOCKS_APART * i64::try_from(number)?;
        servers.push(StormServer::start(file, ahead).await?);
    }
    Ok(servers)
}

/// Shoppers come, so many at once; ends when the last has left.
async fn shop(
    caller: &Caller,
    book: &Arc<ShoppersBook>,
    arguments: &ProcessStormArguments,
) -> Result<()> {
    let places = Arc::new(Semaphore::new(arguments.at_once));
    let mut shoppers = JoinSet::new();
    // From 1: the server takes `order-0` for no order.
    for number in 1..=arguments.payments {
        let place = Arc::clone(&places).acquire_owned().await?;
        let (caller, book) = (caller.clone(), Arc::clone(book));
        shoppers.spawn(async move {
            let storm = Arc::clone(&caller.storm);
            let rng = storm.fork();
            ProcessShopper::come(caller, book, number, rng, place).await;
            storm.progress.note_left();
        });
        while shoppers.try_join_next().is_some() {}
    }
    while let Some(left) = shoppers.join_next().await {
        left?;
    }
    Ok(())
}

/// Lets time pass until nothing is open.
async fn settle(database: &Store, payments: u64) -> Result<()> {
    let began = Instant::now();
    let each = LONGEST_END_EACH.saturating_mul(u32::try_from(payments)?);
    while count_open(database).await? > 0 && began.elapsed() < LONGEST_END + each {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Repeats each order's last press; how many are not told what became of it.
async fn ask_all_again(
    caller: &Caller,
    book: &Arc<ShoppersBook>,
    last: BTreeMap<String, SentPress>,
) -> Result<u64> {
    let places = Arc::new(Semaphore::new(ASKED_AT_ONCE));
    let mut asking = JoinSet::new();
    for (order, press) in last {
        let place = Arc::clone(&places).acquire_owned().await?;
        let (caller, book, rng) = (caller.clone(), Arc::clone(book), caller.storm.fork());
        asking.spawn(async move {
            let told = ask_again(&caller, &book, press, rng).await;
            drop(place);
            (order, told)
        });
    }
    let mut silent = 0;
    while let Some(asked) = asking.join_next().await {
        let (order, told) = asked?;
        if !told {
            caller
                .storm
                .wrong(format_args!("{order}: is told nothing at the end"));
            silent += 1;
        }
    }
    Ok(silent)
}
