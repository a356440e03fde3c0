//! What a storm can be told.

use clap::Args;

/// What a storm can be told.
#[derive(Args, Clone, Debug)]
pub struct StormOptions {
    /// All in one process, on virtual time
    #[arg(long)]
    pub simulated: bool,
    /// How many payments
    #[arg(long, default_value_t = 1_000)]
    pub payments: u64,
    /// Where all chance comes from; fresh and printed if left out
    #[arg(long)]
    pub seed: Option<u64>,
    /// Where real servers keep what they know
    #[arg(long, conflicts_with = "simulated", default_value = "sqlite", value_parser = ["sqlite", "postgres"])]
    pub store: String,
    /// How many real servers share the store, their clocks 5 s apart
    #[arg(long, conflicts_with = "simulated", default_value_t = 1)]
    pub servers: u16,
    /// How many real shoppers pay at the same time
    #[arg(long, conflicts_with = "simulated", default_value_t = 64)]
    pub at_once: usize,
    /// Kill and stop real servers, and the database's, and restore a backup
    #[arg(long, conflicts_with = "simulated")]
    pub kill: bool,
    /// A mistake to make on purpose around real servers, which the storm has to find
    #[arg(long, conflicts_with = "simulated")]
    pub sabotage: Option<String>,
}
