//! `oneclick conformance`: what it can be told.

use std::process::ExitCode;

use clap::Args;
use oneclick_conformance::{Say, SessionCommand, run};

#[derive(Args)]
pub struct ConformanceOptions {
    /// The address, as the element's attribute `endpoint` has it.
    #[arg(long, value_name = "URL")]
    pub endpoint: String,
    /// A command line for `sh` that makes a session and prints its client token alone.
    /// It finds in its environment `ONECLICK_CASE` (paid, declined, page, lost, guest or
    /// ended), `ONECLICK_ORDER` and `ONECLICK_AMOUNT`, and prints nothing for a case that it
    /// does not offer.
    #[arg(long, value_name = "COMMAND")]
    pub session_command: String,
    /// The origin of a page that may pay there; the endpoint's own unless given.
    #[arg(long)]
    pub origin: Option<String>,
}

impl ConformanceOptions {
    /// Checks the endpoint; the program's exit code.
    pub async fn check(&self, say: &mut Say<'_>) -> anyhow::Result<ExitCode> {
        let sessions = SessionCommand::new(self.session_command.as_str());
        let checked = run(&self.endpoint, self.origin.as_deref(), &sessions, say).await?;
        Ok(ExitCode::from(checked.exit_code()))
    }
}
