//! A run of all checks.

use anyhow::ensure;
use reqwest::Method;

use crate::call::{CallAnswer, EndpointCall};
use crate::checks::{
    cards, declining, forms, hosted, lost, origins, paying, racing, security_codes, sessions,
};
use crate::endpoint::{Endpoint, is_problem};
use crate::page::Kit;
use crate::received::EndpointAnswer;
use crate::report::{CheckCounts, ConformanceReport, Say};
use crate::session_source::SessionSource;

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conformance {
    /// The address serves no checkout API: nothing was checked.
    NoEndpoint,
    /// The checks ran.
    Checked(CheckCounts),
}

impl Conformance {
    /// Returns the program's exit code: 0 where nothing is broken, 1 where something is, 2
    /// where nothing could be checked.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Checked(CheckCounts { broken: 0, .. }) => 0,
            Self::Checked(_) => 1,
            Self::NoEndpoint => 2,
        }
    }
}

/// Checks the endpoint at `url`, as a page of `origin` (the endpoint's own if `None`) uses it.
///
/// # Errors
/// Fails if the address is none, the endpoint does not list the origin, or no session can be
/// made.
pub async fn run(
    url: &str,
    origin: Option<&str>,
    sessions: &dyn SessionSource,
    say: &mut Say<'_>,
) -> anyhow::Result<Conformance> {
    let endpoint = Endpoint::new(url, origin)?;
    // A query may hold what is nobody's business.
    let shown = url.split('?').next().unwrap_or_default();
    if let Err(why) = reached(&endpoint).await {
        say(&format!("{shown} is no checkout endpoint: {why}"))?;
        return Ok(Conformance::NoEndpoint);
    }
    say(&format!("{shown} is a checkout endpoint"))?;
    listed(&endpoint).await?;
    let kit = Kit {
        endpoint: &endpoint,
        sessions,
    };
    let mut report = ConformanceReport::new(say);
    origins::run(kit, &mut report).await?;
    forms::run(kit, &mut report).await?;
    security_codes::run(kit, &mut report).await?;
    paying::run(kit, &mut report).await?;
    racing::run(kit, &mut report).await?;
    declining::run(kit, &mut report).await?;
    hosted::run(kit, &mut report).await?;
    sessions::run(kit, &mut report).await?;
    cards::run(kit, &mut report).await?;
    lost::run(kit, &mut report).await?;
    every_answer(&endpoint, &mut report)?;
    Ok(Conformance::Checked(report.end()?))
}

/// Asks without a token, as nobody's page: a checkout endpoint answers with a problem.
async fn reached(endpoint: &Endpoint) -> Result<(), String> {
    let call = EndpointCall::new(Method::GET, "", CallAnswer::Nothing);
    let answer = endpoint.exchange(&call).await?;
    if is_problem(&answer) {
        return Ok(());
    }
    let media_type = answer.header("content-type");
    let form = if !answer.body.is_null() {
        "JSON without a `code`"
    } else if media_type.is_empty() {
        "nothing"
    } else {
        &media_type
    };
    Err(format!(
        "a request without a token was answered with {} and {form}, not with 401 and a problem whose `code` is `token.missing`",
        answer.status
    ))
}

async fn listed(endpoint: &Endpoint) -> anyhow::Result<()> {
    let call = endpoint.call(Method::GET, "", CallAnswer::Nothing);
    let answer = endpoint.exchange(&call).await;
    let is_refused = |answer: &EndpointAnswer| answer.text("code") == "origin.refused";
    ensure!(
        !answer.as_ref().is_ok_and(is_refused),
        "the endpoint refuses the origin {}: give --origin one of those that it lists",
        endpoint.origin()
    );
    Ok(())
}

/// Tells what the answers of all checks lack.
fn every_answer(endpoint: &Endpoint, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    let name = "gives every answer its headers and members";
    let breaches = endpoint.breaches();
    if breaches.is_empty() {
        return report.add(name, Ok(()));
    }
    for ((section, rule), (first, more)) in breaches {
        let others = match more {
            0 => String::new(),
            1 => String::from(", and 1 other"),
            more => format!(", and {more} others"),
        };
        report.break_section(name, section, &format!("{rule}: {first}{others}"))?;
    }
    Ok(())
}
