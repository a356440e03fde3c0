//! The calls for the shopper's cards.

use reqwest::Method;
use serde_json::Value;

use crate::checked::{CheckResult, hold, not_offered};
use crate::page::{Kit, TestedPage, new_key, picked, press};
use crate::received::text;
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// Removes a card, brings it back, makes it the default one.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    let (page, card) = match begin(kit).await {
        Ok(begun) => begun,
        Err(ended) => return report.add("changes the shopper's cards", Err(ended)),
    };
    report.add("removes a card", removed(&page, &card).await)?;
    report.add("brings a card back", restored(&page, &card).await)?;
    report.add(
        "makes a card the default one",
        made_default(&page, &card).await,
    )?;
    report.add("refuses to change what is no card", unknown(&page).await)
}

async fn begin(kit: Kit<'_>) -> CheckResult<(TestedPage<'_>, String)> {
    let page = kit.page(SessionCase::Paid).await?;
    let checkout = page.read().await?;
    if checkout.get("cards_editable") != Some(&Value::Bool(true)) {
        return not_offered("`cards_editable` is not true");
    }
    let card = picked(&checkout)?;
    Ok((page, String::from(card.id.as_str())))
}

fn shown<'value>(checkout: &'value Value, card: &str) -> Option<&'value Value> {
    let cards = checkout.get("cards").and_then(Value::as_array)?;
    cards.iter().find(|one| text(one, "id") == card)
}

async fn removed(page: &TestedPage<'_>, card: &str) -> CheckResult {
    let before = page.read().await?;
    // It may be sent again.
    for _ in 0..2 {
        let answer = page
            .change_card(Method::DELETE, &format!("/{card}"))
            .await?;
        let checkout = answer.good(ProtocolSection::Cards)?;
        hold(
            shown(checkout, card).is_none(),
            ProtocolSection::Cards,
            || String::from("a card that was removed is still in the list"),
        )?;
    }
    let answer = page.pay(&new_key()?, &press(&before)?).await?;
    answer.refused(ProtocolSection::Cards, 404, &["card.unknown"])
}

async fn restored(page: &TestedPage<'_>, card: &str) -> CheckResult {
    for _ in 0..2 {
        let below = format!("/{card}/restore");
        let answer = page.change_card(Method::POST, &below).await?;
        let checkout = answer.good(ProtocolSection::Cards)?;
        hold(
            shown(checkout, card).is_some(),
            ProtocolSection::Cards,
            || String::from("a card that was brought back is not in the list"),
        )?;
    }
    Ok(())
}

async fn made_default(page: &TestedPage<'_>, card: &str) -> CheckResult {
    for _ in 0..2 {
        let below = format!("/{card}/default");
        let answer = page.change_card(Method::POST, &below).await?;
        let checkout = answer.good(ProtocolSection::Cards)?;
        let is_default = shown(checkout, card).and_then(|card| card.get("default"));
        hold(
            is_default == Some(&Value::Bool(true)),
            ProtocolSection::Cards,
            || String::from("a card that was made the default one is not"),
        )?;
    }
    Ok(())
}

async fn unknown(page: &TestedPage<'_>) -> CheckResult {
    let none = format!("/card_{}", new_key()?);
    for (method, below) in [
        (Method::DELETE, none.clone()),
        (Method::POST, format!("{none}/restore")),
        (Method::POST, format!("{none}/default")),
    ] {
        let answer = page.change_card(method, &below).await?;
        answer.refused(ProtocolSection::Cards, 404, &["card.unknown"])?;
    }
    Ok(())
}
