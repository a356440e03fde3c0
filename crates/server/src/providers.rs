//! `oneclick providers`: what each provider can do, and whether it lets us in.

use std::fmt::Write as _;

use oneclick_providers::{Ability, Capabilities, CredentialCheck, every_provider};

use crate::config::Config;
use crate::environment::{Environment, ReceivedAnswer, SendError};
use crate::registry::Registry;

/// Returns what every provider of the configuration can do, as a table.
pub fn table(config: &Config) -> String {
    let registry = Registry::new(&config.providers);
    let tables = registry.0.iter().enumerate().map(|(place, configured)| {
        let by_default = if place == 0 {
            " (takes new cards by default)"
        } else {
            ""
        };
        format!(
            "{}{by_default}\n{}",
            configured.provider.name(),
            rows(&configured.provider.capabilities())
        )
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// Shows what every provider can do with all its settings given.
pub fn whole_table() -> String {
    let tables = every_provider().map(|provider| {
        let rows = rows(&provider.capabilities());
        format!("{}\n{rows}", provider.name())
    });
    tables.join("\n")
}

fn rows(can: &Capabilities) -> String {
    let mut text = String::new();
    for (what, ability) in can.table() {
        let (evidence, how) = match ability {
            Ability::Documented(how) => ("documented", how),
            Ability::Assumed(how) => ("assumed", how),
            Ability::Absent(why) => ("no", why),
        };
        // Writing to memory does not fail.
        let _ = writeln!(text, "  {what:<36} {evidence:<11} {how}");
    }
    text
}

/// Calls every provider harmlessly and says whether the credentials work; the
/// flag says whether all do.
///
/// # Errors
/// Fails if the HTTP client cannot start.
pub async fn check(config: &Config, environment: &Environment) -> anyhow::Result<(String, bool)> {
    let engine = &config.engine;
    let client = environment.provider_client(
        engine.connect_timeout,
        engine.provider_timeout,
        engine.look_up_timeout,
    )?;
    let mut text = String::new();
    let mut all = true;
    for configured in Registry::new(&config.providers).0 {
        let provider = &configured.provider;
        let call = provider.check_credentials(environment.clock().seconds());
        let works = do_work(client.read(call).await);
        all &= works.is_ok();
        let said = works.map_or_else(|wrong| wrong, |()| String::from("the credentials work"));
        let _ = writeln!(text, "{}: {said}", provider.name());
    }
    Ok((text, all))
}

/// Fails if a provider did not say that its credentials work, with what became of the call.
pub(crate) fn do_work(
    answer: Result<ReceivedAnswer<CredentialCheck>, SendError>,
) -> Result<(), String> {
    match answer {
        Ok(received) => match received.answer {
            CredentialCheck::Accepted => Ok(()),
            CredentialCheck::Refused => Err(String::from("the provider refuses the credentials")),
            CredentialCheck::Unclear(words) => Err(format!(
                "the provider's answer does not say whether the credentials work: {words}"
            )),
        },
        Err(SendError::NotBuilt(why) | SendError::NotSent(why) | SendError::Lost(why)) => {
            Err(format!("the provider was not reached: {why}"))
        }
    }
}
