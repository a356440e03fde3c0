//! Requests that are refused before anything is looked up: each by its own code.

use reqwest::Method;
use serde_json::{Value, json};

use crate::call::{CallAnswer, EndpointCall};
use crate::checked::{CheckResult, hold, not_offered};
use crate::page::{Kit, TestedPage, new_key, press, with, without};
use crate::received::is_left_out;
use crate::report::ConformanceReport;
use crate::section::ProtocolSection;
use crate::session_source::{SessionCase, ShopperToken};

/// A request and how it is refused.
struct RefusedForm {
    name: &'static str,
    call: EndpointCall,
    section: ProtocolSection,
    status: u16,
    codes: &'static [&'static str],
}

/// Sends each request that is of a wrong form, and sees that none of them began a payment.
pub async fn run(kit: Kit<'_>, report: &mut ConformanceReport<'_, '_>) -> anyhow::Result<()> {
    let begun = begin(kit).await;
    let (page, body) = match begun {
        Ok(begun) => begun,
        Err(ended) => return report.add("reads a checkout", Err(ended)),
    };
    report.add("reads a checkout", Ok(()))?;
    let mut all = Vec::new();
    match requests(kit, &page, &body) {
        Ok(requests) => all.extend(requests),
        Err(ended) => report.add("makes keys", Err(ended))?,
    }
    for form in all {
        let ended = refused(&page, form.call, form.section, form.status, form.codes);
        report.add(form.name, ended.await)?;
    }
    report.add(
        "leaves the order unpaid after requests that it refused",
        unpaid(&page).await,
    )
}

async fn begin(kit: Kit<'_>) -> CheckResult<(TestedPage<'_>, Value)> {
    let page = kit.page(SessionCase::Paid).await?;
    let checkout = page.read().await?;
    hold(
        checkout.get("payment").is_none_or(Value::is_null),
        ProtocolSection::Checkout,
        || {
            String::from(
                "`payment` is there before anybody has paid: the session command must make an order that nobody has paid",
            )
        },
    )?;
    Ok((page, press(&checkout)?))
}

async fn refused(
    page: &TestedPage<'_>,
    call: EndpointCall,
    section: ProtocolSection,
    status: u16,
    codes: &[&str],
) -> CheckResult {
    let is_cancel = call.below == "/cancel";
    let answer = page.send(call).await?;
    if is_cancel && is_left_out(&answer) {
        return not_offered("there is no `cancel`");
    }
    answer.refused(section, status, codes)
}

async fn unpaid(page: &TestedPage<'_>) -> CheckResult {
    let payment = page.payment().await?;
    hold(payment.is_null(), ProtocolSection::Pay, || {
        String::from("one of the refused requests above has begun a payment")
    })
}

fn requests(kit: Kit<'_>, page: &TestedPage<'_>, body: &Value) -> CheckResult<Vec<RefusedForm>> {
    let mut all = of_head(kit, page, body)?;
    all.extend(of_keys(page, body));
    all.extend(of_members(page, body)?);
    Ok(all)
}

fn of_head(kit: Kit<'_>, page: &TestedPage<'_>, body: &Value) -> CheckResult<Vec<RefusedForm>> {
    let key = new_key()?;
    let unknown = ShopperToken::new(format!("unknown{}", new_key()?));
    let anybody = |method| kit.endpoint.call(method, "", CallAnswer::Checkout);
    let paying = |media_type: &str, bytes: Vec<u8>| {
        page.call(Method::POST, "", CallAnswer::Payment)
            .header("Idempotency-Key", &key)
            .raw(media_type, bytes)
    };
    let text = body.to_string().into_bytes();
    let large = with(body, "card", json!("x".repeat(17_000)));
    let large = large.to_string().into_bytes();
    let form = |name, call, section, status, codes| RefusedForm {
        name,
        call,
        section,
        status,
        codes,
    };
    let (common, api) = (ProtocolSection::Common, ProtocolSection::CheckoutApi);
    Ok(vec![
        form(
            "refuses a request without a token",
            anybody(Method::GET),
            common,
            401,
            &["token.missing"],
        ),
        form(
            "refuses an unknown token",
            anybody(Method::GET).by(&unknown),
            common,
            401,
            &["token.unknown"],
        ),
        form(
            "refuses a payment with an unknown token",
            anybody(Method::POST)
                .by(&unknown)
                .header("Idempotency-Key", &key)
                .json(body),
            common,
            401,
            &["token.unknown"],
        ),
        form(
            "refuses a call that there is not",
            page.call(Method::GET, "/conformance", CallAnswer::Nothing),
            api,
            404,
            &["route.unknown"],
        ),
        form(
            "refuses another method",
            page.call(Method::PUT, "", CallAnswer::Nothing).json(body),
            api,
            405,
            &["method.refused"],
        ),
        form(
            "refuses a body that is not announced as JSON",
            paying("text/plain", text),
            common,
            415,
            &["request.media_type"],
        ),
        form(
            "refuses a body of more than 16 kB",
            paying("application/json", large),
            common,
            413,
            &["request.too_large"],
        ),
        form(
            "refuses a body that is not JSON",
            paying("application/json", b"{\"card\":".to_vec()),
            common,
            400,
            &["request.json"],
        ),
        form(
            "refuses a body that is no object",
            paying("application/json", b"[]".to_vec()),
            ProtocolSection::Doubt,
            400,
            &["request.field"],
        ),
    ])
}

fn of_keys(page: &TestedPage<'_>, body: &Value) -> Vec<RefusedForm> {
    let keyless = page.call(Method::POST, "", CallAnswer::Payment).json(body);
    let form = |name, call, codes| RefusedForm {
        name,
        call,
        section: ProtocolSection::Common,
        status: 400,
        codes,
    };
    vec![
        form(
            "refuses a payment without a key",
            keyless,
            &["idempotency_key.missing"][..],
        ),
        form(
            "refuses a key that is too short",
            page.paying("short", body),
            &["idempotency_key.format"],
        ),
        form(
            "refuses a key of other characters",
            page.paying("a key with spaces in it", body),
            &["idempotency_key.format"],
        ),
        form(
            "refuses a key that stands for nothing",
            page.paying("undefined", body),
            &["idempotency_key.format", "idempotency_key.placeholder"],
        ),
    ]
}

fn of_members(page: &TestedPage<'_>, body: &Value) -> CheckResult<Vec<RefusedForm>> {
    let changed = [
        (
            "refuses an unknown member",
            with(body, "conformance", json!(1)),
        ),
        (
            "refuses an amount that is null",
            with(body, "amount", Value::Null),
        ),
        (
            "refuses an amount that is a text",
            with(body, "amount", json!("995")),
        ),
        (
            "refuses an amount that is not whole",
            with(body, "amount", json!(9.5)),
        ),
        ("refuses an amount of 0", with(body, "amount", json!(0))),
        (
            "refuses a currency in small letters",
            with(body, "currency", json!("eur")),
        ),
        (
            "refuses a payment that leaves `previous_payment` out",
            without(body, "previous_payment"),
        ),
        (
            "refuses a payment without a card",
            without(&without(body, "card"), "cvc"),
        ),
        (
            "refuses a stored card and a new one at once",
            with(body, "new_card", json!({ "save": null })),
        ),
    ];
    let mut all = Vec::new();
    for (name, body) in changed {
        all.push(RefusedForm {
            name,
            call: page.paying(&new_key()?, &body),
            section: ProtocolSection::Common,
            status: 400,
            codes: &["request.field"],
        });
    }
    let cancel = page.call(Method::POST, "/cancel", CallAnswer::Payment);
    all.push(RefusedForm {
        name: "refuses to give up what is not named",
        call: cancel.clone().json(&json!({})),
        section: ProtocolSection::Common,
        status: 400,
        codes: &["request.field"],
    });
    let other = json!({ "previous_payment": format!("pay_{}", new_key()?) });
    all.push(RefusedForm {
        name: "refuses to give up a payment of another order",
        call: cancel.json(&other),
        section: ProtocolSection::Cancel,
        status: 404,
        codes: &["payment.unknown"],
    });
    Ok(all)
}
