//! What the binary `oneclick` can be told.

mod conformance;
mod webhooks;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use oneclick_providers::ProviderName;
use oneclick_rules::Mode;
use oneclick_server::recovery::run::RecoveryRequest;
use oneclick_server::store::webhooks::Person;

pub use self::conformance::ConformanceOptions;
pub use self::webhooks::WebhookCommand;

/// The checkout server of oneclick: returning shoppers pay with a stored card
/// in one click.
#[derive(Parser)]
#[command(
    name = "oneclick",
    version,
    after_help = "To begin:
  oneclick example-config > oneclick.toml
  (umask 077; oneclick keys make > oneclick.env)   # instead of the example's keys
  oneclick serve --config oneclick.toml

Secrets may also stand in the environment, which goes before the file:
  ONECLICK_SECRET_KEY, ONECLICK_VAULT_KEY (ID:KEY), ONECLICK_OLDER_VAULT_KEYS (ID:KEY, commas
  between), ONECLICK_DATABASE_URL, ONECLICK_CERTITRADE_API_KEY, ONECLICK_COSTPLUS_API_KEY,
  ONECLICK_FINPAY_MERCHANT_KEY, ONECLICK_SMART2PAY_API_KEY, ONECLICK_WEBHOOK_KEYS (one or
  two, a comma between), ONECLICK_ADMIN_TOKEN
or in a file each, which the variable NAME_FILE names: ONECLICK_SECRET_KEY_FILE=/run/secrets/key
What is logged, on standard error: RUST_LOG, such as RUST_LOG=oneclick_server=debug; how:
  ONECLICK_LOG_FORMAT=json, an object a line, or text"
)]
pub struct Options {
    #[command(subcommand)]
    /// What to do.
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Runs the server until it is told to stop (Ctrl-C, SIGTERM), then lets
    /// the charges that are under way end.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Reads a configuration as `serve` does, and says everything that is wrong with it
    /// and everything that is odd. Asks nobody over the network. Exits with 0 if it can be
    /// served, with 1 if something is wrong.
    Check {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Exit with 1 for what is odd as well.
        #[arg(long)]
        strict: bool,
    },
    /// Brings the database up to date, and makes it where it is missing. A start
    /// does so too, unless `[database] migrate` is false.
    Migrate {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Copies the database's file to a new one while servers go on. The copy is closed:
    /// put back, it takes no payment until `oneclick recover` has run.
    Backup {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The new file.
        #[arg(long)]
        to: PathBuf,
    },
    /// Asks every provider what happened since the database was taken back to a copy,
    /// records it, and opens the database for payments.
    Recover {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        #[command(flatten)]
        options: RecoverOptions,
    },
    /// Tries whether a PostgreSQL database, or what speaks its protocol, does what the
    /// store asks of it. Makes a table `oneclick_check` there and drops it.
    CheckDatabase {
        /// The address, as in `[database] url`; better in the environment, where no list
        /// of processes shows its password.
        #[arg(long, env = "ONECLICK_DATABASE_URL", hide_env_values = true)]
        url: String,
        /// Whom to trust about the machine, as in `[database] root_certificates`.
        #[arg(long)]
        root_certificates: Option<PathBuf>,
    },
    /// Checks a checkout endpoint, whoever serves it, against docs/protocol.md. Pays there,
    /// so in test mode alone. Exits with 0 if nothing is broken, with 1 if something is, and
    /// with 2 if nothing could be checked.
    Conformance(ConformanceOptions),
    /// Prints a configuration that works on one machine, with comments.
    ExampleConfig,
    /// Prints the description of both APIs, as `/openapi.json` has it.
    Openapi,
    /// Shows what each configured provider can do; without a configuration, what
    /// every provider can.
    #[command(args_conflicts_with_subcommands = true)]
    Providers {
        #[command(subcommand)]
        command: Option<Providers>,
        /// The configuration file.
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// The secret key, the vault keys, and the one that signs webhooks.
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// Payments whose outcome a person has to decide.
    Review {
        #[command(subcommand)]
        command: Review,
    },
    /// What the merchant's backend is told, and has not taken.
    Webhooks {
        #[command(subcommand)]
        command: WebhookCommand,
    },
}

#[derive(Args, Debug)]
pub struct RecoverOptions {
    /// Since when the database may lack what happened, such as 2026-11-27T14:00:00Z. A
    /// copy that `oneclick backup` made says so itself; any other is closed by this.
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// When the last server had ended that may have charged since then: what is waited for
    /// until providers list everything counts from there, and not from now.
    #[arg(long, value_name = "TIME")]
    stopped_at: Option<Timestamp>,
    /// A provider that cannot be asked, and is not waited for. What it has is not known.
    #[arg(long, value_name = "PROVIDER", value_parser = provider, requires_all = ["by", "why"])]
    without: Vec<ProviderName>,
    /// Who does it.
    #[arg(long)]
    by: Option<String>,
    /// Why, for whoever reads the history.
    #[arg(long)]
    why: Option<String>,
}

fn mode(word: &str) -> Result<Mode, String> {
    Mode::parse(word).ok_or_else(|| String::from("must be test or live"))
}

fn provider(name: &str) -> Result<ProviderName, String> {
    let known = ProviderName::ALL;
    let found = known.into_iter().find(|known| known.as_str() == name);
    found.ok_or_else(|| {
        format!(
            "must be one of {}",
            known.map(ProviderName::as_str).join(", ")
        )
    })
}

impl From<RecoverOptions> for RecoveryRequest {
    fn from(options: RecoverOptions) -> Self {
        let milliseconds = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        Self {
            since: milliseconds(options.since),
            stopped_at: milliseconds(options.stopped_at),
            left_out: options.without.iter().map(ToString::to_string).collect(),
            person: Person {
                by: options
                    .by
                    .unwrap_or_else(|| String::from("oneclick recover")),
                why: options.why.unwrap_or_default(),
            },
        }
    }
}

#[derive(Subcommand)]
pub enum Keys {
    /// Prints new keys, as lines for the server's environment: a secret key, a vault key
    /// and a key that signs webhooks. They are kept nowhere and in no log.
    Make {
        /// The mode of the server that they are for: test or live.
        #[arg(long, default_value = "test", value_parser = mode)]
        mode: Mode,
        /// Also a token for the operator's page, which `[admin]` asks for.
        #[arg(long)]
        admin: bool,
    },
    /// Seals every token with `keys.vault`. Before it, all servers have to know
    /// that key and the old one, which stands in `keys.older_vaults` then;
    /// after it the old one can go.
    Rotate {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum Providers {
    /// Calls each configured provider harmlessly and says whether its
    /// credentials work.
    Check {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum Review {
    /// Lists the payments that wait.
    List {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Shows a payment with its history.
    Show {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The payment's id.
        payment: String,
    },
    /// Records what was found out: of the payment, of an operation or of a duplicate.
    #[command(group = clap::ArgGroup::new("decision").required(true).args(["charged", "succeeded", "reversed"]))]
    Resolve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The payment's id.
        payment: String,
        /// Whether the payment's money moved.
        #[arg(long, action = clap::ArgAction::Set)]
        charged: Option<bool>,
        /// Whether a capture, cancel or refund was done.
        #[arg(long, action = clap::ArgAction::Set)]
        succeeded: Option<bool>,
        /// Which one, where several wait.
        #[arg(long, requires = "succeeded")]
        operation: Option<String>,
        /// Whether a duplicate was given back; if not, it is kept.
        #[arg(long, action = clap::ArgAction::Set)]
        reversed: Option<bool>,
        /// Which one, where several wait: the provider's id of it.
        #[arg(long, requires = "reversed")]
        duplicate: Option<String>,
        /// Who decided.
        #[arg(long)]
        by: String,
        /// Why, for whoever reads the history.
        #[arg(long)]
        why: String,
        /// The provider's id of what was decided about.
        #[arg(long)]
        provider_payment_id: Option<String>,
    },
}
