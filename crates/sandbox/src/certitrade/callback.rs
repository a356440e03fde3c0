//! The callback: what CertiTrade tells while the shopper is in the pay window
//! (reference/process.md, Callback).

use super::payment::{CertitradePayment, CertitradeState};
use super::signature;
use crate::clock;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;
use crate::settings::Credentials;

const FORM: &str = "application/x-www-form-urlencoded";

/// The members that are signed, in this order.
const NAMES: [&str; 5] = [
    "paymentid",
    "merchantid",
    "function",
    "description",
    "timestamp",
];

/// Tells about a payment, if it has a callback address.
pub(super) fn notification(
    own: &Credentials,
    payment: &CertitradePayment,
    forged: bool,
    now: u64,
) -> Option<ProviderNotification> {
    let url = payment.callback_url.clone()?;
    let (function, description) = payment.callback.unwrap_or(match payment.state {
        CertitradeState::WaitingForApproval
        | CertitradeState::ReadyForCapture
        | CertitradeState::Captured => ("APPROVE", "1001"),
        CertitradeState::Failed => ("DECLINE", "2002"),
        CertitradeState::Cancelled => ("CANCEL", "3001"),
        CertitradeState::Created | CertitradeState::Pending => ("ERROR", "4004"),
    });
    let (id, timestamp) = (&payment.base.id, clock::stamp(now));
    let key = if forged { "notthekey" } else { &own.key };
    let values = [id, own.id.as_str(), function, description, &timestamp];
    let code = signature::sign(key, &values.map(str::as_bytes));
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(NAMES.into_iter().zip(values))
        .append_pair("sha256code", &code)
        .finish();
    let (provider, reference) = (SandboxProvider::Certitrade, &payment.base.reference);
    // Assumed: the documents do not say what to answer.
    Some(ProviderNotification::new(
        provider, reference, url, FORM, body,
    ))
}
