//! The real environment: the operating system and tokio.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

use crate::environment::clock::TimeSource;
use crate::environment::internet::Internet;
use crate::environment::random::RandomSource;
use crate::environment::tasks::{Running, Runtime};
use crate::environment::transport::{Network, Reach, Transport};

/// The operating system, and tokio on it.
#[derive(Clone, Copy, Debug)]
pub struct OperatingSystem {
    began: Instant,
}

impl OperatingSystem {
    /// Begins to count monotonic time.
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
        }
    }
}

impl TimeSource for OperatingSystem {
    fn wall(&self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn monotonic(&self) -> Duration {
        self.began.elapsed()
    }
}

impl RandomSource for OperatingSystem {
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        getrandom::fill(bytes).context("the operating system gives no random bytes")
    }
}

impl Runtime for OperatingSystem {
    fn spawn(&self, task: Running) {
        tokio::spawn(task);
    }

    fn sleep(&self, duration: Duration) -> Running {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Network for OperatingSystem {
    fn transport(&self, connect: Duration, reach: Reach) -> anyhow::Result<Arc<dyn Transport>> {
        Ok(Arc::new(Internet::new(connect, reach)?))
    }
}
