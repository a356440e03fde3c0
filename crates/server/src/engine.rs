//! The payment engine: what must be true of money, under every fault.
//!
//! An intent is durable before a byte leaves ([`Engine::pay`]); the outcome and
//! its event are one transaction, durable before anyone is told; what is not
//! known is looked up, never charged again; a crash at any instant goes on from
//! what is durable ([`Engine::start_worker`]).

use std::sync::Arc;
use std::time::Duration;

use oneclick_rules::{CustomerId, Mode, OrderReference};
use tokio::sync::{Notify, watch};

use crate::config::EngineSettings;
use crate::environment::{Clock, Environment, ProviderClient, Tasks, Timer};
use crate::fingerprint::FingerprintKey;
use crate::jobs::leases::Background;
use crate::jobs::mistimed::Rounds;
use crate::payments::standing::{Standing, standing};
use crate::payments::watches::Watches;
use crate::refusal::Refusal;
use crate::registry::Registry;
use crate::store::attempts::{self, Attempt, SaveState};
use crate::store::sessions::{self, Session};
use crate::store::{self, Store, cards as stored};
use crate::vault::Vault;

/// How often whoever waits asks the store: another server's changes wake nobody
/// here.
const ASK_STORE_EVERY: Duration = Duration::from_millis(500);

/// What an engine is made of.
#[derive(Debug)]
pub struct Parts {
    /// What is durable.
    pub store: Store,
    /// What is not a pure function of its input.
    pub environment: Environment,
    /// Seals and opens tokens.
    pub vault: Vault,
    /// Knows tokens again.
    pub fingerprints: FingerprintKey,
    /// The configured providers.
    pub providers: Registry,
    /// The times of PAYMENTS.
    pub settings: EngineSettings,
    /// Where browsers reach this server, without a slash at the end.
    pub public_url: String,
    /// Whether real money moves.
    pub mode: Mode,
    /// The merchant's name, as shoppers see it.
    pub merchant: String,
}

/// The payment engine of one deployment.
#[derive(Debug)]
pub struct Engine {
    pub(crate) parts: Parts,
    pub(crate) client: ProviderClient,
    pub(crate) tasks: Tasks,
    pub(crate) background: Background,
    pub(crate) wake: Notify,
    pub(crate) changed: watch::Sender<u64>,
    pub(crate) watches: Watches,
    pub(crate) rounds: Rounds,
}

impl Engine {
    /// An engine; call [`Engine::start_worker`] for its background work.
    ///
    /// # Errors
    /// Where the HTTP client cannot start.
    pub fn new(parts: Parts) -> anyhow::Result<Arc<Self>> {
        let client = parts.environment.provider_client(
            parts.settings.connect_timeout,
            parts.settings.provider_timeout,
            parts.settings.look_up_timeout,
        )?;
        Ok(Arc::new(Self {
            background: Background::new(&parts.environment)?,
            tasks: parts.environment.tasks(),
            parts,
            client,
            wake: Notify::new(),
            changed: watch::Sender::new(0),
            watches: Watches::default(),
            rounds: Rounds::default(),
        }))
    }

    /// What is durable.
    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// What is not a pure function of its input.
    pub fn environment(&self) -> &Environment {
        &self.parts.environment
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        self.environment().clock()
    }

    /// Seals and opens tokens.
    pub fn vault(&self) -> &Vault {
        &self.parts.vault
    }

    /// The configured providers.
    pub fn providers(&self) -> &Registry {
        &self.parts.providers
    }

    /// Whether real money moves.
    pub fn mode(&self) -> Mode {
        self.parts.mode
    }

    /// The order's attempts as they stand.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn standing(self: &Arc<Self>, order: &OrderReference) -> store::Result<Standing> {
        let order = order.clone();
        self.store().read(move |tx| standing(tx, &order)).await
    }

    /// Waits until the attempt's outcome is known and a new card kept, or
    /// `patience` has passed.
    ///
    /// # Errors
    /// [`Refusal::Missing`] where nobody comes back to this address.
    pub async fn returned(
        self: &Arc<Self>,
        return_token: &str,
        patience: Duration,
    ) -> Result<Session, Refusal> {
        let mut changed = self.changed.subscribe();
        let mut deadline = self.environment().timer(patience);
        let mut attempt = self.find_by_return(return_token).await?;
        if attempt.state.is_open() {
            self.expedite(&attempt.order).await?;
        } else if !attempt.state.holds() {
            // Whoever comes back late may have paid after all.
            self.look_again(&attempt.id, None).await?;
        }
        while is_waited_for(&attempt) && self.wait_for_change(&mut changed, &mut deadline).await {
            attempt = self.find_by_return(return_token).await?;
        }
        let id = attempt.session.ok_or(Refusal::Missing)?;
        let session = self.store().read(move |tx| sessions::find(tx, &id)).await?;
        session.ok_or(Refusal::Missing)
    }

    async fn find_by_return(self: &Arc<Self>, return_token: &str) -> Result<Attempt, Refusal> {
        let token = String::from(return_token);
        let found = self
            .store()
            .read(move |tx| attempts::find_by_return(tx, &token))
            .await?;
        found.ok_or(Refusal::Missing)
    }

    /// The customer's cards as the merchant sees them.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn cards(
        self: &Arc<Self>,
        customer: &CustomerId,
    ) -> store::Result<Vec<stored::Card>> {
        let customer = customer.clone();
        self.store()
            .read(move |tx| stored::of_customer(tx, &customer))
            .await
    }

    /// Lets the charges under way come to their end.
    pub async fn finish(self: &Arc<Self>) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    pub(crate) fn tell_change(&self) {
        self.changed
            .send_modify(|count| *count = count.wrapping_add(1));
        self.wake.notify_one();
    }

    /// Waits for a change that this process makes, but not longer than another
    /// one may be waited for without asking the store; `false` once `deadline` is
    /// over.
    pub(crate) async fn wait_for_change(
        &self,
        changed: &mut watch::Receiver<u64>,
        deadline: &mut Timer,
    ) -> bool {
        if deadline.is_over() {
            return false;
        }
        tokio::select! {
            biased;
            // Either way the store says what there is.
            _ = changed.changed() => {}
            () = deadline => {}
            () = self.environment().sleep(ASK_STORE_EVERY) => {}
        }
        true
    }

    /// After its lifetime a token still reads its own order, until the outcome
    /// is final and for 24 hours after.
    pub(crate) fn may_read(&self, session: &Session, standing: &Standing) -> Result<(), Refusal> {
        let now = self.clock().now();
        let recent = |attempt: &Attempt| {
            attempt.state.is_open() || now < attempt.updated_at + 24 * 3_600_000
        };
        if now < session.expires_at || standing.shown().is_some_and(recent) {
            Ok(())
        } else {
            Err(Refusal::SessionExpired)
        }
    }
}

/// Whether the shopper's page would show more if it waited: an outcome, or the
/// new card among the others.
fn is_waited_for(attempt: &Attempt) -> bool {
    let saving = attempt.saving.as_ref();
    attempt.state.is_open() || saving.is_some_and(|saving| saving.state == SaveState::Due)
}

pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
