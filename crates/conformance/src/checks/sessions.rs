//! The end of sessions, guests, and an order whose amount changes.

use serde_json::Value;

use crate::checked::{CheckResult, broken, hold, not_offered};
use crate::page::{AMOUNT, Kit, new_key, press};
use crate::received::{text, whole};
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// The longest that one call moves the end to, in seconds from now, with a little for the way.
const EXTENDED_BY: i64 = 3600 + 30;

/// Extends a session, uses one that has ended, reads a guest's, changes an amount.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    report.add("moves the end of a session", extended(kit).await)?;
    report.add(
        "gives one token one session, and two tokens two",
        told_apart(kit).await,
    )?;
    report.add("shows a guest no card", guest(kit).await)?;
    report.add("refuses a session that has ended", ended(kit).await)?;
    report.add(
        "shows an older session no other amount than the order's",
        superseded(kit).await,
    )
}

async fn extended(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Paid).await?;
    let before = page.read().await?;
    let answer = page.extend().await?;
    let after = answer.good(ProtocolSection::CheckoutApi)?;
    let (was, is) = (whole(&before, "expires_at"), whole(after, "expires_at"));
    hold(is >= was, ProtocolSection::CheckoutApi, || {
        String::from("`extend` moved the session's end back")
    })?;
    let now = whole(after, "now").unwrap_or_default();
    let bound = was.max(Some(now + EXTENDED_BY));
    hold(is <= bound, ProtocolSection::CheckoutApi, || {
        String::from("`extend` moved the session's end further than an hour from now")
    })?;
    let read = page.read().await?;
    hold(
        whole(&read, "expires_at") == is,
        ProtocolSection::CheckoutApi,
        || String::from("the checkout does not have the end that `extend` told"),
    )
}

async fn told_apart(kit: Kit<'_>) -> CheckResult {
    let (one, other) = (
        kit.page(SessionCase::Paid).await?,
        kit.page(SessionCase::Paid).await?,
    );
    let (first, second) = (one.read().await?, other.read().await?);
    let again = one.read().await?;
    let id = |checkout: &Value| String::from(text(checkout, "session"));
    hold(
        id(&first) == id(&again) && id(&first) != id(&second),
        ProtocolSection::Checkout,
        || String::from("`session` must be the same for one client token, and another for another"),
    )
}

async fn guest(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Guest).await?;
    let checkout = page.read().await?;
    let cards = checkout.get("cards").and_then(Value::as_array);
    hold(
        cards.is_some_and(Vec::is_empty),
        ProtocolSection::Checkout,
        || String::from("`cards` must be `[]` for a guest"),
    )?;
    hold(
        checkout.pointer("/new_card/save") != Some(&Value::Bool(true)),
        ProtocolSection::Checkout,
        || String::from("`new_card.save` must not be true for a guest"),
    )
}

async fn ended(kit: Kit<'_>) -> CheckResult {
    let page = kit.page(SessionCase::Ended).await?;
    let expired = &["session.expired"];
    page.ask()
        .await?
        .refused(ProtocolSection::Checkout, 401, expired)?;
    page.extend()
        .await?
        .refused(ProtocolSection::Checkout, 401, expired)?;
    let body = serde_json::json!({
        "card": "card_conformance-of-no-customer", "amount": AMOUNT, "currency": "EUR",
        "previous_payment": null,
    });
    page.pay(&new_key()?, &body)
        .await?
        .refused(ProtocolSection::Checkout, 401, expired)
}

async fn superseded(kit: Kit<'_>) -> CheckResult {
    let older = kit.page(SessionCase::Paid).await?;
    let before = older.read().await?;
    let newer = kit
        .page_of(SessionCase::Paid, &older.order, AMOUNT + 500)
        .await?;
    let now = newer.read().await?;
    if text(&before, "order") != text(&now, "order") {
        return not_offered("the session command makes another order of the same ONECLICK_ORDER");
    }
    if whole(&before, "amount") == whole(&now, "amount") {
        return not_offered("the session command takes no ONECLICK_AMOUNT");
    }
    let answer = older.ask().await?;
    if answer.status == 200 {
        return hold(
            whole(&answer.body, "amount") == whole(&now, "amount"),
            ProtocolSection::Checkout,
            || String::from("a session shows an amount that the order does not cost any more"),
        );
    }
    answer.refused(ProtocolSection::Checkout, 409, &["session.superseded"])?;
    let paid = older.pay(&new_key()?, &press(&before)?).await?;
    if paid.status == 200 {
        return broken(
            ProtocolSection::Checkout,
            "a session that was superseded took a payment",
        );
    }
    paid.refused(ProtocolSection::Checkout, 409, &["session.superseded"])
}
