//! A payment that succeeds: charged once, whatever is sent again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::call::CallAnswer;
use crate::checked::{CheckResult, hold, not_offered};
use crate::page::{Kit, TestedPage, id_of, new_key, press, set, with};
use crate::received::{expect_state, is_left_out, text, whole};
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::SessionCase;

/// A page that has paid.
struct PaidPage<'kit> {
    page: TestedPage<'kit>,
    key: String,
    body: Value,
    payment: Value,
}

/// Pays, and sends the same and other requests again.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    report.add(
        "refuses another amount than the order's, and tells the right one",
        other_amount(kit).await,
    )?;
    report.add(
        "refuses a card that is not the customer's",
        other_card(kit).await,
    )?;
    report.add(
        "takes a key that was refused before",
        key_after_refusal(kit).await,
    )?;
    let paid = match pay(kit).await {
        Ok(paid) => {
            report.add("pays", Ok(()))?;
            paid
        }
        Err(ended) => return report.add("pays", Err(ended)),
    };
    report.add(
        "answers the same request again with its payment",
        same(&paid).await,
    )?;
    report.add(
        "binds a key neither to the code nor to `previous_payment`",
        unbound(&paid).await,
    )?;
    report.add(
        "refuses a used key with another request",
        reused(&paid).await,
    )?;
    report.add(
        "answers another key with the payment that has paid the order",
        another_key(&paid).await,
    )?;
    report.add(
        "reads the payment with the checkout",
        read_back(&paid).await,
    )?;
    report.add(
        "shows the payment in another session of the order",
        another_session(kit, &paid).await,
    )?;
    report.add(
        "leaves a payment that has ended as it is",
        given_up(&paid).await,
    )
}

async fn begin(kit: Kit<'_>) -> CheckResult<(TestedPage<'_>, Value)> {
    let page = kit.page(SessionCase::Paid).await?;
    let body = press(&page.read().await?)?;
    Ok((page, body))
}

async fn other_amount(kit: Kit<'_>) -> CheckResult {
    let (page, body) = begin(kit).await?;
    let right = whole(&body, "amount").unwrap_or_default();
    let other = with(&body, "amount", json!(right + 1));
    let answer = page.pay(&new_key()?, &other).await?;
    answer.refused(ProtocolSection::Pay, 409, &["amount.changed"])?;
    let told = whole(&answer.body, "amount") == Some(right)
        && answer.text("currency") == text(&body, "currency");
    hold(told, ProtocolSection::Serving, || {
        String::from("`amount.changed` must have the order's `amount` and `currency`")
    })
}

async fn other_card(kit: Kit<'_>) -> CheckResult {
    let (page, body) = begin(kit).await?;
    let card = text(&body, "card");
    // Of the same form: its last character is another one.
    let (rest, last) = card.split_at(card.len().saturating_sub(1));
    let other = format!("{rest}{}", if last == "A" { "B" } else { "A" });
    let answer = page
        .pay(&new_key()?, &with(&body, "card", json!(other)))
        .await?;
    answer.refused(ProtocolSection::Pay, 404, &["card.unknown"])
}

async fn key_after_refusal(kit: Kit<'_>) -> CheckResult {
    let (page, body) = begin(kit).await?;
    let key = new_key()?;
    let right = whole(&body, "amount").unwrap_or_default();
    let other = with(&body, "amount", json!(right + 1));
    page.pay(&key, &other).await?;
    let answer = page.pay(&key, &body).await?;
    answer.good(ProtocolSection::Common)?;
    answer.replayed(false)
}

async fn pay(kit: Kit<'_>) -> CheckResult<PaidPage<'_>> {
    let (page, body) = begin(kit).await?;
    let key = new_key()?;
    let answer = page.pay(&key, &body).await?;
    let payment = answer.good(ProtocolSection::Pay)?.clone();
    expect_state(&payment, "succeeded", "paying with the case `paid`")?;
    answer.replayed(false)?;
    for member in ["amount", "currency", "card"] {
        hold(
            payment.get(member) == body.get(member),
            ProtocolSection::Payment,
            || format!("`{member}` of the payment is not that of the request"),
        )?;
    }
    Ok(PaidPage {
        page,
        key,
        body,
        payment,
    })
}

/// Sends a request and expects the payment that is there.
async fn expect_same(paid: &PaidPage<'_>, key: &str, body: &Value, replayed: bool) -> CheckResult {
    let answer = paid.page.pay(key, body).await?;
    let payment = answer.good(ProtocolSection::Common)?;
    let section = if replayed {
        ProtocolSection::Common
    } else {
        ProtocolSection::Serving
    };
    hold(id_of(payment) == id_of(&paid.payment), section, || {
        String::from("it was answered with another payment: the shopper may be charged twice")
    })?;
    expect_state(payment, "succeeded", "the same payment")?;
    answer.replayed(replayed)
}

async fn same(paid: &PaidPage<'_>) -> CheckResult {
    expect_same(paid, &paid.key, &paid.body, true).await?;
    expect_same(paid, &paid.key, &paid.body, true).await
}

async fn unbound(paid: &PaidPage<'_>) -> CheckResult {
    let mut body = with(&paid.body, "previous_payment", json!(id_of(&paid.payment)));
    if paid.body.get("cvc").is_some() {
        let code = text(&paid.body, "cvc").replace('1', "9");
        set(&mut body, "cvc", json!(code));
    }
    expect_same(paid, &paid.key, &body, true).await
}

async fn reused(paid: &PaidPage<'_>) -> CheckResult {
    let right = whole(&paid.body, "amount").unwrap_or_default();
    let body = with(&paid.body, "amount", json!(right + 1));
    let answer = paid.page.pay(&paid.key, &body).await?;
    answer.refused(ProtocolSection::Common, 422, &["idempotency_key.reused"])
}

async fn another_key(paid: &PaidPage<'_>) -> CheckResult {
    expect_same(paid, &new_key()?, &paid.body, false).await?;
    // Nor does a page that has seen the payment pay twice.
    let body = with(&paid.body, "previous_payment", json!(id_of(&paid.payment)));
    expect_same(paid, &new_key()?, &body, false).await
}

async fn read_back(paid: &PaidPage<'_>) -> CheckResult {
    let payment = paid.page.payment().await?;
    hold(
        id_of(&payment) == id_of(&paid.payment),
        ProtocolSection::Checkout,
        || String::from("`payment` is not the order's newest one"),
    )?;
    expect_state(&payment, "succeeded", "reading the checkout")
}

async fn another_session(kit: Kit<'_>, paid: &PaidPage<'_>) -> CheckResult {
    let amount = whole(&paid.payment, "amount").and_then(|amount| u64::try_from(amount).ok());
    let amount = amount.unwrap_or(crate::page::AMOUNT);
    let other = kit
        .page_of(SessionCase::Paid, &paid.page.order, amount)
        .await?;
    let checkout = other.read().await?;
    let first = paid.page.read().await?;
    if text(&checkout, "order") != text(&first, "order") {
        return not_offered("the session command makes another order of the same ONECLICK_ORDER");
    }
    let payment = checkout.get("payment").cloned().unwrap_or_default();
    hold(
        id_of(&payment) == id_of(&paid.payment),
        ProtocolSection::Checkout,
        || String::from("`payment` of another session of the order is not the order's"),
    )?;
    let mut body = paid.body.clone();
    if let Some(card) = checkout.pointer("/cards/0/id") {
        set(&mut body, "card", card.clone());
    }
    let answer = other.pay(&new_key()?, &body).await?;
    let payment = answer.good(ProtocolSection::Pay)?;
    hold(
        id_of(payment) == id_of(&paid.payment),
        ProtocolSection::Serving,
        || {
            String::from(
                "another session of the order began another payment: the shopper is charged twice",
            )
        },
    )
}

async fn given_up(paid: &PaidPage<'_>) -> CheckResult {
    let id = id_of(&paid.payment);
    let answer = paid.page.cancel(id).await?;
    if is_left_out(&answer) {
        return not_offered("there is no `cancel`");
    }
    expect_state(
        answer.good(ProtocolSection::Cancel)?,
        "succeeded",
        "giving it up",
    )?;
    let call = paid.page.call(Method::GET, "", CallAnswer::Checkout);
    let checkout = paid.page.send(call).await?;
    let payment = checkout.body.get("payment").cloned().unwrap_or_default();
    expect_state(&payment, "succeeded", "after it was given up")
}
