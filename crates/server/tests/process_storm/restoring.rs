//! A backup that is made while shoppers pay, and put back once more of them have.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use oneclick_server::store::StoreError;

use crate::process_fault::ProcessFault;
use crate::process_sabotage::ProcessSabotage;
use crate::process_storm::ProcessStorm;
use crate::storm_server::StormServer;
use crate::storm_store::{StormCopy, StormStore};

/// How often recovering is tried once nothing fails any more.
const CALM_TRIES: usize = 10;
/// What `oneclick recover` says once no server can send a charge.
const CLOSED: &str = "the store is closed";

/// What a backup is made of, and put back in.
pub struct Restoring {
    pub storm: Arc<ProcessStorm>,
    pub servers: Arc<Vec<Arc<StormServer>>>,
    pub place: Arc<StormStore>,
    /// Where the storm's files are.
    pub folder: PathBuf,
}

impl Restoring {
    /// Makes a backup when a quarter of the shoppers have left, and puts it back when half
    /// of them have, as the operator's guide says.
    ///
    /// # Errors
    /// Fails if there is no backup, or the store never opens again.
    pub async fn restore_once(self, payments: u64) -> Result<()> {
        let progress = &self.storm.progress;
        progress.until_left(payments / 4).await;
        let copy = self.place.back_up(&self.configuration()).await?;
        progress.until_left(payments / 2).await;
        progress.until_upset().await;
        progress.set_restoring(true);
        let restored = self.put_back(&copy).await;
        progress.set_calm(false);
        progress.set_restoring(false);
        restored
    }

    async fn put_back(&self, copy: &StormCopy) -> Result<()> {
        let mut halted = Vec::new();
        for server in self.servers.iter() {
            halted.push(server.halt().await);
        }
        let stopped_at = Timestamp::now();
        self.storm.inbox.expect_restored();
        self.storm.progress.note_restored();
        self.place.put_back(copy).await?;
        self.storm.hit(ProcessFault::Restored);
        let arguments = arguments(copy, stopped_at);
        let skips = self.storm.sabotage == Some(ProcessSabotage::SkipRecover);
        // A copy without a mark has to be closed before any server starts.
        let mut killed = None;
        if skips {
            self.open_without_recovering().await?;
        } else if !copy.is_marked {
            let mut run = self.start("killed", &arguments)?;
            run.until_said(CLOSED).await?;
            killed = Some(run);
        }
        for server in halted {
            server.start().await?;
        }
        if skips {
            return Ok(());
        }
        let started = Timestamp::now();
        let killed = match killed {
            Some(run) => run,
            None => self.start("killed", &arguments)?,
        };
        self.storm.wait(0, 3_000).await;
        killed.kill();
        self.recover(&arguments).await?;
        self.judge(started).await
    }

    /// Recovers until the store is open: two at once under the faults of the storm, then one
    /// after the other without them.
    async fn recover(&self, arguments: &[String]) -> Result<()> {
        let [first, second] = ["first", "second"].map(|name| self.start(name, arguments));
        let (first, second) = tokio::try_join!(first?.ended(), second?.ended())?;
        if first || second {
            return Ok(());
        }
        self.storm.progress.set_calm(true);
        for number in 0..CALM_TRIES {
            let run = self.start(&format!("calm-{number}"), arguments)?;
            if run.ended().await? {
                return Ok(());
            }
            self.storm.wait(1_000, 2_000).await;
        }
        anyhow::bail!(
            "`oneclick recover` never opened the store: {} says why",
            self.folder.display()
        )
    }

    /// While the store was closed, no charge may have come to a provider.
    async fn judge(&self, started: Timestamp) -> Result<()> {
        let store = self.place.open().await?;
        let opened = store.read(|tx| {
            let opened = "SELECT MAX(at) FROM recovery_events WHERE kind = 'opened'";
            tx.value::<i64>(opened, &[])
        });
        let opened: Result<Option<i64>, StoreError> = opened.await;
        let opened = opened?.context("nobody has opened the store")?;
        store.close().await;
        let progress = &self.storm.progress;
        let sent = progress.charges_between(started.as_millisecond(), opened);
        if sent > 0 {
            let what = format_args!("{sent} charges were sent while the store was closed");
            self.storm.wrong(what);
        }
        Ok(())
    }

    /// Opens the store as if it knew all.
    async fn open_without_recovering(&self) -> Result<()> {
        let store = self.place.open().await?;
        let open = "UPDATE deployment SET closed_since = NULL";
        let opened = store.write(|tx| tx.execute(open, &[])).await;
        let opened: Result<_, StoreError> = opened;
        opened?;
        store.close().await;
        Ok(())
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("server-0.toml")
    }

    fn start(&self, name: &str, arguments: &[String]) -> Result<RecoverRun> {
        let log = self.folder.join(format!("recover-{name}.log"));
        RecoverRun::start(&self.configuration(), arguments, log)
    }
}

fn arguments(copy: &StormCopy, stopped_at: Timestamp) -> Vec<String> {
    let mut arguments = vec![String::from("--stopped-at"), stopped_at.to_string()];
    if !copy.is_marked {
        arguments.extend([String::from("--since"), copy.since.to_string()]);
    }
    arguments
}

/// `oneclick recover` as a process.
struct RecoverRun {
    child: Child,
    /// What it says.
    log: PathBuf,
}

impl RecoverRun {
    fn start(configuration: &Path, arguments: &[String], log: PathBuf) -> Result<Self> {
        let said = File::create(&log)?;
        let child = Command::new(env!("CARGO_BIN_EXE_oneclick"))
            .args(["recover", "--config"])
            .arg(configuration)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(said.try_clone()?)
            .stderr(said)
            .spawn()
            .context("could not start `oneclick recover`")?;
        Ok(Self { child, log })
    }

    /// Waits until it has said this.
    async fn until_said(&mut self, what: &str) -> Result<()> {
        while !std::fs::read_to_string(&self.log)?.contains(what) {
            ensure!(
                self.child.try_wait()?.is_none(),
                "`oneclick recover` failed: {} says why",
                self.log.display()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Waits for its end; whether the store is open.
    async fn ended(mut self) -> Result<bool> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.success());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
