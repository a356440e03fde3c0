//! `oneclick webhooks`: what it can be told.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub enum WebhookCommand {
    /// Lists webhooks of a state, the oldest first.
    List {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// parked, pending, delivered or skipped.
        #[arg(long, default_value = "parked")]
        state: String,
        /// Lists those behind this one alone.
        #[arg(long, value_name = "ID")]
        after: Option<String>,
    },
    /// Sends webhooks now, and tries again for as long as any is tried.
    #[command(group = clap::ArgGroup::new("which").required(true).args(["webhook", "since", "all_parked"]))]
    Redeliver {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The webhook's id.
        webhook: Option<String>,
        /// All that were taken, of what happened since then, such as 2026-11-01T12:00:00Z.
        #[arg(long, value_name = "TIME")]
        since: Option<String>,
        /// All that are parked.
        #[arg(long)]
        all_parked: bool,
        /// Who decided.
        #[arg(long)]
        by: String,
        /// Why, for whoever reads the history.
        #[arg(long)]
        why: String,
    },
    /// Never sends a webhook: those behind it go on.
    Skip {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The webhook's id.
        webhook: String,
        /// Who decided.
        #[arg(long)]
        by: String,
        /// Why, for whoever reads the history.
        #[arg(long)]
        why: String,
    },
}
