//! The one way by which the server reaches what is not a pure function of its
//! input: the clocks, randomness, the providers, the merchant, sleeping and tasks; and what
//! tells of a trace.

mod clock;
mod deadline;
mod internet;
mod operating_system;
mod provider_client;
mod random;
mod tasks;
mod traces;
mod transport;
mod webhook_client;

use core::pin::pin;
use std::sync::Arc;
use std::time::Duration;

pub use crate::environment::clock::{Clock, Moment, TimeSource};
pub use crate::environment::deadline::Deadline;
pub use crate::environment::internet::is_public;
pub use crate::environment::operating_system::OperatingSystem;
pub use crate::environment::provider_client::{ProviderClient, ReceivedAnswer};
pub(crate) use crate::environment::random::in_letters;
pub use crate::environment::random::{Random, RandomSource};
pub use crate::environment::tasks::{Running, Runtime, Task, TaskLost, Tasks, Timer, beside_tasks};
#[cfg(feature = "otlp")]
pub(crate) use crate::environment::traces::{ExportedSpan, SpanExporter};
pub(crate) use crate::environment::traces::{OpenSpan, TracedWork, Traces};
pub use crate::environment::transport::{
    Exchanging, Network, RawRequest, RawResponse, Reach, SendError, Transport, Wanted,
};
pub use crate::environment::webhook_client::WebhookClient;

/// The clocks, randomness, the way to the providers and the merchant, and the tasks. Its clones
/// share them.
#[derive(Clone, Debug)]
pub struct Environment {
    clock: Clock,
    random: Random,
    runtime: Arc<dyn Runtime>,
    network: Arc<dyn Network>,
    traces: Traces,
}

impl Environment {
    /// Returns the environment that the operating system and tokio make.
    pub fn real() -> Self {
        Self::of(OperatingSystem::new())
    }

    /// Returns the environment that `world` makes.
    pub fn of<W>(world: W) -> Self
    where
        W: TimeSource + RandomSource + Runtime + Network + 'static,
    {
        let world = Arc::new(world);
        let (clocks, randomness, runtime) = (world.clone(), world.clone(), world.clone());
        let random = Random::new(randomness);
        Self {
            clock: Clock::new(clocks),
            traces: Traces::new(random.clone()),
            random,
            runtime,
            network: world,
        }
    }

    /// Returns the wall clock and the monotonic one.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Returns what must not be guessable.
    pub fn random(&self) -> &Random {
        &self.random
    }

    /// Returns what begins spans.
    pub(crate) fn traces(&self) -> &Traces {
        &self.traces
    }

    /// Sends spans to an exporter from now on.
    #[cfg(feature = "otlp")]
    pub(crate) fn exporting(mut self, exporter: Arc<dyn SpanExporter>) -> Self {
        self.traces.export(exporter);
        self
    }

    /// Sends the spans that were not sent yet, where they are sent; takes at most a few
    /// seconds.
    pub async fn flush_traces(&self) {
        self.traces.flush().await;
    }

    /// Makes a group of tasks.
    pub fn tasks(&self) -> Tasks {
        Tasks::new(Arc::clone(&self.runtime))
    }

    /// Starts a task of no group.
    pub fn spawn<F>(&self, work: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tasks().spawn(work)
    }

    /// Sleeps so long.
    pub async fn sleep(&self, duration: Duration) {
        self.runtime.sleep(duration).await;
    }

    /// Makes a timer that goes off after `within`.
    pub fn timer(&self, within: Duration) -> Timer {
        Timer::new(Arc::clone(&self.runtime), within)
    }

    /// Waits for the outcome of `work`, but not longer than `within`: `None`
    /// then, and `work` is dropped.
    pub async fn timeout<F: Future>(&self, within: Duration, work: F) -> Option<F::Output> {
        let over = self.runtime.sleep(within);
        let mut work = pin!(work);
        tokio::select! {
            biased;
            output = work.as_mut() => Some(output),
            () = over => None,
        }
    }

    /// Makes a client for providers with the time for a connection, for a whole
    /// exchange that may move money, and for one that only asks.
    ///
    /// # Errors
    /// Fails if the TLS library cannot start.
    pub fn provider_client(
        &self,
        connect: Duration,
        total: Duration,
        reading: Duration,
    ) -> anyhow::Result<ProviderClient> {
        let transport = self.network.transport(connect, Reach::Anywhere)?;
        Ok(ProviderClient::new(
            self.clock.clone(),
            transport,
            total,
            reading,
        ))
    }

    /// Makes a client for webhooks to an address within `reach`, with the time for a
    /// connection and for a whole exchange.
    ///
    /// # Errors
    /// Fails if the TLS library cannot start.
    pub fn webhook_client(
        &self,
        connect: Duration,
        total: Duration,
        reach: Reach,
    ) -> anyhow::Result<WebhookClient> {
        let transport = self.network.transport(connect, reach)?;
        Ok(WebhookClient::new(self.clock.clone(), transport, total))
    }
}

#[cfg(test)]
mod tests;
