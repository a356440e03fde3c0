//! Two requests at once.

use serde_json::Value;

use crate::checked::{CheckResult, hold};
use crate::page::{Kit, id_of, new_key, press};
use crate::received::EndpointAnswer;
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// Pays one order twice at once.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    report.add(
        "begins one payment by two requests at once with one key",
        one_key(kit).await,
    )?;
    report.add(
        "begins one payment by two requests at once with two keys",
        two_keys(kit).await,
    )?;
    report.add(
        "begins one payment by two sessions of the order at once",
        two_sessions(kit).await,
    )
}

async fn one_key(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Paid).await?;
    let body = press(&page.read().await?)?;
    let key = new_key()?;
    let (one, other) = tokio::join!(page.pay(&key, &body), page.pay(&key, &body));
    expect_one(
        ProtocolSection::Common,
        &page.payment().await?,
        &[one?, other?],
    )
}

async fn two_keys(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Paid).await?;
    let body = press(&page.read().await?)?;
    let (key, second) = (new_key()?, new_key()?);
    let (one, other) = tokio::join!(page.pay(&key, &body), page.pay(&second, &body));
    expect_one(
        ProtocolSection::Serving,
        &page.payment().await?,
        &[one?, other?],
    )
}

async fn two_sessions(kit: Kit<'_>) -> CheckResult {
    let first = kit.page(SessionCase::Paid).await?;
    let second = kit
        .page_of(SessionCase::Paid, &first.order, crate::page::AMOUNT)
        .await?;
    let (shown, also) = (first.read().await?, second.read().await?);
    if shown.get("order") != also.get("order") {
        return crate::checked::not_offered(
            "the session command makes another order of the same ONECLICK_ORDER",
        );
    }
    let (body, same) = (press(&shown)?, press(&also)?);
    let (key, other) = (new_key()?, new_key()?);
    let (one, other) = tokio::join!(first.pay(&key, &body), second.pay(&other, &same));
    expect_one(
        ProtocolSection::Serving,
        &first.payment().await?,
        &[one?, other?],
    )
}

/// Expects every answer to be the order's payment, or to say that it is under way.
fn expect_one(section: ProtocolSection, newest: &Value, answers: &[EndpointAnswer]) -> CheckResult {
    for answer in answers {
        if matches!(answer.text("code"), "payment.running" | "payment.stale") {
            continue;
        }
        let payment = answer.good(section)?;
        hold(id_of(payment) == id_of(newest), section, || {
            String::from("two requests at once began two payments: the shopper is charged twice")
        })?;
    }
    hold(!newest.is_null(), section, || {
        String::from("two requests at once began no payment")
    })
}
