//! Takes new keys and certificates while the server runs: at SIGHUP.
//!
//! The whole configuration is read as at a start. If anything is wrong with it, all goes on
//! as it was, also if a provider does not take the key that it would be called with. Otherwise
//! the keys are replaced in one step, and the log names every other key of the configuration
//! that differs: it takes a restart.

use core::future::pending;

use crate::config::{Config, GivenValues, InvalidConfig, ProviderSettings};
use crate::deployment::Deployment;
use crate::environment::beside_tasks;
use crate::providers::do_work;
use crate::server_keys::ServerKeys;

/// The signals SIGHUP that were sent to this process and not taken yet; several count as one.
#[derive(Debug)]
pub struct Hangups {
    #[cfg(unix)]
    signal: tokio::signal::unix::Signal,
}

impl Hangups {
    /// Listens from now on: a SIGHUP ends the process no more.
    ///
    /// # Errors
    /// Fails if the system takes no listener.
    #[cfg(unix)]
    pub fn listen() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let signal = signal(SignalKind::hangup())?;
        Ok(Self { signal })
    }

    /// Waits for the next one.
    #[cfg(unix)]
    async fn next(&mut self) {
        if self.signal.recv().await.is_none() {
            pending::<()>().await;
        }
    }

    /// Listens to nothing: this system has no such signal.
    ///
    /// # Errors
    /// Never fails.
    #[cfg(not(unix))]
    pub fn listen() -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// Waits without end.
    #[cfg(not(unix))]
    async fn next(&mut self) {
        pending::<()>().await;
    }
}

/// Reloads at each SIGHUP what `read` reads; `given` is what the server was started with.
/// Never ends.
pub async fn reload_at_hangups<R>(
    deployment: &Deployment,
    mut hangups: Hangups,
    mut given: GivenValues,
    read: R,
) where
    R: Fn() -> Result<(Config, GivenValues), InvalidConfig> + Clone + Send + 'static,
{
    loop {
        hangups.next().await;
        let reloaded = match beside_tasks(read.clone()).await {
            Ok(Ok((config, newer))) => reload(deployment, &mut given, &config, &newer).await,
            Ok(Err(invalid)) => Err(invalid.in_one_line()),
            Err(error) => Err(format!("the configuration could not be read: {error:#}")),
        };
        if let Err(why) = reloaded {
            tracing::error!("SIGHUP changes nothing, the server goes on as it was: {why}");
        }
    }
}

/// Goes by what is taken of a configuration from now on, and tells what is left.
///
/// # Errors
/// Fails with the reason why nothing is taken.
async fn reload(
    deployment: &Deployment,
    given: &mut GivenValues,
    config: &Config,
    newer: &GivenValues,
) -> Result<(), String> {
    // The keys of one mode do not open the other.
    if config.mode != deployment.mode {
        let (own, other) = (deployment.mode, config.mode);
        return Err(format!(
            "mode is {other} now, and it was started in {own}; another mode takes a restart"
        ));
    }
    let (current, keys) = (deployment.keys.now(), ServerKeys::of(config));
    let differing = given.differing(newer);
    let renewed = renewed_providers(deployment, config, &differing);
    for (key, settings) in &renewed {
        let call = settings.provider.build();
        let call = call.check_credentials(deployment.clock().seconds());
        let answer = deployment.read(settings.provider.name(), call).await;
        do_work(answer).map_err(|why| format!("{key}: {why}"))?;
    }
    let (taken, left): (Vec<String>, Vec<String>) = differing.iter().cloned().partition(|key| {
        current.takes(key, &keys) || renewed.iter().any(|(renewed, _)| *renewed == key)
    });
    deployment.keys.renew(&keys);
    for (_, settings) in renewed {
        deployment.providers.renew(settings);
    }
    given.take(&taken, newer);
    if current.takes("http.certificate", &keys) {
        tracing::info!("SIGHUP: new connections are shown the certificate as its files have it");
    }
    if taken.is_empty() {
        tracing::info!(
            "SIGHUP: no key differs; one that stands in the environment itself, and in no file, takes a restart"
        );
    } else {
        tracing::info!("SIGHUP: new values were taken: {}", taken.join(", "));
    }
    if !left.is_empty() {
        tracing::warn!(
            "SIGHUP: what takes a restart differs and was left as it was: {}",
            left.join(", ")
        );
    }
    Ok(())
}

/// Returns the providers of which the key alone differs, each with that key's name: with
/// another account or address, its payments would be looked up where they are not.
fn renewed_providers<'a>(
    deployment: &Deployment,
    config: &'a Config,
    differing: &'a [String],
) -> Vec<(&'a str, &'a ProviderSettings)> {
    let renewed = |settings: &'a ProviderSettings| {
        let name = settings.provider.name().as_str();
        deployment.providers.find(name)?;
        let section = format!("providers.{name}.");
        let mut own = differing
            .iter()
            .filter_map(|key| Some((key, key.strip_prefix(&section)?)));
        match (own.next(), own.next()) {
            (Some((key, "api_key" | "merchant_key")), None) => Some((key.as_str(), settings)),
            _ => None,
        }
    };
    config.providers.iter().filter_map(renewed).collect()
}
