//! One life of a simulated server, from its start to its crash: the environment that
//! it runs in.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Result;
use fastrand::Rng;
use oneclick_server::environment::{
    Network, RandomSource, Reach, Running, Runtime, TimeSource, Transport,
};

use crate::carrier::Carrier;
use crate::process::StormProcess;
use crate::sabotage::Sabotage;
use crate::world::{BEGINS_AT, StormWorld, lock};

/// How long a server sleeps that has nothing to do but to look whether there is something.
const IDLE: Duration = Duration::from_secs(1);
/// How long it does so while hours pass in which no fault begins: less than what makes
/// another server take it for dead.
const LONG_IDLE: Duration = Duration::from_secs(10);

/// The wall clock of a machine.
#[derive(Default)]
pub struct WallClock {
    /// How far it is ahead, milliseconds.
    pub ahead: AtomicI64,
    /// How much too fast it goes, millionths.
    pub drift: AtomicI64,
}

impl WallClock {
    fn milliseconds(&self, age: Duration) -> u64 {
        let passed = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        let drifted = passed / 1_000_000 * self.drift.load(Ordering::Relaxed)
            + passed % 1_000_000 * self.drift.load(Ordering::Relaxed) / 1_000_000;
        let ahead = self.ahead.load(Ordering::Relaxed) + drifted;
        let wall = i64::try_from(BEGINS_AT).unwrap_or(i64::MAX) + passed + ahead;
        u64::try_from(wall).unwrap_or_default()
    }
}

/// One life of a server.
pub struct Incarnation {
    pub world: Arc<StormWorld>,
    pub process: Arc<StormProcess>,
    pub name: String,
    pub wall_clock: Arc<WallClock>,
    pub began: Duration,
    pub chance: Mutex<Rng>,
}

impl fmt::Debug for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incarnation({})", self.name)
    }
}

impl TimeSource for Incarnation {
    fn wall(&self) -> Duration {
        Duration::from_millis(self.wall_clock.milliseconds(self.world.age()))
    }

    fn monotonic(&self) -> Duration {
        if self.world.sabotage == Some(Sabotage::WallClockAlone) {
            return self.wall();
        }
        self.world.age().saturating_sub(self.began)
    }
}

impl RandomSource for Incarnation {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        lock(&self.chance).fill(bytes);
        Ok(())
    }
}

impl Runtime for Incarnation {
    fn spawn(&self, task: Running) {
        self.process.spawn(task);
    }

    fn sleep(&self, duration: Duration) -> Running {
        let idles = duration == IDLE && self.world.is_healed();
        let duration = if idles { LONG_IDLE } else { duration };
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Network for Incarnation {
    fn transport(&self, _connect: Duration, _reach: Reach) -> Result<Arc<dyn Transport>> {
        Ok(Arc::new(Carrier::new(&self.world, &self.name)))
    }
}
