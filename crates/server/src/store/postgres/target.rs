//! Which PostgreSQL database it is, and how it is reached.

use core::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use postgres::Client;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;
use zeroize::Zeroizing;

use crate::store::postgres::failure::WireFailure;
use crate::store::postgres::wire::{CONNECTING, Wire};

/// How long a packet may be on its way.
const ON_ITS_WAY: Duration = Duration::from_secs(10);

/// Says what becomes of a store whose database was failed over or restored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterFailover {
    /// It is closed until `oneclick recover` has asked the providers what it lacks.
    #[default]
    Closed,
    /// It goes on: right where a standby has each commit before that is answered.
    Open,
}

/// The address of a PostgreSQL database. What it shows has no password in it.
#[derive(Clone)]
pub struct PostgresTarget {
    config: Config,
    authority: Option<PathBuf>,
    after_failover: AfterFailover,
}

impl PostgresTarget {
    /// Reads an address such as `postgres://user:password@host:5432/name`. A database on
    /// another machine is spoken to by TLS, unless `sslmode=disable` stands in it;
    /// `authority` is a file of certificates to trust in place of the web's.
    ///
    /// # Errors
    /// Fails with what is wrong, in words that repeat nothing of the address.
    pub fn parse(url: &str, authority: Option<&Path>) -> Result<Self, String> {
        let refused = "is not an address such as \"postgres://user:password@host:5432/name\"";
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(String::from(refused));
        }
        let mut config: Config = url.parse().map_err(|_| {
            format!("{refused}; signs such as @ / : % in a password are written %40 %2F %3A %25")
        })?;
        if config.get_dbname().is_none() {
            return Err(String::from("has no database's name after the last slash"));
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(String::from("has no host"));
        }
        if is_remote_of(&config) && config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Require);
        }
        let given = config.clone();
        set_usual(&mut config, &given);
        Ok(Self {
            config,
            authority: authority.map(Path::to_owned),
            after_failover: AfterFailover::default(),
        })
    }

    /// Says what becomes of its store after a fail-over.
    #[must_use]
    pub fn with_after_failover(self, after_failover: AfterFailover) -> Self {
        Self {
            after_failover,
            ..self
        }
    }

    /// Tells whether it is spoken to over a network without TLS.
    pub(crate) fn is_open_to_the_network(&self) -> bool {
        is_remote_of(&self.config) && self.config.get_ssl_mode() == SslMode::Disable
    }

    /// Returns the password of its address, if one stands there.
    pub(crate) fn password(&self) -> Option<Zeroizing<String>> {
        let password = String::from_utf8_lossy(self.config.get_password()?);
        Some(Zeroizing::new(password.into_owned()))
    }

    pub(super) fn after_failover(&self) -> AfterFailover {
        self.after_failover
    }

    /// Connects to the first of its hosts that takes writes.
    pub(super) fn connect(&self) -> anyhow::Result<Result<Wire, WireFailure>> {
        let tls = self.tls()?;
        let mut connected = Err(WireFailure::Silence(CONNECTING));
        // One by one: a host that accepts and says nothing must not keep another waiting.
        for config in each_host(&self.config) {
            connected = Wire::connect(&config, tls.clone());
            if connected.is_ok() {
                break;
            }
        }
        Ok(connected)
    }

    /// Connects by a client that waits as long as it takes. What the server tells by the
    /// way is not logged.
    pub(super) fn connect_plainly(&self) -> anyhow::Result<Result<Client, postgres::Error>> {
        let mut config = postgres::Config::from(self.config.clone());
        config.notice_callback(|_| ());
        Ok(config.connect(self.tls()?))
    }

    fn tls(&self) -> anyhow::Result<MakeRustlsConnect> {
        let mut roots = RootCertStore::empty();
        if let Some(file) = &self.authority {
            let named = || format!("the certificates in {}", file.display());
            for certificate in CertificateDer::pem_file_iter(file).with_context(named)? {
                roots
                    .add(certificate.with_context(named)?)
                    .with_context(named)?;
            }
        } else {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

/// Sets what stands in no address, or seldom.
fn set_usual(config: &mut Config, given: &Config) {
    let connecting = given.get_connect_timeout().copied().unwrap_or(CONNECTING);
    config
        .application_name(given.get_application_name().unwrap_or("oneclick"))
        .connect_timeout(connecting)
        .tcp_user_timeout(ON_ITS_WAY)
        .keepalives_idle(ON_ITS_WAY)
        .keepalives_interval(CONNECTING)
        .keepalives_retries(2)
        .target_session_attrs(TargetSessionAttrs::ReadWrite);
}

/// Returns the same for each of its hosts alone.
fn each_host(config: &Config) -> Vec<Config> {
    let (hosts, addresses, ports) = (
        config.get_hosts(),
        config.get_hostaddrs(),
        config.get_ports(),
    );
    let count = hosts.len().max(addresses.len());
    if count < 2 {
        return vec![config.clone()];
    }
    let one = |index: usize| {
        let mut one = shared(config);
        match hosts.get(index) {
            Some(Host::Tcp(host)) => {
                one.host(host);
            }
            #[cfg(unix)]
            Some(Host::Unix(folder)) => {
                one.host_path(folder);
            }
            None => {}
        }
        if let Some(address) = addresses.get(index) {
            one.hostaddr(*address);
        }
        if let Some(port) = ports.get(index).or_else(|| ports.first()) {
            one.port(*port);
        }
        one
    };
    (0..count).map(one).collect()
}

/// Returns the same without a host.
fn shared(config: &Config) -> Config {
    let mut same = Config::new();
    if let Some(user) = config.get_user() {
        same.user(user);
    }
    if let Some(password) = config.get_password() {
        same.password(password);
    }
    if let Some(name) = config.get_dbname() {
        same.dbname(name);
    }
    if let Some(options) = config.get_options() {
        same.options(options);
    }
    same.ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .channel_binding(config.get_channel_binding());
    set_usual(&mut same, config);
    same
}

/// Tells whether any of the hosts is another machine.
fn is_remote_of(config: &Config) -> bool {
    config.get_hosts().iter().any(is_remote) || !config.get_hostaddrs().is_empty()
}

/// Tells whether a host is another machine, as far as its name says.
fn is_remote(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            let address = name.parse::<std::net::IpAddr>();
            name != "localhost" && !address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => false,
    }
}

impl fmt::Display for PostgresTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.config.get_dbname().unwrap_or_default();
        f.write_str(name)?;
        for host in self.config.get_hosts() {
            match host {
                Host::Tcp(host) => write!(f, " on {host}")?,
                #[cfg(unix)]
                Host::Unix(folder) => write!(f, " at {}", folder.display())?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PostgresTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresTarget({self})")
    }
}
