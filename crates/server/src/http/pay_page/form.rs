//! The form of a page as it was sent: read strictly, wiped afterwards.

use axum::extract::Request;
use http::header::CONTENT_TYPE;
use oneclick_rules::{
    Amount, CardId, Currency, IdempotencyKey, MessageKey, PaymentId, typed_digits,
};
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

/// The fields of a form, each there once.
#[derive(Default)]
struct FormFields {
    named: Vec<(String, String)>,
    /// The security codes that were typed, by their cards.
    codes: Vec<(String, Zeroizing<String>)>,
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

    fn read(page: &OpenedPage, mut fields: FormFields) -> Result<Self, Error> {
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

fn payment(page: &OpenedPage, fields: &mut FormFields) -> Result<RequestedPayment, Error> {
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
            cvc: fields.code(&card),
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

impl FormFields {
    fn of(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            let value = Zeroizing::new(value.into_owned());
            if let Some(card) = name.strip_prefix(CVC) {
                if fields.codes.iter().any(|(known, _)| known == card) {
                    return Err(Error::Repeated(String::from(CVC)));
                }
                fields.codes.push((String::from(card), value));
                continue;
            }
            if fields.named.iter().any(|(known, _)| *known == name) {
                return Err(Error::Repeated(String::from("the form")));
            }
            fields
                .named
                .push((name.into_owned(), String::clone(&value)));
        }
        Ok(fields)
    }

    /// Takes a field that has to be there.
    fn take(&mut self, name: &'static str) -> Result<String, Error> {
        let at = self.named.iter().position(|(known, _)| known == name);
        let at = at.ok_or_else(|| wrong(name))?;
        Ok(self.named.swap_remove(at).1)
    }

    /// Returns the code that was typed for a card, as digits, all of them: what is too long
    /// is refused and not cut. Those of the other cards are nobody's.
    fn code(&mut self, card: &str) -> Option<Zeroizing<String>> {
        let typed = self.codes.iter().find(|(known, _)| known == card);
        let digits = typed.map(|(_, typed)| Zeroizing::new(typed_digits(typed, usize::MAX)));
        digits.filter(|digits| !digits.is_empty())
    }
}
