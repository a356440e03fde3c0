//! The callback: what Finpay tells about a payment
//! (after-payment/notification-callback).

use std::fmt::Write as _;

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha512;

use super::answer;
use super::payment::FinpayPayment;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;

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

/// A payment, and at the end the signature over all that stands before it.
#[derive(Serialize)]
struct CallbackBody {
    #[serde(flatten)]
    members: Value,
    signature: String,
}

/// Tells about a payment, if it has a callback address. That the
/// one-click call leads to one too is assumed.
pub(super) fn notification(
    key: &str,
    signing: Signing,
    payment: &FinpayPayment,
) -> Option<ProviderNotification> {
    let url = payment.urls.callback.clone()?;
    let members = answer::told(payment);
    let text = members.to_string();
    let signature = match signing {
        Signing::Php => sign(key, &php(&text)),
        Signing::Raw => sign(key, &text),
        Signing::Wrong => sign("not-the-key", &php(&text)),
    };
    let body = serde_json::to_string(&CallbackBody { members, signature }).ok()?;
    let (provider, reference) = (SandboxProvider::Finpay, &payment.base.reference);
    Some(ProviderNotification {
        accepts: |http| http == 200,
        ..ProviderNotification::new(provider, reference, url, answer::JSON, body)
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
        let text = serde_json::json!({ "a/b": "É \u{1f600} \"x\"\n" }).to_string();
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
