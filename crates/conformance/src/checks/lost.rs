//! A payment whose outcome is not known in time, and a page that goes away.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::checked::{CheckResult, hold, not_offered};
use crate::page::{Kit, TestedPage, id_of, new_key, press};
use crate::received::{expect_state, text, whole};
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// How long a run waits for an outcome.
const WAITED_FOR: Duration = Duration::from_secs(90);
/// How often it looks whether a payment has begun.
const LOOKED: Duration = Duration::from_millis(50);

/// Pays where the answer is lost, and where the page goes before it comes.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    match unknown(kit).await {
        Ok((page, payment)) => {
            report.add("says `processing` while the outcome is not known", Ok(()))?;
            report.add("learns the outcome", settled(&page, &payment).await)?;
        }
        Err(ended) => {
            report.add(
                "says `processing` while the outcome is not known",
                Err(ended),
            )?;
        }
    }
    report.add("goes on with a charge whose page has gone", left(kit).await)
}

async fn unknown(kit: Kit<'_>) -> CheckResult<(TestedPage<'_>, Value)> {
    let page = kit.page(SessionCase::Lost).await?;
    let body = press(&page.read().await?)?;
    let key = new_key()?;
    let answer = page.pay(&key, &body).await?;
    let payment = answer.good(ProtocolSection::Pay)?.clone();
    let state = text(&payment, "state");
    if state == "succeeded" {
        return not_offered("the outcome was known before it had to be");
    }
    expect_state(&payment, "processing", "paying with the case `lost`")?;
    let other = page.pay(&new_key()?, &body).await?;
    let shown = other.good(ProtocolSection::Serving)?;
    hold(
        id_of(shown) == id_of(&payment),
        ProtocolSection::Serving,
        || {
            String::from(
                "another key began a payment while the outcome of the first is not known: the shopper may be charged twice",
            )
        },
    )?;
    let same = page.pay(&key, &body).await?;
    if same.text("code") != "payment.running" {
        let shown = same.good(ProtocolSection::Common)?;
        hold(
            id_of(shown) == id_of(&payment),
            ProtocolSection::Common,
            || String::from("a repeated key was answered with another payment"),
        )?;
        same.replayed(true)?;
    }
    Ok((page, payment))
}

/// Asks as the element does, until the payment is settled.
async fn settled(page: &TestedPage<'_>, payment: &Value) -> CheckResult {
    let until = Instant::now() + WAITED_FOR;
    while Instant::now() < until {
        let now = page.payment().await?;
        hold(
            id_of(&now) == id_of(payment),
            ProtocolSection::Checkout,
            || String::from("`payment` is not the one that holds the order"),
        )?;
        if !matches!(text(&now, "state"), "processing" | "action_required") {
            return expect_state(&now, "succeeded", "the charge whose answer was lost");
        }
        let pause = whole(&now, "poll_after").unwrap_or(1).clamp(1, 30);
        tokio::time::sleep(Duration::from_secs(pause.unsigned_abs())).await;
    }
    not_offered("the outcome was not known within 90 seconds")
}

/// Breaks the connection as soon as the payment is there.
async fn left(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Lost).await?;
    let body = press(&page.read().await?)?;
    let key = new_key()?;
    let begun = tokio::select! {
        _ = page.pay(&key, &body) => page.payment().await?,
        begun = begun(&page) => begun?,
    };
    hold(!begun.is_null(), ProtocolSection::Serving, || {
        String::from(
            "a payment is not in the checkout while it is being charged: it must be written before the provider hears of it",
        )
    })?;
    let again = page.pay(&key, &body).await?;
    if again.text("code") != "payment.running" {
        let shown = again.good(ProtocolSection::Common)?;
        hold(
            id_of(shown) == id_of(&begun),
            ProtocolSection::Common,
            || {
                String::from(
                    "the request that is sent again began another payment: the shopper may be charged twice",
                )
            },
        )?;
    }
    settled(&page, &json!({ "id": id_of(&begun) })).await
}

async fn begun(page: &TestedPage<'_>) -> CheckResult<Value> {
    loop {
        let payment = page.payment().await?;
        if !payment.is_null() {
            return Ok(payment);
        }
        tokio::time::sleep(LOOKED).await;
    }
}
