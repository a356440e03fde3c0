//! A payment that goes on at another page, and is given up.

use serde_json::{Value, json};

use crate::checked::{CheckResult, broken, hold, not_offered};
use crate::page::{Kit, TestedPage, id_of, new_key, press, with};
use crate::received::{expect_state, is_left_out, text};
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// A page whose payment waits for the shopper.
struct WaitingPage<'kit> {
    page: TestedPage<'kit>,
    key: String,
    body: Value,
    payment: Value,
}

/// Begins such a payment, asks for others beside it, and gives it up.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    let waiting = match begin(kit).await {
        Ok(waiting) => {
            report.add("sends the shopper to a page", Ok(()))?;
            waiting
        }
        Err(ended) => return report.add("sends the shopper to a page", Err(ended)),
    };
    report.add(
        "holds the order while the shopper is on the page",
        held(&waiting).await,
    )?;
    match give_up(&waiting).await {
        Ok(ended) => {
            report.add("gives up what is open on a page", Ok(()))?;
            report.add(
                "frees the order that was given up",
                freed(&waiting, &ended).await,
            )
        }
        Err(ended) => report.add("gives up what is open on a page", Err(ended)),
    }
}

async fn begin(kit: Kit<'_>) -> CheckResult<WaitingPage<'_>> {
    let page = kit.page(SessionCase::Page).await?;
    let body = press(&page.read().await?)?;
    let key = new_key()?;
    let answer = page.pay(&key, &body).await?;
    let payment = answer.good(ProtocolSection::Pay)?.clone();
    expect_state(&payment, "action_required", "paying with the case `page`")?;
    Ok(WaitingPage {
        page,
        key,
        body,
        payment,
    })
}

async fn held(waiting: &WaitingPage<'_>) -> CheckResult {
    let WaitingPage {
        page,
        key,
        body,
        payment,
    } = waiting;
    let other = page.pay(&new_key()?, body).await?;
    let shown = other.good(ProtocolSection::Pay)?;
    hold(
        id_of(shown) == id_of(payment),
        ProtocolSection::Serving,
        || {
            String::from(
                "another key began a payment beside one that is open: the shopper may pay twice",
            )
        },
    )?;
    let same = page.pay(key, body).await?;
    let shown = same.good(ProtocolSection::Common)?;
    hold(
        id_of(shown) == id_of(payment),
        ProtocolSection::Common,
        || String::from("a repeated key was answered with another payment"),
    )?;
    same.replayed(true)?;
    let read = page.payment().await?;
    hold(
        id_of(&read) == id_of(payment),
        ProtocolSection::Checkout,
        || String::from("`payment` is not the one that holds the order"),
    )
}

/// Gives the payment up; what it became, if the order is free then.
async fn give_up(waiting: &WaitingPage<'_>) -> CheckResult<Value> {
    let cancellable = waiting.payment.pointer("/redirect/cancellable") == Some(&json!(true));
    let id = id_of(&waiting.payment);
    let answer = waiting.page.cancel(id).await?;
    if is_left_out(&answer) {
        return if cancellable {
            broken(
                ProtocolSection::Cancel,
                "there is no `cancel`, although `redirect.cancellable` is true",
            )
        } else {
            not_offered("there is no `cancel`, and no redirect is `cancellable`")
        };
    }
    let ended = answer.good(ProtocolSection::Cancel)?.clone();
    let state = text(&ended, "state");
    hold(
        matches!(state, "expired" | "succeeded" | "action_required"),
        ProtocolSection::Cancel,
        || {
            format!(
                "the payment is `{state}`: it must be `expired`, `succeeded` or `action_required`"
            )
        },
    )?;
    let again = waiting.page.cancel(id).await?;
    let again = again.good(ProtocolSection::Cancel)?;
    hold(
        text(again, "state") == state,
        ProtocolSection::Cancel,
        || String::from("giving up again changed the payment"),
    )?;
    if state == "expired" {
        return Ok(ended);
    }
    not_offered(format!("it is `{state}`: the provider did not end it"))
}

async fn freed(waiting: &WaitingPage<'_>, ended: &Value) -> CheckResult {
    let WaitingPage { page, body, .. } = waiting;
    let first = id_of(ended);
    let seen = with(body, "previous_payment", json!(first));
    let answer = page.pay(&new_key()?, &seen).await?;
    let next = answer.good(ProtocolSection::Pay)?;
    hold(id_of(next) != first, ProtocolSection::Payment, || {
        String::from("a free order was not paid by another attempt with an id of its own")
    })?;
    let stale = page.cancel(first).await?;
    stale.refused(ProtocolSection::Cancel, 409, &["payment.stale"])?;
    // Nothing is left open behind.
    page.cancel(id_of(next)).await.map(|_| ())
}
