//! A payment that is declined, and the next attempt.

use serde_json::{Value, json};

use crate::checked::{CheckResult, hold};
use crate::page::{Kit, TestedPage, id_of, new_key, press, with};
use crate::received::expect_state;
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// Pays with a card that is declined, twice.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    let begun = decline(kit).await;
    let (page, key, body, first) = match begun {
        Ok(begun) => {
            report.add("tells of a decline", Ok(()))?;
            begun
        }
        Err(ended) => return report.add("tells of a decline", Err(ended)),
    };
    report.add(
        "refuses a page that has not seen the declined payment, and shows it",
        stale(&page, &body, &first).await,
    )?;
    report.add(
        "answers the declined request again with its payment",
        again(&page, &key, &body, &first).await,
    )?;
    report.add(
        "takes another attempt after a decline",
        next(&page, &key, &body, &first).await,
    )
}

async fn decline(kit: Kit<'_>) -> CheckResult<(TestedPage<'_>, String, Value, Value)> {
    let page = kit.page(SessionCase::Declined).await?;
    let body = press(&page.read().await?)?;
    let key = new_key()?;
    let answer = page.pay(&key, &body).await?;
    let payment = answer.good(ProtocolSection::Pay)?.clone();
    expect_state(&payment, "declined", "paying with the case `declined`")?;
    hold(
        payment.get("decline").is_some_and(Value::is_object),
        ProtocolSection::Payment,
        || String::from("`decline` must say why it was declined"),
    )?;
    Ok((page, key, body, payment))
}

async fn stale(page: &TestedPage<'_>, body: &Value, first: &Value) -> CheckResult {
    let answer = page.pay(&new_key()?, body).await?;
    answer.refused(ProtocolSection::Pay, 409, &["payment.stale"])?;
    let shown = answer.body.get("payment").unwrap_or(&Value::Null);
    hold(id_of(shown) == id_of(first), ProtocolSection::Pay, || {
        String::from("`payment.stale` must have the order's newest payment as `payment`")
    })
}

async fn again(page: &TestedPage<'_>, key: &str, body: &Value, first: &Value) -> CheckResult {
    let answer = page.pay(key, body).await?;
    let payment = answer.good(ProtocolSection::Common)?;
    hold(
        id_of(payment) == id_of(first),
        ProtocolSection::Common,
        || String::from("a repeated key was answered with another payment"),
    )?;
    expect_state(payment, "declined", "the repeated request")?;
    answer.replayed(true)
}

async fn next(page: &TestedPage<'_>, key: &str, body: &Value, first: &Value) -> CheckResult {
    let seen = with(body, "previous_payment", json!(id_of(first)));
    let answer = page.pay(&new_key()?, &seen).await?;
    let payment = answer.good(ProtocolSection::Pay)?.clone();
    hold(
        id_of(&payment) != id_of(first),
        ProtocolSection::Payment,
        || String::from("a free order was not paid by another attempt with an id of its own"),
    )?;
    let answer = page.pay(key, body).await?;
    let repeated = answer.good(ProtocolSection::Common)?;
    hold(
        id_of(repeated) == id_of(first),
        ProtocolSection::Common,
        || {
            String::from(
                "a key is not kept as long as its payment: it was answered with a later one",
            )
        },
    )?;
    let newest = page.payment().await?;
    hold(
        id_of(&newest) == id_of(&payment),
        ProtocolSection::Checkout,
        || String::from("`payment` is not the order's newest one"),
    )
}
