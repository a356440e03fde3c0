//! What is said of a security code before the bank hears of it.

use oneclick_rules::{CvcPolicy, StoredCard};
use serde_json::{Value, json};

use crate::checked::{CheckResult, broken, hold, not_offered};
use crate::page::{Kit, TestedPage, new_key, picked, press, set, with, without};
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// Sends codes that the card's policy does not take.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    let begun = begin(kit, SessionCase::Paid).await;
    let (page, card, body) = match begun {
        Ok(begun) => begun,
        Err(ended) => return report.add("judges security codes", Err(ended)),
    };
    let takes_one = matches!(card.cvc, CvcPolicy::Required | CvcPolicy::Optional);
    let (letters, short) = (json!("12x"), json!("1"));
    for (name, rule, body, applies) in [
        (
            "refuses a payment without the code that its card needs",
            "cvc.missing",
            without(&body, "cvc"),
            card.cvc == CvcPolicy::Required,
        ),
        (
            "refuses a code with letters",
            "cvc.digits",
            with(&body, "cvc", letters),
            takes_one,
        ),
        (
            "refuses a code that is too short",
            "cvc.length",
            with(&body, "cvc", short),
            takes_one,
        ),
    ] {
        let ended = if applies {
            refused(&page, &body, rule).await
        } else {
            not_offered(format!("the card's `cvc` is `{}`", card.cvc))
        };
        report.add(name, ended)?;
    }
    report.add(
        "refuses a code that its card does not take",
        not_accepted(kit).await,
    )
}

/// Looks for a card that takes no code.
async fn not_accepted(kit: Kit<'_>) -> CheckResult {
    for case in [SessionCase::Paid, SessionCase::Declined, SessionCase::Page] {
        let (page, card, body) = begin(kit, case).await?;
        if matches!(card.cvc, CvcPolicy::Never | CvcPolicy::Hosted) {
            let body = with(&body, "cvc", json!("123"));
            return refused(&page, &body, "cvc.not_accepted").await;
        }
    }
    let (page, _, stored) = begin(kit, SessionCase::Paid).await?;
    let checkout = page.read().await?;
    if checkout.get("new_card").is_none_or(Value::is_null) {
        return not_offered("each card takes one, and there is no `new_card`");
    }
    let mut body = json!({ "new_card": { "save": null }, "cvc": "123" });
    for member in ["amount", "currency", "previous_payment"] {
        set(
            &mut body,
            member,
            stored.get(member).cloned().unwrap_or_default(),
        );
    }
    refused(&page, &body, "cvc.not_accepted").await
}

async fn begin(
    kit: Kit<'_>,
    case: SessionCase,
) -> CheckResult<(TestedPage<'_>, StoredCard, Value)> {
    let page = kit.page(case).await?;
    let checkout = page.read().await?;
    Ok((page, picked(&checkout)?, press(&checkout)?))
}

/// The element shows what is wrong beside the field, by `violations`.
async fn refused(page: &TestedPage<'_>, body: &Value, rule: &str) -> CheckResult {
    let answer = page.pay(&new_key()?, body).await?;
    answer.refused(ProtocolSection::Pay, 422, &[rule])?;
    let named = answer.body.get("violations").and_then(Value::as_array);
    let Some(named) = named else {
        return broken(
            ProtocolSection::Common,
            format!("{} has no `violations`", answer.in_words()),
        );
    };
    let has = named
        .iter()
        .any(|violation| violation.get("code").and_then(Value::as_str) == Some(rule));
    hold(has, ProtocolSection::Common, || {
        format!("`violations` of {} do not name it", answer.in_words())
    })
}
