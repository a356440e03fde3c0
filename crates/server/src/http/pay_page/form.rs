//! The form of a page as it was sent: read strictly, wiped afterwards.

use std::borrow::Cow;

use axum::extract::Request;
use http::header::CONTENT_TYPE;
use oneclick_rules::{
    Amount, CardId, Currency, IdempotencyKey, MessageKey, PaymentId, typed_digits,
};
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use crate::http::body::{bytes, check_encoding};
use crate::http::error::Error;
use crate::http::pay_page::opened::OpenedPage;
use crate::model::consent::Consent;
use crate::payments::create::requested_payment::{Means, RequestedPayment};

/// The most bytes of a form.
const MOST: usize = 16 * 1024;
/// What the name of a card's security code begins with.
const CVC: &str = "cvc-";

/// What the shopper asked for.
pub enum SubmittedForm {
    /// To pay.
    Pay(Box<RequestedPayment>),
    /// To give up the payment that is open on a provider's page.
    GiveUp(PaymentId),
}

/// The names of fields that a form may have, beside those of the codes.
const NAMES: [&str; 7] = [
    "do", "key", "amount", "currency", "previous", "card", "save",
];

/// The fields of a form, each there once.
struct FormFields<'a> {
    named: Vec<(&'static str, String)>,
    /// The form as it was sent: of its codes the one that is asked for is decoded alone.
    sent: &'a [u8],
}

impl SubmittedForm {
    /// Reads a request's form.
    ///
    /// # Errors
    /// Fails if it is no form, too large, slow, or a field is missing or wrong.
    pub async fn receive(page: &OpenedPage, request: Request) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        check_encoding(&parts.headers)?;
        let media_type = parts.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let media_type = media_type.and_then(|value| value.split(';').next());
        if media_type.is_none_or(|media_type| media_type.trim() != FORM) {
            return Err(Error::MediaType);
        }
        let bytes = bytes(&page.app, body, MOST).await?;
        Self::read(page, FormFields::of(&bytes)?)
    }

    fn read(page: &OpenedPage, mut fields: FormFields<'_>) -> Result<Self, Error> {
        let form = match fields.take("do")?.as_str() {
            "pay" => Self::Pay(Box::new(payment(page, &mut fields)?)),
            "give_up" => {
                let id = PaymentId::parse(&fields.take("previous")?);
                Self::GiveUp(id.map_err(|_| wrong("previous"))?)
            }
            _ => return Err(wrong("do")),
        };
        match fields.named.first() {
            Some((name, _)) => Err(wrong(name)),
            None => Ok(form),
        }
    }
}

/// What browsers announce a form as.
const FORM: &str = "application/x-www-form-urlencoded";

fn payment(page: &OpenedPage, fields: &mut FormFields<'_>) -> Result<RequestedPayment, Error> {
    let key = IdempotencyKey::parse(&fields.take("key")?);
    let key = key.map_err(|code| Error::rule(code, "key"))?;
    let amount = fields.take("amount")?.parse();
    let currency = Currency::parse(&fields.take("currency")?).map_err(|_| wrong("currency"))?;
    let amount = amount
        .ok()
        .and_then(|minor| Amount::new(minor, currency).ok());
    let previous = fields.take("previous")?;
    let previous = Some(previous).filter(|id| !id.is_empty());
    let previous = previous.map(|id| PaymentId::parse(&id)).transpose();
    let saves = fields.take("save").ok();
    let card = fields.take("card")?;
    let by = if card.is_empty() {
        Means::New {
            save: saves.map(|text| consent(page, text)).transpose()?,
        }
    } else {
        // A box that is ticked for a new card says nothing of another one.
        Means::Stored {
            cvc: fields.code(&card)?,
            card: CardId::parse(&card).map_err(|_| wrong("card"))?,
        }
    };
    Ok(RequestedPayment {
        key,
        by,
        amount: amount.ok_or_else(|| wrong("amount"))?,
        previous_payment: previous.map_err(|_| wrong("previous"))?,
        on_pay_page: true,
    })
}

/// Returns the consent to the text that the page shows, in its language.
fn consent(page: &OpenedPage, text: String) -> Result<Consent, Error> {
    if text != page.texts.get(MessageKey::NewCardConsent) {
        return Err(wrong("save"));
    }
    let now = page.app.deployment.clock().seconds();
    let language = String::from(page.texts.language.tag());
    Consent::check(text, language, now, now).map_err(|code| Error::rule(code, "save"))
}

fn wrong(field: &str) -> Error {
    Error::Field(String::from(field))
}

/// Returns the fields of a form, their names decoded and their values as they were sent.
fn pairs(sent: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, &[u8])> {
    let fields = sent.split(|byte| *byte == b'&');
    fields.filter(|field| !field.is_empty()).map(|field| {
        let at = field.iter().position(|byte| *byte == b'=');
        let (name, value) = field.split_at(at.unwrap_or(field.len()));
        let name = form_urlencoded::parse(name).next();
        let name = name.map_or(Cow::Borrowed(""), |(name, _)| name);
        (name, value.get(1..).unwrap_or_default())
    })
}

/// Decodes a value: in memory that is wiped, and large enough at once, because growing would
/// leave a copy behind. `None` if it is no text.
fn decoded(value: &[u8]) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(value.len()));
    for (place, part) in value.split(|byte| *byte == b'+').enumerate() {
        if place > 0 {
            bytes.push(b' ');
        }
        bytes.extend(percent_decode(part));
    }
    let text = String::from_utf8(core::mem::take(&mut *bytes));
    let text = text.map_err(|error| Zeroizing::new(error.into_bytes()));
    text.ok().map(Zeroizing::new)
}

impl<'a> FormFields<'a> {
    fn of(sent: &'a [u8]) -> Result<Self, Error> {
        let mut named: Vec<(&str, String)> = Vec::with_capacity(NAMES.len());
        for (name, value) in pairs(sent).filter(|(name, _)| !name.starts_with(CVC)) {
            let known = NAMES.into_iter().find(|known| *known == name);
            let name = known.ok_or_else(|| wrong(&name))?;
            if named.iter().any(|(known, _)| *known == name) {
                return Err(Error::Repeated(String::from("the form")));
            }
            let value = decoded(value).ok_or_else(|| wrong(name))?;
            named.push((name, String::clone(&value)));
        }
        Ok(Self { named, sent })
    }

    /// Takes a field that has to be there.
    fn take(&mut self, name: &'static str) -> Result<String, Error> {
        let at = self.named.iter().position(|(known, _)| *known == name);
        let at = at.ok_or_else(|| wrong(name))?;
        Ok(self.named.swap_remove(at).1)
    }

    /// Returns the code that was typed for a card, as digits, all of them: what is too long
    /// is refused and not cut. Those of the other cards are nobody's.
    fn code(&self, card: &str) -> Result<Option<Zeroizing<String>>, Error> {
        let mut typed = pairs(self.sent).filter(|(name, _)| name.strip_prefix(CVC) == Some(card));
        let Some((_, value)) = typed.next() else {
            return Ok(None);
        };
        if typed.next().is_some() {
            return Err(Error::Repeated(String::from(CVC)));
        }
        let typed = decoded(value).ok_or_else(|| wrong(CVC))?;
        let digits = Zeroizing::new(typed_digits(&typed, usize::MAX));
        Ok(Some(digits).filter(|digits| !digits.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_no_page_has_is_refused_before_the_others_are_read() {
        let many: Vec<String> = (0..2_000).map(|n| format!("a{n}=")).collect();
        let sent = many.join("&");
        let refused = FormFields::of(sent.as_bytes()).err();
        assert!(matches!(refused, Some(Error::Field(name)) if name == "a0"));
        for sent in ["do=pay&do=pay", "d%6F=pay&do=pay"] {
            let refused = FormFields::of(sent.as_bytes()).err();
            assert!(matches!(refused, Some(Error::Repeated(_))), "{sent}");
        }
    }

    #[test]
    fn the_code_of_the_card_that_is_asked_for_is_read_alone_and_leaves_no_copy() {
        let sent = b"cvc-a=98&cvc-%62=+%31%D9%A2-3+&cvc-a=%FF&do=pay";
        let fields = FormFields::of(sent).unwrap();
        let code = |card| {
            fields
                .code(card)
                .map(|code| code.map(|code| String::clone(&code)))
        };
        assert_eq!(code("b").unwrap().as_deref(), Some("123"));
        assert_eq!(code("c").unwrap(), None);
        assert!(matches!(code("a"), Err(Error::Repeated(_))));
        let once = FormFields::of(b"cvc-a=%FF").unwrap();
        assert!(matches!(once.code("a"), Err(Error::Field(_))));
        for value in ["%31%32%33", "1+2+%2B%zz%", ""] {
            let read = decoded(value.as_bytes()).unwrap();
            assert_eq!(read.capacity(), value.len(), "it has never grown");
        }
        assert_eq!(decoded(b"1+2+%2B%zz%").unwrap().as_str(), "1 2 +%zz%");
    }
}
