//! Which pages may call: preflights, and the origins on the list.

use reqwest::Method;

use crate::call::{CallAnswer, EndpointCall};
use crate::checked::{CheckResult, broken, hold};
use crate::every_answer::lists;
use crate::page::Kit;
use crate::received::EndpointAnswer;
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// An origin that nobody lists.
const UNLISTED: &str = "https://unlisted.invalid";
/// The headers that the element sends.
const SENT: [&str; 3] = ["authorization", "content-type", "idempotency-key"];
/// Seconds for which the preflight of the first reading serves the press.
const KEPT_FOR: u64 = 7200;

/// Asks as browsers do before they send.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    for (name, below, method) in [
        ("answers the preflight of reading", "", "GET"),
        ("answers the preflight of paying", "", "POST"),
        ("answers the preflight of extending", "/extend", "POST"),
    ] {
        report.add(name, preflight(kit, below, method).await)?;
    }
    report.add(
        "refuses a page of another origin, and lets it read that",
        unlisted(kit).await,
    )?;
    report.add(
        "answers the preflight of another origin with what its page can find out",
        unlisted_preflight(kit).await,
    )?;
    report.add(
        "serves a request without an origin",
        without_origin(kit).await,
    )
}

async fn asked(
    kit: Kit<'_>,
    origin: &str,
    below: &str,
    method: &str,
) -> CheckResult<EndpointAnswer> {
    let call = EndpointCall::new(Method::OPTIONS, below, CallAnswer::Nothing)
        .of_page(origin)
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", &SENT.join(","));
    match kit.endpoint.exchange(&call).await {
        Ok(answer) => Ok(answer),
        Err(why) => broken(
            ProtocolSection::Serving,
            format!("{} was not answered: {why}", call.name()),
        ),
    }
}

async fn preflight(kit: Kit<'_>, below: &str, method: &str) -> CheckResult {
    let origin = kit.endpoint.origin();
    let answer = asked(kit, origin, below, method).await?;
    let holds = |holds: bool, words: &str| {
        hold(holds, ProtocolSection::Serving, || {
            format!("the preflight {words}: {}", answer.in_words())
        })
    };
    holds(answer.status == 204, "must be answered with 204")?;
    holds(
        answer.header("access-control-allow-origin") == origin,
        "lacks `Access-Control-Allow-Origin` with the page's origin",
    )?;
    holds(
        lists(&answer.header("vary"), "origin"),
        "lacks `Vary: Origin`",
    )?;
    let methods = answer.header("access-control-allow-methods");
    for method in ["GET", "POST", "DELETE"] {
        holds(
            lists(&methods, method),
            &format!("lacks `{method}` in `Access-Control-Allow-Methods`"),
        )?;
    }
    let headers = answer.header("access-control-allow-headers");
    for name in SENT {
        holds(
            lists(&headers, name),
            &format!("lacks `{name}` in `Access-Control-Allow-Headers`, where `*` is not enough"),
        )?;
    }
    let kept = answer.header("access-control-max-age").parse::<u64>();
    holds(
        kept.is_ok_and(|kept| kept >= KEPT_FOR),
        "lacks `Access-Control-Max-Age: 7200`",
    )
}

async fn unlisted(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Paid).await?;
    let call = page.call(Method::GET, "", CallAnswer::Checkout);
    let answer = kit.endpoint.send(call.of_page(UNLISTED)).await?;
    answer.refused(ProtocolSection::Serving, 403, &["origin.refused"])?;
    // After a preflight that failed the element asks without a token.
    let call = EndpointCall::new(Method::GET, "", CallAnswer::Checkout);
    let answer = kit.endpoint.send(call.of_page(UNLISTED)).await?;
    answer.refused(ProtocolSection::Serving, 403, &["origin.refused"])
}

async fn unlisted_preflight(kit: Kit<'_>) -> CheckResult {
    let answer = asked(kit, UNLISTED, "", "GET").await?;
    let allowed = answer.header("access-control-allow-origin");
    let is_right = if answer.status < 300 {
        allowed == UNLISTED
    } else {
        allowed.is_empty()
    };
    hold(is_right, ProtocolSection::Serving, || {
        format!(
            "{}, neither allowed for that origin nor refused",
            answer.in_words()
        )
    })
}

async fn without_origin(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Paid).await?;
    let mut call = page.call(Method::GET, "", CallAnswer::Checkout);
    call.origin = None;
    let answer = kit.endpoint.send(call).await?;
    answer.good(ProtocolSection::Serving).map(|_| ())
}
