//! Finpay's notifications and their signature.
//!
//! "Notification/callback": `signature` is the HMAC-SHA512, in hex, of the
//! JSON of all other members under the merchant key. Which JSON is not said,
//! so both are tried: the body as it came with the member cut out, and what
//! PHP's `json_encode` makes of it, as the official plugin for `WooCommerce`
//! does.

use core::fmt::Write as _;

use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use sha2::Sha512;

use super::response::{OrderFields, ResultFields, payment_id};
use super::words::PaymentWord;
use crate::fields::{Field, FilledText, Object, parsed};
use crate::notification::{NotAuthentic, Notification, NotificationSubject};
use crate::purchase::AttemptReference;
use crate::secret::Secret;

const SIGNATURE: &str = "signature";

/// A notification.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CallbackFields {
    signature: Field<FilledText>,
    order: Field<Object<OrderFields>>,
    result: Field<Object<ResultFields>>,
}

/// Tells what a notification is about. One whose signature does not fit is read all
/// the same, and says that it is not proven.
pub(super) fn read(key: &Secret, body: &[u8]) -> Result<Notification, NotAuthentic> {
    let callback: Field<Object<CallbackFields>> =
        parsed(body).ok_or(NotAuthentic("the body is not JSON"))?;
    let text = core::str::from_utf8(body).map_err(|_| NotAuthentic("the body is not text"))?;
    let no_signature = NotAuthentic("there is no signature");
    let callback = callback.object().ok_or(no_signature)?;
    let signature = callback.signature.text().ok_or(no_signature)?;
    let signed = without_signature(text).ok_or(no_signature)?;
    let proven = hex::decode(signature).is_ok_and(|signature| {
        fits(key, &signed, &signature) || fits(key, &as_php(&signed), &signature)
    });
    Ok(notification(callback, proven))
}

fn notification(callback: &CallbackFields, proven: bool) -> Notification {
    let order = callback.order.object();
    let status = callback
        .result
        .object()
        .and_then(|result| result.payment.object())
        .and_then(|payment| payment.status.text())
        .map(PaymentWord::of);
    let about = match status {
        Some((PaymentWord::Refunded | PaymentWord::PartlyRefunded, _)) => {
            NotificationSubject::Refund
        }
        Some(_) => NotificationSubject::Payment,
        None if order.is_some() => NotificationSubject::Payment,
        None => NotificationSubject::Other,
    };
    let word = match status {
        Some((_, word)) => word.unwrap_or("not listed"),
        None => "absent",
    };
    Notification {
        about,
        reference: order
            .and_then(|order| AttemptReference::parse(order.id.text()?))
            .map(|reference| String::from(reference.as_str())),
        provider_payment_id: order
            .and_then(|order| order.reference.text())
            .and_then(payment_id),
        proven,
        detail: format!("status {word}"),
    }
}

/// Tells whether the signature fits the text; the comparison takes the same time
/// wherever they differ.
fn fits(key: &Secret, text: &str, signature: &[u8]) -> bool {
    // A key of any length is taken.
    Hmac::<Sha512>::new_from_slice(key.expose().as_bytes()).is_ok_and(|mut mac| {
        mac.update(text.as_bytes());
        mac.verify_slice(signature).is_ok()
    })
}

/// Gives a JSON object without its member `signature` and the comma beside it, and
/// otherwise byte for byte as it was. `None` where there is none whose value
/// is a text.
fn without_signature(text: &str) -> Option<String> {
    let mut depth = 0_usize;
    // Where the last comma or opening brace stands, while no string has
    // followed it: in the outermost object, that is a name.
    let mut before = None;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => {
                let end = string_end(text, at)?;
                let opened = before.take();
                if depth == 1
                    && let Some(opened) = opened
                    && decoded(text.get(at..end)?)? == SIGNATURE
                {
                    return cut(text, opened, at, end);
                }
                at = end;
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                before = Some(at);
            }
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b',' => before = Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Cuts the member out whose name stands from `name` to `name_end`, behind the
/// comma or brace at `opened`.
fn cut(text: &str, opened: usize, name: usize, name_end: usize) -> Option<String> {
    let colon = after_white(text, name_end)?;
    let value = after_white(text, colon + 1)?;
    let end = string_end(text, value)?;
    let next = after_white(text, end)?;
    let bytes = text.as_bytes();
    let (from, to) = match (bytes.get(opened)?, bytes.get(next)?) {
        (b',', _) => (opened, end),
        (_, b',') => (name, after_white(text, next + 1)?),
        _ => (name, end),
    };
    Some([text.get(..from)?, text.get(to..)?].concat())
}

/// The first byte from `at` on that is not white space.
fn after_white(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let white = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
    Some(at + white.count())
}

/// Tells where the JSON string that begins at `at` has ended.
fn string_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if *bytes.get(at)? != b'"' {
        return None;
    }
    let mut at = at + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Gives a JSON string, quotes and all, as the text that it means.
fn decoded(string: &str) -> Option<String> {
    serde_json::from_str(string).ok()
}

/// JSON as PHP's `json_encode` writes it by default: no white space, `/` as
/// `\/`, all but ASCII as `\uXXXX`. Members keep their order, numbers stay as
/// they stood.
fn as_php(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(letter) = rest.chars().next() {
        let string = (letter == '"')
            .then(|| rest.split_at_checked(string_end(rest, 0)?))
            .flatten();
        if let Some((string, after)) = string {
            push_as_php(&decoded(string).unwrap_or_default(), &mut out);
            rest = after;
            continue;
        }
        if !letter.is_ascii_whitespace() {
            out.push(letter);
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    out
}

fn push_as_php(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='\u{7f}' => out.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a text does not fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}
