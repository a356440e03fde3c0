//! The callback: what CertiTrade tells while the shopper is in the pay window
//! (reference/process.md, Callback).

use super::payment::{Payment, State};
use super::signature;
use crate::clock;
use crate::notice::Notice;
use crate::provider::Provider;
use crate::settings::Credentials;

/// How often it is tried, and how far apart in milliseconds (assumed).
const ATTEMPTS: u32 = 3;
const APART: u64 = 60_000;

/// What is told about a payment, if it has a callback address.
pub(super) fn notice(
    own: &Credentials,
    payment: &Payment,
    forged: bool,
    now: u64,
) -> Option<Notice> {
    let url = payment.asked.callback_url.clone()?;
    let (function, description) = payment.told.unwrap_or(match payment.state {
        State::WaitingForApproval | State::ReadyForCapture | State::Captured => ("APPROVE", "1001"),
        State::Failed => ("DECLINE", "2002"),
        State::Cancelled => ("CANCEL", "3001"),
        State::Created | State::Pending => ("ERROR", "4004"),
    });
    let (id, timestamp) = (payment.id.to_string(), clock::stamp(now));
    let key = if forged { "notthekey" } else { &own.key };
    let signed = [&id, own.id.as_str(), function, description, &timestamp].map(str::as_bytes);
    let code = signature::sign(key, &signed);
    Some(Notice {
        provider: Provider::Certitrade,
        reference: payment.asked.reference.clone(),
        url,
        content_type: "application/x-www-form-urlencoded",
        authorization: None,
        // No member needs escaping: digits, capitals, hexadecimal digits.
        body: format!(
            "paymentid={id}&merchantid={}&function={function}&description={description}\
             &timestamp={timestamp}&sha256code={code}",
            own.id
        ),
        attempts: ATTEMPTS,
        apart: APART,
        // Assumed: the documents do not say what to answer.
        accepts: |http| (200..300).contains(&http),
    })
}
