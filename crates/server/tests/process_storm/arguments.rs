//! What a storm of processes can be told.

use std::path::PathBuf;

use clap::{Parser, ValueEnum as _};

use crate::process_sabotage::ProcessSabotage;
use crate::storm_store::StoreKind;

/// What a storm of processes can be told.
#[derive(Debug, Parser)]
pub struct ProcessStormArguments {
    /// How many orders are paid
    #[arg(long, default_value_t = 300)]
    pub payments: u64,
    /// How many shoppers pay at the same time
    #[arg(long, default_value_t = 64)]
    pub at_once: usize,
    /// Where all chance comes from
    #[arg(long)]
    pub seed: Option<u64>,
    /// Where the servers keep what they know
    #[arg(long, value_enum, default_value_t = StoreKind::Sqlite)]
    pub store: StoreKind,
    /// How many servers share the store, their clocks 5 s apart
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=9))]
    pub servers: u16,
    /// Kill and stop servers, and the database's
    #[arg(long)]
    pub kill: bool,
    /// A mistake to make on purpose
    #[arg(long)]
    pub sabotage: Option<ProcessSabotage>,
    /// Serve with this configuration: one of the storm's own servers
    #[arg(long, hide = true)]
    pub serve: Option<PathBuf>,
    /// How far the server's clock is ahead, milliseconds
    #[arg(long, hide = true, default_value_t = 0)]
    pub clock_ahead: i64,
    /// What the test runner is asked for
    #[arg(hide = true)]
    pub filter: Vec<String>,
}

impl ProcessStormArguments {
    /// The command that runs a storm like this one.
    pub fn command(&self, seed: u64) -> String {
        let Self {
            payments,
            at_once,
            servers,
            ..
        } = self;
        let store = self.store.to_possible_value();
        let store = store.as_ref().map_or("", |value| value.get_name());
        let mut command = format!(
            "cargo xtask storm --payments {payments} --at-once {at_once} --seed {seed} --store {store} --servers {servers}"
        );
        if self.kill {
            command.push_str(" --kill");
        }
        let sabotage = self
            .sabotage
            .and_then(|mistake| mistake.to_possible_value());
        if let Some(mistake) = sabotage {
            command.push_str(" --sabotage ");
            command.push_str(mistake.get_name());
        }
        command
    }
}
