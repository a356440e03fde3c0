//! One deployment of the server: its store, its environment, its providers, and what its
//! tasks share.

use std::sync::Arc;
use std::time::Duration;

use oneclick_providers::{Call, ProviderName};
use oneclick_rules::{Mode, SessionId};
use tokio::sync::Notify;

use crate::change_signal::{ChangeSignal, SeenChanges};
use crate::config::{Config, EngineSettings, RetentionSettings, WebhookSettings};
use crate::environment::{
    Clock, Environment, OpenSpan, ProviderClient, ReceivedAnswer, SendError, Tasks, Timer,
    TracedWork, WebhookClient,
};
use crate::fingerprint::FingerprintKey;
use crate::jobs::background::Background;
use crate::jobs::rounds::Rounds;
use crate::jobs::sweeps::Sweeps;
use crate::metrics::{Metrics, RequestKind};
use crate::payments::watches::Watches;
use crate::reference_key::ReferenceKey;
use crate::registry::Registry;
use crate::server_keys::{CurrentKeys, ServerKeys};
use crate::store::Store;
use crate::trace;
use crate::vault::Vault;
use crate::write_probe::WriteProbe;

/// How often whoever waits asks the store: another server's changes wake nobody
/// here if the store is a file, or what told of them was lost.
const ASK_STORE_EVERY: Duration = Duration::from_millis(500);

/// A deployment: what is shared by everything that it does, and by every task.
#[derive(Debug)]
pub struct Deployment {
    /// What is durable.
    pub(crate) store: Store,
    /// What is not a pure function of its input.
    pub(crate) environment: Environment,
    /// Seals and opens tokens.
    pub(crate) vault: Vault,
    /// Knows tokens again.
    pub(crate) fingerprints: FingerprintKey,
    /// Derives the references of attempts.
    pub(crate) references: ReferenceKey,
    /// The configured providers.
    pub(crate) providers: Registry,
    /// What callers are known by and webhooks are signed by, as it is now.
    pub(crate) keys: Arc<CurrentKeys>,
    /// The times of the engine.
    pub(crate) settings: EngineSettings,
    /// How long is kept what no payment needs.
    pub(crate) retention: RetentionSettings,
    /// Where browsers reach this server, without a slash at the end.
    pub(crate) public_url: String,
    /// Whether real money moves.
    pub(crate) mode: Mode,
    /// The merchant's name, as shoppers see it.
    pub(crate) merchant: String,
    pub(crate) client: ProviderClient,
    pub(crate) tasks: Tasks,
    pub(crate) background: Background,
    pub(crate) wake: Notify,
    pub(crate) changes: ChangeSignal,
    pub(crate) watches: Watches,
    pub(crate) rounds: Rounds,
    pub(crate) sweeps: Sweeps,
    pub(crate) write_probe: WriteProbe,
    pub(crate) metrics: Metrics,
    /// How the merchant is told what happens; `None` tells nothing.
    pub(crate) webhooks: Option<MerchantEndpoint>,
}

/// Where the merchant is told what happens.
#[derive(Clone, Debug)]
pub(crate) struct MerchantEndpoint {
    pub settings: WebhookSettings,
    pub client: WebhookClient,
}

impl Deployment {
    /// Puts a deployment together; `Jobs::start_worker` starts its background work.
    ///
    /// # Errors
    /// Fails if the HTTP client cannot start.
    pub fn new(
        config: &Config,
        environment: Environment,
        store: Store,
        vault: Vault,
        fingerprints: FingerprintKey,
    ) -> anyhow::Result<Arc<Self>> {
        let settings = config.engine.clone();
        let client = environment.provider_client(
            settings.connect_timeout,
            settings.provider_timeout,
            settings.look_up_timeout,
        )?;
        let endpoint = |settings: &WebhookSettings| {
            let WebhookSettings { timeout, reach, .. } = *settings;
            let connect = timeout.min(config.engine.connect_timeout);
            Ok::<_, anyhow::Error>(MerchantEndpoint {
                settings: settings.clone(),
                client: environment.webhook_client(connect, timeout, reach)?,
            })
        };
        let webhooks = config.webhooks.as_ref().map(endpoint).transpose()?;
        let sweeps = Sweeps::of(environment.clock());
        Ok(Arc::new(Self {
            metrics: Metrics::new(store.metrics(), environment.clock().seconds()),
            background: Background::new(&environment)?,
            tasks: environment.tasks(),
            store,
            environment,
            vault,
            references: ReferenceKey::of(&fingerprints),
            fingerprints,
            providers: Registry::new(&config.providers),
            keys: Arc::new(CurrentKeys::new(ServerKeys::of(config))),
            settings,
            public_url: String::from(config.public_url.as_str()),
            mode: config.mode,
            merchant: config.merchant.clone(),
            client,
            wake: Notify::new(),
            changes: ChangeSignal::default(),
            watches: Watches::default(),
            rounds: Rounds::default(),
            sweeps,
            retention: config.retention.clone(),
            write_probe: WriteProbe::default(),
            webhooks,
        }))
    }

    /// Returns the address of a session's pay page, its token in it.
    pub(crate) fn pay_url(&self, session: &SessionId) -> String {
        let token = self.references.page_token(session);
        format!("{}/pay/{}", self.public_url, token.expose())
    }

    /// Gives what is durable.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Tells whether the store takes a write.
    pub(crate) async fn takes_writes(&self) -> bool {
        let (store, owner) = (&self.store, &self.background.owner);
        let probe = &self.write_probe;
        probe.is_taken(&self.environment, store, owner).await
    }

    /// Gives what seals and opens tokens.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Gives the time.
    pub fn clock(&self) -> &Clock {
        self.environment.clock()
    }

    /// Asks a provider something that changes nothing there.
    pub(crate) async fn read<T>(
        &self,
        provider: ProviderName,
        call: Call<T>,
    ) -> Result<ReceivedAnswer<T>, SendError> {
        let asking = self.client.read(call);
        let answer = self.counted(provider, RequestKind::Read, asking).await;
        self.note_answer(provider, answer.as_ref().err().copied());
        answer
    }

    /// Has a provider change something without moving money, once.
    pub(crate) async fn change<T>(
        &self,
        provider: ProviderName,
        call: Call<T>,
    ) -> Result<ReceivedAnswer<T>, SendError> {
        let asking = self.client.change(call);
        let answer = self.counted(provider, RequestKind::Change, asking).await;
        self.note_answer(provider, answer.as_ref().err().copied());
        answer
    }

    /// Has a provider move money, if that can be sent while `left` lasts.
    pub(crate) async fn move_money<T>(
        &self,
        provider: ProviderName,
        call: Call<T>,
        left: Duration,
    ) -> Result<ReceivedAnswer<T>, SendError> {
        let asking = self.client.move_money(call, left);
        self.counted(provider, RequestKind::MoveMoney, asking).await
    }

    /// Counts a request to a provider once it has ended.
    async fn counted<T>(
        &self,
        provider: ProviderName,
        kind: RequestKind,
        asking: impl Future<Output = Result<T, SendError>>,
    ) -> Result<T, SendError> {
        let began = self.clock().moment();
        let mut span = self.span_of(provider, kind);
        let place = span.as_ref().and_then(OpenSpan::place);
        let answer = trace::at(place, asking).await;
        if let (Some(span), true) = (&mut span, answer.is_err()) {
            span.failed();
        }
        let (failed, took) = (answer.as_ref().err(), self.clock().monotonic_since(began));
        self.metrics.request_ended(provider, kind, failed, took);
        answer
    }

    /// Begins the span of a request to a provider. Background work has none: no request
    /// waits for it, and what it sends belongs to no trace.
    fn span_of(&self, provider: ProviderName, kind: RequestKind) -> Option<OpenSpan> {
        let work = TracedWork::ProviderCall {
            provider,
            request: kind.as_str(),
        };
        let parent = trace::here()?;
        Some(self.environment.traces().open(Some(parent), work))
    }

    /// Notes whether a look-up or another reading was answered: that opens and closes
    /// the breaker. Charges do neither: they may hang at a bank while look-ups are
    /// answered, and be answered while look-ups hang.
    fn note_answer(&self, provider: ProviderName, failed: Option<SendError>) {
        let answered = match failed {
            // It is there, and said more than is taken.
            None | Some(SendError::TOO_LARGE) => true,
            Some(SendError::NotSent(_) | SendError::Lost(_)) => false,
            // Says nothing of the provider.
            Some(SendError::NotBuilt(_)) => return,
        };
        let lane = self.background.lanes.of(provider.as_str());
        lane.breaker.note(answered, self.clock());
    }

    /// Lets the charges under way come to their end.
    pub async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Tells everybody who waits, here and at other servers of the store, that
    /// something has changed.
    pub(crate) fn tell_change(&self) {
        self.tell_here();
        self.store.announce();
    }

    fn tell_here(&self) {
        self.changes.tell();
        self.wake.notify_one();
    }

    /// Wakes who waits here whenever another server of the store tells of a change; ends
    /// at once where none can.
    pub(crate) async fn heed_others(self: Arc<Self>) {
        let Some(mut told) = self.store.changes() else {
            return;
        };
        while told.changed().await.is_ok() {
            self.tell_here();
        }
    }

    /// Waits for a change that this process makes or is told of, but not longer than
    /// another one may be waited for without asking the store; `false` once `deadline` is
    /// over.
    pub(crate) async fn wait_for_change(
        &self,
        seen: &mut SeenChanges,
        deadline: &mut Timer,
    ) -> bool {
        if deadline.is_over() {
            return false;
        }
        tokio::select! {
            biased;
            // Either way the store says what there is.
            () = self.changes.wait_beyond(seen) => {}
            () = deadline => {}
            () = self.environment.sleep(ASK_STORE_EVERY) => {}
        }
        true
    }
}

pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
