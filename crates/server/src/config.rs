//! The configuration: one TOML file, its secrets also from the environment.

mod address;
mod admin;
mod database;
mod engine;
mod findings;
mod given;
mod http;
mod inspection;
mod listen;
mod metrics;
mod new_keys;
mod provider;
mod reader;
mod retention;
mod secrets;
mod security_contact;
mod seen_secrets;
mod traces;
mod value;
mod variables;
mod webhooks;
mod widget;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use oneclick_providers::Secret;
use oneclick_rules::{CvcPolicy, Mode, is_plain};

pub use crate::config::address::{BaseUrl, Host, HostName, Origin};
pub use crate::config::admin::AdminSettings;
pub use crate::config::database::DatabaseAddress;
pub use crate::config::engine::EngineSettings;
pub use crate::config::findings::InvalidConfig;
pub use crate::config::given::GivenValues;
pub use crate::config::http::HttpSettings;
pub use crate::config::inspection::Inspection;
pub use crate::config::metrics::MetricsSettings;
pub use crate::config::new_keys::new_keys;
pub use crate::config::provider::settings::{ProviderSettings, Settings};
pub use crate::config::retention::RetentionSettings;
pub use crate::config::traces::TraceSettings;
pub use crate::config::webhooks::WebhookSettings;

use crate::config::reader::Section;
use crate::config::value::{flag, list, one_of, text};
use crate::config::variables::Variables;
use crate::tls_identity::TlsIdentity;
use crate::vault::VaultKey;
use crate::webhooks::signature::SigningKey;

/// A configuration that starts as it stands on one machine.
pub const EXAMPLE: &str = include_str!("config/example.toml");

/// Everything that the server is told from outside, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether real money moves.
    pub mode: Mode,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where browsers reach it.
    pub public_url: BaseUrl,
    /// Where the store is.
    pub database: DatabaseAddress,
    /// Whether a start brings an older store up to date; else it is refused.
    pub migrate: bool,
    /// The merchant's name, which the shopper sees.
    pub merchant: String,
    /// Origins of the pages that a session may send the shopper back to.
    pub return_origins: Vec<Origin>,
    /// Origins of the pages that may call with a client token.
    pub widget_origins: Vec<Origin>,
    /// Whether those pages call from the frame of isolated mode alone.
    pub isolated_alone: bool,
    /// The server's own origin, where it has all of it: that of the frame of isolated mode.
    /// Where `public_url` has a path, there are pages of somebody else's too.
    pub own_origin: Option<Origin>,
    /// Folder of the widget's files.
    pub widget_files: PathBuf,
    /// The merchant's secret keys, one or two, the newest first: each opens the merchant API.
    pub secret_keys: Vec<Secret>,
    /// The vault's keys: the first seals, all open.
    pub vault_keys: Vec<VaultKey>,
    /// What the merchant wants done about security codes.
    pub cvc: CvcPolicy,
    /// The providers, at least one; the first takes new cards by default.
    pub providers: Vec<ProviderSettings>,
    /// Where the merchant is told what happens; `None` tells nothing.
    pub webhooks: Option<WebhookSettings>,
    /// One or two keys that each webhook is signed by, the newest first; none without webhooks.
    pub signing_keys: Vec<SigningKey>,
    /// Whether nothing is told any more, from no server of the store.
    pub stops_webhooks: bool,
    /// The engine's times.
    pub engine: EngineSettings,
    /// How long is kept what no payment needs.
    pub retention: RetentionSettings,
    /// The times and the number of connections.
    pub http: HttpSettings,
    /// What the server shows where it speaks TLS itself; `None` leaves that to a proxy.
    pub identity: Option<TlsIdentity>,
    /// Where metrics are read; `None` shows none.
    pub metrics: Option<MetricsSettings>,
    /// Where the operator's page is; `None` has none.
    pub admin: Option<AdminSettings>,
    /// Where spans are sent; `None` sends none.
    pub traces: Option<TraceSettings>,
}

impl Config {
    /// Reads and checks `file`; `variable` gives the environment's variables.
    ///
    /// # Errors
    /// Fails with [`InvalidConfig`] with every wrong key, its line and the reason.
    pub fn read(
        file: &Path,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, InvalidConfig> {
        Self::read_given(file, variable).map(|(config, _)| config)
    }

    /// Reads as [`Self::read`] does; returns what each key was given as well.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_given(
        file: &Path,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<(Self, GivenValues), InvalidConfig> {
        let inspection = Inspection::of_file(file, &Variables::new(variable), Self::sections);
        let given = inspection.given().clone();
        Ok((inspection.taken_of(file)?, given))
    }

    /// Looks for everything that is wrong in `file`, and for everything that is odd;
    /// `variables` are all of the environment's.
    pub fn inspect(file: &Path, variables: &[(OsString, OsString)]) -> Inspection<Self> {
        Inspection::with_variables(file, variables, Self::sections)
    }

    #[cfg(test)]
    fn parse(
        source: &str,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Vec<findings::Finding>> {
        Inspection::of_text(source, &Variables::new(variable), Self::sections).taken()
    }

    /// Reads every key before it gives up, so that all wrong ones are told.
    fn sections(root: &mut Section<'_>, variables: &Variables<'_>) -> Option<Self> {
        let mode = root.need(
            "mode",
            text(|word| {
                Mode::parse(word).ok_or_else(|| String::from("is neither \"test\" nor \"live\""))
            }),
        );
        let live = mode == Some(Mode::Live);
        let behind_tls_proxy = root.may("behind_tls_proxy", flag).unwrap_or(false);
        let http = HttpSettings::read(root);
        // A wrong certificate is told by itself.
        let speaks_tls = http.as_ref().is_none_or(|(_, identity)| identity.is_some());
        let is_encrypted = behind_tls_proxy || speaks_tls;
        let listen = root.may_else("listen", text(|at| listener(at, is_encrypted)), || {
            Some(SocketAddr::from(([127, 0, 0, 1], 8787)))
        });
        let public_url = root.need("public_url", text(|url| BaseUrl::parse(url, live)));

        let database = database::read(root, variables);

        let mut merchant = root.section("merchant");
        let name = merchant.need("name", text(merchant_name));
        let origin = |word: &str| Origin::parse(word, live);
        let return_origins = merchant.need("return_origins", list(origin));
        merchant.finish();

        let widget = widget::read(root, live, public_url.as_ref());

        let mut keys = root.section("keys");
        let secret_keys = secrets::secret_keys(&mut keys, mode, variables);
        let vault_keys = secrets::vault_keys(&mut keys, mode, variables);
        keys.finish();

        let mut payments = root.section("payments");
        let cvc = payments.may_else("cvc", text(cvc), || Some(CvcPolicy::Never));
        let providers = provider::read(root, &mut payments, live, variables);
        payments.finish();

        let mut section = root.section("webhooks");
        if !section.is_there() {
            root.odd(
                "webhooks",
                "is missing: the shop's backend is told of nothing that ends without its shopper",
            );
        }
        let sends = section.may_else("send", flag, || Some(true));
        let webhooks = (section.is_there() && sends == Some(true))
            .then(|| WebhookSettings::read(section, mode, variables));
        let engine = EngineSettings::read(root, live, providers.as_deref());
        let retention = RetentionSettings::read(root);
        let section = root.section("metrics");
        let metrics = section
            .is_there()
            .then(|| MetricsSettings::read(section, listen));
        let metrics_listen = metrics.as_ref().and_then(Option::as_ref);
        let metrics_listen = metrics_listen.map(|metrics| metrics.listen);
        let others = [("listen", listen), ("metrics.listen", metrics_listen)];
        let section = root.section("admin");
        let admin = section
            .is_there()
            .then(|| AdminSettings::read(section, mode, others, variables));
        let section = root.section("traces");
        let traces = section.is_there().then(|| TraceSettings::read(section));
        root.end();
        let (public_url, widget, (http, identity)) = (public_url?, widget?, http?);
        let (webhooks, signing_keys) = match webhooks {
            Some(read) => read.map(|(settings, keys)| (Some(settings), keys))?,
            None => (None, Vec::new()),
        };
        let own_origin = Origin::of(public_url.as_str());
        Some(Self {
            mode: mode?,
            listen: listen?,
            own_origin: own_origin.filter(|own| own.as_str() == public_url.as_str()),
            public_url,
            migrate: database.as_ref()?.migrate,
            database: database?.address,
            merchant: name?,
            return_origins: return_origins?,
            widget_origins: widget.origins,
            isolated_alone: widget.isolated_alone,
            widget_files: widget.files,
            secret_keys: secret_keys?,
            vault_keys: vault_keys?,
            cvc: cvc?,
            providers: providers?,
            webhooks,
            signing_keys,
            stops_webhooks: !sends?,
            engine: engine?,
            retention: retention?,
            http,
            identity,
            metrics: match metrics {
                Some(read) => Some(read?),
                None => None,
            },
            admin: match admin {
                Some(read) => Some(read?),
                None => None,
            },
            traces: match traces {
                Some(read) => Some(read?),
                None => None,
            },
        })
    }
}

fn listener(at: &str, is_encrypted: bool) -> Result<SocketAddr, String> {
    let address = listen::socket(at, "127.0.0.1:8787")?;
    if address.ip().is_loopback() || is_encrypted {
        return Ok(address);
    }
    Err(String::from(
        "is not a loopback address: give [http] certificate and key, or say with behind_tls_proxy = true that a proxy speaks TLS",
    ))
}

fn merchant_name(text: &str) -> Result<String, String> {
    let length = text.trim().chars().count();
    if (1..=100).contains(&length) && is_plain(text) {
        return Ok(String::from(text.trim()));
    }
    Err(String::from(
        "has 1 to 100 characters, none of them a control or one that nobody sees",
    ))
}

fn cvc(word: &str) -> Result<CvcPolicy, String> {
    CvcPolicy::parse(word)
        .ok_or_else(|| one_of(CvcPolicy::ALL.iter().map(|policy| policy.as_str())))
}

#[cfg(test)]
mod live_tests;

#[cfg(test)]
mod tests;
