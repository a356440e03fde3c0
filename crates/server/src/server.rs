//! The server put together: store, deployment, HTTP, and how it stops.

mod database_file;
mod doors;
mod surroundings;
mod vault_keys;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;

use crate::cards::delete::Deletions;
use crate::cards::fingerprints::fingerprint_key;
use crate::cards::save::Saves;
use crate::cards::sealing::CardTokens;
use crate::config::{Config, DatabaseAddress};
use crate::deployment::Deployment;
use crate::environment::{Environment, Task};
use crate::http::{App, admin_router, router};
use crate::jobs::worker::{AnyJob, Jobs, Kinds};
use crate::leave_store::{FOR_STORE, leave_store};
use crate::listener::Connections;
use crate::operations::follow_up::FollowUps;
use crate::payments::duplicate::Duplicates;
use crate::payments::look_up::LookUps;
use crate::recovery::Recoveries;
use crate::scrape;
pub(crate) use crate::server::database_file::check_there;
use crate::server::database_file::make_private;
use crate::server::doors::{BoundDoors, OpenDoors};
pub use crate::server::surroundings::environment;
use crate::server::vault_keys::check_vault_keys;
use crate::store::webhooks::{Agreed, WantedWebhooks};
use crate::store::{Migrated, OlderSchema, Store, webhooks};
use crate::vault::Vault;
use crate::webhooks::delivery::WebhookDeliveries;

/// A running server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    core: ServerCore,
    connections: Connections,
    doors: OpenDoors,
}

/// A server without a socket: what answers its requests, and its background work.
#[derive(Debug)]
pub struct ServerCore {
    deployment: Arc<Deployment>,
    worker: Task<()>,
    heeding: Task<()>,
    router: Router,
    admin: Option<Router>,
}

/// Returns the deployment of a configuration for a command, without its background work.
///
/// # Errors
/// Fails if there is no database, which a command does not make: an empty one would say
/// that nothing is waiting. Fails if the store cannot be opened or is of an older version.
pub async fn deployment(
    config: &Config,
    environment: Environment,
) -> anyhow::Result<Arc<Deployment>> {
    let store = match &config.database {
        DatabaseAddress::File(file) => {
            check_there(file)?;
            Store::open(file, config.mode, OlderSchema::Refuse).await?
        }
        DatabaseAddress::Postgres(target) => {
            Store::connect(target, config.mode, OlderSchema::Refuse, false).await?
        }
    };
    assemble(config, environment, store).await
}

/// Makes the database where it is missing and brings it up to date, as a start does;
/// says from which version to which.
///
/// # Errors
/// Fails if the store cannot be opened, or was sealed with a key that is not configured.
pub async fn migrate(config: &Config, environment: Environment) -> anyhow::Result<Migrated> {
    let migrated = match &config.database {
        DatabaseAddress::File(file) => {
            make_private(file)?;
            Store::migrate(file, config.mode).await?
        }
        DatabaseAddress::Postgres(target) => Store::migrate_at(target, config.mode).await?,
    };
    // What the scripts cannot do: the tokens are sealed.
    deployment(config, environment).await?.store().close().await;
    Ok(migrated)
}

async fn assemble(
    config: &Config,
    environment: Environment,
    store: Store,
) -> anyhow::Result<Arc<Deployment>> {
    let mut keys = config.vault_keys.clone().into_iter();
    let newest = keys.next().context("the vault has no key")?;
    check_vault_keys(&store, config).await?;
    let vault = Vault::new(environment.random().clone(), newest, keys.collect());
    let fingerprints = fingerprint_key(&store, &vault, environment.random()).await?;
    let deployment = Deployment::new(config, environment, store, vault, fingerprints)?;
    CardTokens::of(&deployment).renew_fingerprints().await?;
    if Recoveries::of(&deployment)
        .begin()
        .await?
        .closed_since
        .is_some()
    {
        tracing::error!(
            "the store is a copy of an older state: no payment is taken until `oneclick recover` has asked the providers what happened since"
        );
    }
    Ok(deployment)
}

/// Lists the kinds of background work, in the order in which they are started.
fn background_work(deployment: &Arc<Deployment>) -> Kinds {
    let mut kinds: Vec<Box<dyn AnyJob>> = vec![
        Box::new(LookUps::of(deployment)),
        Box::new(Saves::of(deployment)),
        Box::new(Deletions::of(deployment)),
        Box::new(FollowUps::of(deployment)),
        Box::new(Duplicates::of(deployment)),
    ];
    if let Some(endpoint) = &deployment.webhooks {
        kinds.push(Box::new(WebhookDeliveries::of(deployment, endpoint)));
    }
    kinds.into()
}

impl ServerCore {
    /// Puts the parts together over an open store; background work starts with it.
    ///
    /// # Errors
    /// Fails if the store cannot be read or written.
    pub async fn start(
        config: Config,
        environment: Environment,
        store: Store,
    ) -> anyhow::Result<Self> {
        let wanted = match (&config.webhooks, config.stops_webhooks) {
            (Some(_), _) => WantedWebhooks::Sent,
            (None, true) => WantedWebhooks::Stopped,
            (None, false) => WantedWebhooks::Unsaid,
        };
        let agreed = store
            .write_patiently(move |tx| webhooks::note_sending(tx, wanted))
            .await?;
        anyhow::ensure!(
            agreed != Agreed::No,
            "this deployment sends webhooks, and the configuration has no `[webhooks]` section: give it the section that the other servers have; `[webhooks] send = false` sends none from now on, from no server"
        );
        if agreed == Agreed::Stops {
            tracing::warn!(
                "this deployment sent webhooks and sends none from now on, from no server: `[webhooks] send` is false"
            );
        }
        let deployment = assemble(&config, environment, store).await?;
        let worker = Jobs::of(&deployment)
            .start_worker(background_work(&deployment))
            .await?;
        let heeding = deployment
            .environment
            .spawn(Arc::clone(&deployment).heed_others());
        let app = App::new(config, Arc::clone(&deployment));
        Ok(Self {
            admin: admin_router(&app),
            router: router(app),
            deployment,
            worker,
            heeding,
        })
    }

    /// Gives what answers its requests.
    pub fn router(&self) -> &Router {
        &self.router
    }
}

impl Server {
    /// Serves on `listener`; background work starts with it.
    ///
    /// # Errors
    /// Fails if the store cannot be opened.
    pub async fn start(
        config: Config,
        listener: TcpListener,
        environment: Environment,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        let doors = BoundDoors::bind(&config).await?;
        let older = if config.migrate {
            OlderSchema::Migrate
        } else {
            OlderSchema::Refuse
        };
        let store = match &config.database {
            DatabaseAddress::File(file) => {
                match older {
                    OlderSchema::Migrate => make_private(file)?,
                    OlderSchema::Refuse => check_there(file)?,
                }
                Store::open_for_requests(file, config.mode, older).await?
            }
            DatabaseAddress::Postgres(target) => {
                Store::connect(target, config.mode, older, true).await?
            }
        };
        let (mode, cvc, settings) = (config.mode, config.cvc, config.http.clone());
        let widget_files = config.widget_files.clone();
        let core = ServerCore::start(config, environment, store).await?;
        tracing::info!(version = env!("CARGO_PKG_VERSION"), %mode, %address, %cvc, "started");
        if !widget_files.is_dir() {
            let folder = widget_files.display();
            tracing::warn!(
                "there is no folder {folder}: the widget's files are not served; `cargo xtask package` builds them, `[widget] files` says where they are"
            );
        }
        let environment = &core.deployment.environment;
        let (deployment, kinds) = (&core.deployment, background_work(&core.deployment));
        let scraped = scrape::routes(deployment, kinds);
        let doors = doors.accept(scraped, core.admin.clone(), &settings, environment);
        let (router, keys) = (core.router.clone(), Some(&deployment.keys));
        let connections = Connections::accept(listener, router, settings, keys, environment);
        Ok(Self {
            address,
            core,
            connections,
            doors,
        })
    }

    /// Returns the address at which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address at which metrics are read, if they are.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.doors.metrics_address()
    }

    /// Returns the address of the operator's page, if there is one.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.doors.admin_address()
    }

    /// Its deployment.
    pub fn deployment(&self) -> &Arc<Deployment> {
        &self.core.deployment
    }

    /// Takes no new connection and no background work, answers what is being asked, lets
    /// what is at a provider end, frees its leases and closes the store: all of it within
    /// `engine.stop_timeout_ms`, or two seconds if that is shorter.
    pub async fn stop(self) {
        Jobs::of(&self.core.deployment).begin_stop();
        self.core.worker.abort();
        self.core.heeding.abort();
        let environment = &self.core.deployment.environment;
        let (clock, began) = (environment.clock(), environment.clock().moment());
        let ended = async {
            self.connections.stop().await;
            self.core.deployment.finish().await;
            // Seen to its end.
            self.doors.stop().await;
        };
        let longest = self.core.deployment.settings.stop_timeout;
        let for_store = FOR_STORE.min(longest / 3);
        let for_others = longest.saturating_sub(for_store);
        if environment.timeout(for_others, ended).await.is_none() {
            tracing::warn!(
                "stopped although something was still under way; it goes on at the next start"
            );
        }
        let taken = u64::try_from(clock.monotonic_since(began)).unwrap_or_default();
        let left = longest.saturating_sub(Duration::from_millis(taken));
        leave_store(&self.core.deployment, left).await;
    }
}
