//! CertiTrade's callbacks ("Process", section "Callback"): a form with a hash.

use super::id::is_id;
use super::signing::Signer;
use super::words::known_function;
use crate::encoding::form_decoded;
use crate::notification::{IncomingNotification, NotAuthentic, Notification, NotificationSubject};

/// The form: names and values as they stand behind their escapes.
struct CallbackForm(Vec<(Vec<u8>, Vec<u8>)>);

/// Tells what a callback is about, once its `sha256code` is right: HMAC of
/// `paymentid`, `merchantid`, `function`, `description` and `timestamp`.
///
/// Nothing stands between the parts, so that another cut has the same hash:
/// the merchant's id must be ours, the function letters, and the time stamp of
/// its length.
pub(super) fn read(
    signer: &Signer,
    incoming: &IncomingNotification<'_>,
) -> Result<Notification, NotAuthentic> {
    let form = CallbackForm::parse(incoming.body).ok_or(NotAuthentic("not a form"))?;
    let part = |name| form.value(name).ok_or(NotAuthentic("a part is missing"));
    let payment = part("paymentid")?;
    let merchant = part("merchantid")?;
    let function = part("function")?;
    let description = form.value("description").unwrap_or_default();
    let timestamp = part("timestamp")?;
    let parts = [payment, merchant, function, description, timestamp];
    if !signer.has_signed(&parts, part("sha256code")?) {
        return Err(NotAuthentic("sha256code is wrong"));
    }
    if merchant != signer.merchant_id.to_string().as_bytes() {
        return Err(NotAuthentic("merchantid is another's"));
    }
    if function.is_empty() || !function.iter().all(u8::is_ascii_uppercase) {
        return Err(NotAuthentic("function is none"));
    }
    if timestamp.len() != TIMESTAMP || !timestamp.iter().all(u8::is_ascii_digit) {
        return Err(NotAuthentic("timestamp is none"));
    }
    let payment = core::str::from_utf8(payment).ok().filter(|id| is_id(id));
    let payment = payment.ok_or(NotAuthentic("paymentid is none"))?;
    Ok(Notification {
        about: NotificationSubject::Payment,
        reference: None,
        provider_payment_id: Some(String::from(payment)),
        proven: true,
        detail: detail(function, description),
    })
}

/// The most members of a form: six are documented.
const MEMBERS: usize = 32;
/// `YYYYMMDDhhmmss`.
const TIMESTAMP: usize = 14;
/// The digits of a documented description.
const DESCRIPTION: usize = 4;

/// Gives a listed function, and a description of the documented form.
fn detail(function: &[u8], description: &[u8]) -> String {
    let function = core::str::from_utf8(function).ok().and_then(known_function);
    let is_code = description.len() == DESCRIPTION && description.iter().all(u8::is_ascii_digit);
    let description = core::str::from_utf8(description).ok();
    let mut detail = format!("function {}", function.unwrap_or("not known"));
    if let Some(code) = description.filter(|_| is_code) {
        detail.extend([", description ", code]);
    }
    detail
}

impl CallbackForm {
    /// `application/x-www-form-urlencoded`; `None` for an escape that is none,
    /// for more members than a callback ever has, and where a name stands
    /// twice, because nobody can say which holds.
    fn parse(body: &[u8]) -> Option<Self> {
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for pair in body.split(|byte| *byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = form_decoded(halves.next()?)?;
            let value = form_decoded(halves.next().unwrap_or_default())?;
            if pairs.len() == MEMBERS || pairs.iter().any(|(known, _)| *known == name) {
                return None;
            }
            pairs.push((name, value));
        }
        Some(Self(pairs))
    }

    fn value(&self, name: &str) -> Option<&[u8]> {
        let found = self.0.iter().find(|(known, _)| known == name.as_bytes());
        found.map(|(_, value)| value.as_slice())
    }
}
