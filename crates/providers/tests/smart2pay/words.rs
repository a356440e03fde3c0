//! What the tests share: a provider, a reference, outcomes by name.

use oneclick_providers::smart2pay::{Settings, Smart2Pay};
use oneclick_providers::{HttpResponse, Outcome, Reference, Secret};

/// Our reference in every case.
pub(super) const REFERENCE: &str = "abcdefghijklmnopqrstuvwxyz";
/// The media type that the provider sends.
pub(super) const JSON: &str = "application/json; charset=utf-8";

pub(super) fn provider() -> Smart2Pay {
    Smart2Pay::new(Settings {
        base_url: String::from("https://securetest.smart2pay.com/"),
        site_id: 1010,
        api_key: Secret::new(String::from("gabi")),
    })
}

pub(super) fn reference() -> Reference {
    Reference::parse(REFERENCE).unwrap()
}

pub(super) fn response<'a>(
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

/// The name of an outcome in the tables.
pub(super) fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Authorised => "authorised",
        Outcome::Captured => "captured",
        Outcome::CapturePending => "capture_pending",
        Outcome::Declined(_) => "declined",
        Outcome::ActionRequired { .. } => "action_required",
        Outcome::Pending => "pending",
        Outcome::NotTaken => "not_taken",
        Outcome::Expired => "expired",
        Outcome::Cancelled => "cancelled",
        Outcome::Refunded => "refunded",
        Outcome::Unknown => "unknown",
    }
}
