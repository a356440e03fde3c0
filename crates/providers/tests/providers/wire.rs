//! Requests and answers as they stand on the wire.

use oneclick_providers::{Call, HttpMethod, HttpRequest, HttpResponse, Outcome, PaymentStatus};
use oneclick_rules::Amount;
use proptest::prelude::ProptestConfig;
use serde_json::{Value, json};

/// How many cases a property is tried with where `ONECLICK_CASES` names no
/// other number: so few that a debug build is done in seconds.
const CASES: u32 = 2_000;

/// What every property of a reader is tried with:
/// `#![proptest_config(crate::wire::cases())]`.
pub(crate) fn cases() -> ProptestConfig {
    let named = std::env::var("ONECLICK_CASES").ok();
    ProptestConfig {
        cases: named.map_or(CASES, |number| number.parse().unwrap()),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What holds a request.
pub(crate) trait Asks {
    fn asks(&self) -> &HttpRequest;
}

impl Asks for HttpRequest {
    fn asks(&self) -> &HttpRequest {
        self
    }
}

impl<T> Asks for Call<T> {
    fn asks(&self) -> &HttpRequest {
        self.request()
    }
}

/// The request of a call, by itself.
pub(crate) fn sent<T>(call: Call<T>) -> HttpRequest {
    call.into_parts().0
}

/// A request as text.
pub(crate) fn shown(request: &impl Asks) -> String {
    let request = request.asks();
    let method = match request.method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
    };
    let mut out = format!("{method} {}\n", request.url.expose());
    for (name, value) in &request.headers {
        out.extend([name, ": ", value.expose(), "\n"]);
    }
    out.push('\n');
    out.push_str(core::str::from_utf8(&request.body).unwrap());
    out
}

pub(crate) fn response<'a>(
    status: u16,
    content_type: Option<&'a str>,
    body: &'a [u8],
) -> HttpResponse<'a> {
    HttpResponse {
        status,
        content_type,
        body,
    }
}

/// The cases of a file.
pub(crate) fn table(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

/// Compares an answer with what a case expects of it. What the case does not
/// name is not compared, but for the outcome.
pub(crate) fn check(answer: &PaymentStatus, case: &Value) {
    assert_eq!(answer.outcome.as_str(), case["outcome"], "{case}");
    if let Outcome::Declined(reason) = answer.outcome {
        assert_eq!(reason.as_str(), case["reason"], "{case}");
    }
    if let Outcome::ActionRequired { url, lifetime, .. } = &answer.outcome {
        assert_eq!(
            json!([url, lifetime]),
            json!([case["url"], case["lifetime"]]),
            "{case}"
        );
    }
    if let Some(id) = case.get("payment_id") {
        assert_eq!(json!(answer.provider_payment_id), *id, "{case}");
    }
    if let Some(reference) = case.get("reference") {
        assert_eq!(json!(answer.reference), *reference, "{case}");
    }
    if let Some(amount) = case.get("amount") {
        assert_eq!(json!(answer.amount.map(Amount::minor)), *amount, "{case}");
    }
    if let (Some(currency), Some(amount)) = (case.get("currency"), answer.amount) {
        assert_eq!(amount.currency().as_str(), currency, "{case}");
    }
    if let Some(detail) = case.get("detail") {
        assert_eq!(answer.detail, *detail, "{case}");
    }
    if let Some(dispute) = case.get("dispute") {
        let told = answer.dispute.map(oneclick_providers::Dispute::as_str);
        assert_eq!(json!(told), *dispute, "{case}");
    }
}
