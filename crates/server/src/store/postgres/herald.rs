//! Tells other servers of the database that something has changed, and hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::store::error::{Result, StoreError};
use crate::store::postgres::target::PostgresTarget;
use crate::store::postgres::wire::Wire;

/// How long a broken connection is left alone. Whoever waits asks by himself meanwhile.
const BETWEEN_TRIES: Duration = Duration::from_millis(500);
/// How long what comes after some news waits to be told with what comes after it: each
/// telling costs every server a look at what is due.
const BETWEEN_NEWS: Duration = Duration::from_millis(50);
/// How long nothing is heard before it is looked whether to go on.
const ATTENTION: Duration = Duration::from_millis(500);

/// How long nothing is heard before it is asked whether the database still answers: one
/// that is frozen keeps its connections.
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(10);

/// Two threads: one tells, one listens. They end when they are closed, or the
/// last of their handles is dropped.
#[derive(Clone, Debug)]
pub(super) struct Herald {
    news: Sender<()>,
    changes: watch::Receiver<u64>,
    closed: Arc<AtomicBool>,
}

/// What the two threads share.
#[derive(Debug)]
struct Ears {
    target: Arc<PostgresTarget>,
    closed: Arc<AtomicBool>,
    /// The connection that tells: what it says is not news here.
    own: AtomicI32,
}

impl Herald {
    /// Starts the threads.
    pub(super) fn start(target: &Arc<PostgresTarget>) -> Result<Self> {
        let (news, waiting) = mpsc::channel();
        let (heard, changes) = watch::channel(0);
        let closed = Arc::new(AtomicBool::new(false));
        let ears = Arc::new(Ears {
            target: Arc::clone(target),
            closed: Arc::clone(&closed),
            own: AtomicI32::new(0),
        });
        let telling = Arc::clone(&ears);
        let thread = |name: &str| thread::Builder::new().name(name.into());
        thread("store-herald")
            .spawn(move || telling.tell(&waiting))
            .and_then(|_| thread("store-listener").spawn(move || ears.listen(&heard)))
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self {
            news,
            changes,
            closed,
        })
    }

    /// Tells the other servers, soon.
    pub(super) fn announce(&self) {
        // One that is closed tells nobody any more: they ask by themselves.
        let _ = self.news.send(());
    }

    /// Changes whenever another server has told something.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Ends both threads.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.announce();
    }
}

impl Ears {
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn tell(&self, waiting: &Receiver<()>) {
        let mut wire = None;
        while waiting.recv().is_ok() && !self.is_closed() {
            // What came meanwhile is told with it.
            while waiting.try_recv().is_ok() {}
            wire = wire.or_else(|| self.connect_to_tell());
            let told = wire.as_ref().map(|it| it.batch("NOTIFY oneclick_changed"));
            if matches!(told, Some(Ok(()))) {
                thread::sleep(BETWEEN_NEWS);
            } else {
                wire = None;
                thread::sleep(BETWEEN_TRIES);
            }
        }
    }

    fn listen(&self, heard: &watch::Sender<u64>) {
        // Nobody hears any more where all handles are dropped.
        while !self.is_closed() && !heard.is_closed() {
            let Some(wire) = self.connect_to_listen() else {
                thread::sleep(BETWEEN_TRIES);
                continue;
            };
            // Whatever was told before was not heard.
            hear(heard);
            let mut answered = Instant::now();
            while !self.is_closed() && !heard.is_closed() {
                match wire.hear(ATTENTION) {
                    Ok(Some(process)) if process == self.own.load(Ordering::Relaxed) => {}
                    Ok(Some(_)) => hear(heard),
                    Ok(None) if answered.elapsed() < BETWEEN_QUESTIONS => {}
                    Ok(None) if wire.batch("").is_ok() => answered = Instant::now(),
                    Ok(None) | Err(_) => break,
                }
            }
            thread::sleep(BETWEEN_TRIES);
        }
    }

    fn connect_to_tell(&self) -> Option<Wire> {
        let wire = self.target.connect().ok()?.ok()?;
        let own = wire.first_row("SELECT pg_backend_pid()::text").ok()?;
        let own = own.first()?.parse().ok()?;
        self.own.store(own, Ordering::Relaxed);
        Some(wire)
    }

    fn connect_to_listen(&self) -> Option<Wire> {
        let wire = self.target.connect().ok()?.ok()?;
        wire.batch("LISTEN oneclick_changed").ok()?;
        Some(wire)
    }
}

fn hear(heard: &watch::Sender<u64>) {
    heard.send_modify(|count| *count = count.wrapping_add(1));
}
