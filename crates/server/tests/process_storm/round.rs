//! One storm from its beginning to its end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use oneclick_sandbox::{Sandbox, SandboxSettings};
use oneclick_server::store::{Store, StoreError};
use reqwest::{Client, redirect};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::arguments::ProcessStormArguments;
use crate::books::{BooksBalance, compare, count_open};
use crate::calls::Caller;
use crate::configuration::{StormAddresses, configuration};
use crate::process_fault::{ProcessFault, ProcessFaultCounts};
use crate::process_sabotage::ProcessSabotage;
use crate::process_shopper::{ProcessShopper, SentPress, ShoppersBook, ask_again};
use crate::process_storm::{ProcessStorm, lock};
use crate::storm_server::StormServer;
use crate::storm_store::StormStore;
use crate::upheaval::upset;
use crate::{others, provider_gate, public_address, webhook_books, webhook_receiver};

/// How many shoppers pay at the same time.
const AT_ONCE: usize = 64;
/// How long everything may take to settle once it is healed.
const LONGEST_END: Duration = Duration::from_mins(5);
/// How far apart the servers' clocks are, milliseconds.
const CLOCKS_APART: i64 = 5_000;

/// What a storm came to.
pub struct ProcessStormReport {
    pub balance: BooksBalance,
    pub faults: ProcessFaultCounts,
    /// What is wrong, each in a line.
    pub lines: Vec<String>,
    /// The faults of whole processes that there were to be.
    pub upsets: Vec<ProcessFault>,
}

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
    let storm = ProcessStorm::new(sandbox, seed, ports, arguments.sabotage);
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
    if arguments.kill {
        upsets.extend([ProcessFault::Killed, ProcessFault::Stopped]);
        upsets.extend(place.is_server().then_some(ProcessFault::DatabaseKilled));
        let upsetting = upset(Arc::clone(&storm), Arc::clone(&servers), Arc::clone(&place));
        upheaval = Some(tokio::spawn(upsetting));
    }
    shop(&caller, &book, arguments.payments).await?;
    storm.heal();
    if let Some(upheaval) = upheaval {
        upheaval.await??;
    }
    tokio::spawn(others::come(Arc::clone(&storm)));
    let presses = lock(&book.last_presses).clone();
    let silent = ask_all_again(&caller, presses).await?;
    let database = place.open().await?;
    settle(&database).await?;
    let mut report = audit(&storm, &database, &book).await?;
    report.balance.without_final_answer += silent;
    report.balance.payments = arguments.payments;
    report.upsets = upsets;
    drop(servers);
    Ok(report)
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
        std::fs::write(&file, configuration(*port, addresses, place, folder))?;
        let ahead = CLOCKS_APART * i64::try_from(number)?;
        servers.push(StormServer::start(file, ahead).await?);
    }
    Ok(servers)
}

/// Shoppers come, so many at once; ends when the last has left.
async fn shop(caller: &Caller, book: &Arc<ShoppersBook>, payments: u64) -> Result<()> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut shoppers = JoinSet::new();
    // From 1: the server takes `order-0` for no order.
    for number in 1..=payments {
        let place = Arc::clone(&places).acquire_owned().await?;
        let (caller, book) = (caller.clone(), Arc::clone(book));
        shoppers.spawn(async move {
            let rng = caller.storm.fork();
            ProcessShopper::come(caller, book, number, rng).await;
            drop(place);
        });
        while shoppers.try_join_next().is_some() {}
    }
    while let Some(left) = shoppers.join_next().await {
        left?;
    }
    Ok(())
}

/// Lets time pass until nothing is open.
async fn settle(database: &Store) -> Result<()> {
    let began = Instant::now();
    while count_open(database).await? > 0 && began.elapsed() < LONGEST_END {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Repeats each order's last press; how many are not told what became of it.
async fn ask_all_again(caller: &Caller, presses: Vec<(String, SentPress)>) -> Result<u64> {
    // The last one of each order stays.
    let last: BTreeMap<String, SentPress> = presses.into_iter().collect();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut asking = JoinSet::new();
    for (order, press) in last {
        let place = Arc::clone(&places).acquire_owned().await?;
        let caller = caller.clone();
        asking.spawn(async move {
            let told = ask_again(&caller, &press).await;
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

/// Compares the books.
async fn audit(
    storm: &Arc<ProcessStorm>,
    database: &Store,
    book: &ShoppersBook,
) -> Result<ProcessStormReport> {
    if storm.sabotage == Some(ProcessSabotage::ForgetPayment) {
        forget_a_payment(database).await?;
    }
    let told_free = lock(&book.told_free).clone();
    let mut balance = compare(storm, database, &told_free).await?;
    balance.webhooks_missing = webhook_books::missing(storm, &storm.inbox, database).await?;
    let too_early = storm.too_early();
    balance.webhooks_out_of_order = u64::try_from(too_early.len())?;
    let wrongs = storm.wrongs();
    balance.wrong = u64::try_from(wrongs.len())?;
    let refused = database.read(|tx| {
        let refused = "SELECT COUNT(*) FROM events WHERE detail LIKE '%no connection%'";
        tx.value::<i64>(refused, &[])
    });
    let refused: Result<Option<i64>, StoreError> = refused.await;
    let mut faults = storm.faults();
    faults.add(
        ProcessFault::NoConnection,
        u64::try_from(refused?.unwrap_or_default())?,
    );
    let mut lines = wrongs;
    lines.extend(storm.differences());
    lines.extend(too_early.iter().map(|id| format!("{id} came too early")));
    Ok(ProcessStormReport {
        balance,
        faults,
        lines,
        upsets: Vec::new(),
    })
}

async fn forget_a_payment(database: &Store) -> Result<()> {
    let forget = "UPDATE attempts SET state = 'failed' WHERE id =
        (SELECT MIN(id) FROM attempts WHERE state = 'captured')";
    let forgotten = database.write(|tx| tx.execute(forget, &[])).await;
    let forgotten: Result<_, StoreError> = forgotten;
    forgotten.context("a payment could not be forgotten")?;
    Ok(())
}
