//! The callback: what Finpay tells about a payment
//! (after-payment/notification-callback).

use std::fmt::Write as _;

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha512;

use super::answer;
use super::payment::FinpayPayment;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;

/// How often it is tried, and how far apart in milliseconds (assumed).
const ATTEMPTS: u32 = 3;
const APART: u64 = 60_000;

/// What a callback's signature is made over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Signing {
    /// As the documents' PHP makes it: `json_encode` with its defaults.
    #[default]
    Php,
    /// The members as they are sent.
    Raw,
    /// Made with another key.
    Wrong,
}

/// The body, in the documents' order of members.
#[derive(Serialize)]
struct CallbackBody {
    customer: Value,
    order: CallbackOrder,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<Value>,
    #[serde(rename = "sourceOfFunds")]
    source: Value,
    meta: Value,
    result: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

#[derive(Serialize)]
struct CallbackOrder {
    id: String,
    reference: String,
    amount: u64,
    currency: &'static str,
}

/// Tells about a payment, if it has a callback address. That the
/// one-click call leads to one too is assumed.
pub(super) fn notification(
    key: &str,
    signing: Signing,
    payment: &FinpayPayment,
) -> Option<ProviderNotification> {
    let url = payment.urls.callback.clone()?;
    let mut body = CallbackBody {
        customer: json!({ "id": payment.customer }),
        order: CallbackOrder {
            id: payment.base.reference.clone(),
            reference: payment.number.clone(),
            amount: payment.base.shown_amount(),
            currency: "IDR",
        },
        card: answer::card(payment),
        source: json!({ "type": "cc" }),
        meta: json!({ "data": payment.meta }),
        result: answer::result(payment),
        signature: None,
    };
    let members = serde_json::to_string(&body).ok()?;
    body.signature = Some(match signing {
        Signing::Php => sign(key, &php(&members)),
        Signing::Raw => sign(key, &members),
        Signing::Wrong => sign("not-the-key", &php(&members)),
    });
    Some(ProviderNotification {
        provider: SandboxProvider::Finpay,
        reference: payment.base.reference.clone(),
        url,
        content_type: answer::JSON,
        authorization: None,
        body: serde_json::to_string(&body).ok()?,
        attempts: ATTEMPTS,
        apart: APART,
        accepts: |http| http == 200,
    })
}

fn sign(key: &str, members: &str) -> String {
    // A key of any length does for HMAC.
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(members.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Writes JSON as PHP's `json_encode` does by default: slashes and whatever is
/// not ASCII are escaped. Both stand in strings alone.
fn php(members: &str) -> String {
    let mut written = String::with_capacity(members.len());
    for character in members.chars() {
        match character {
            '/' => written.push_str("\\/"),
            _ if character.is_ascii() => written.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string does not fail.
                    let _ = write!(written, "\\u{unit:04x}");
                }
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_json_as_php_does() {
        // php -r 'echo json_encode(["a/b" => "É \u{1f600} \"x\"\n"]);'
        let text = json!({ "a/b": "É \u{1f600} \"x\"\n" }).to_string();
        assert_eq!(php(&text), r#"{"a\/b":"\u00c9 \ud83d\ude00 \"x\"\n"}"#);
    }

    #[test]
    fn signs_as_php_does() {
        // php -r 'echo hash_hmac("sha512", "{}", "key");'
        let signature = sign("key", "{}");
        assert!(signature.starts_with("55fabdaa182c70ee206b1214d44e350c"));
        assert_eq!(signature.len(), 128);
    }
}
