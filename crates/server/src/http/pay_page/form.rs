//! The form of a page as it was sent: read strictly, wiped afterwards.

use axum::extract::Request;
use oneclick_rules::{
    Amount, CardId, Currency, IdempotencyKey, MessageKey, PaymentId, typed_digits,
};
use zeroize::Zeroizing;

use crate::http::error::Error;
use crate::http::form::{self, NamedFields, decoded, pairs, wrong};
use crate::http::pay_page::opened::OpenedPage;
use crate::model::consent::Consent;
use crate::payments::create::requested_payment::{Means, RequestedPayment};

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
    named: NamedFields,
    /// The form as it was sent: of its codes the one that is asked for is decoded alone.
    sent: &'a [u8],
}

impl SubmittedForm {
    /// Reads a request's form.
    ///
    /// # Errors
    /// Fails if it is no form, too large, slow, or a field is missing or wrong.
    pub async fn receive(page: &OpenedPage, request: Request) -> Result<Self, Error> {
        let bytes = form::receive(&page.app, request).await?;
        Self::read(page, FormFields::of(&bytes)?)
    }

    fn read(page: &OpenedPage, mut fields: FormFields<'_>) -> Result<Self, Error> {
        let form = match fields.named.take("do")?.as_str() {
            "pay" => Self::Pay(Box::new(payment(page, &mut fields)?)),
            "give_up" => {
                let id = PaymentId::parse(&fields.named.take("previous")?);
                Self::GiveUp(id.map_err(|_| wrong("previous"))?)
            }
            _ => return Err(wrong("do")),
        };
        fields.named.finish()?;
        Ok(form)
    }
}

fn payment(page: &OpenedPage, fields: &mut FormFields<'_>) -> Result<RequestedPayment, Error> {
    let key = IdempotencyKey::parse(&fields.named.take("key")?);
    let key = key.map_err(|code| Error::rule(code, "key"))?;
    let amount = fields.named.take("amount")?.parse();
    let currency =
        Currency::parse(&fields.named.take("currency")?).map_err(|_| wrong("currency"))?;
    let amount = amount
        .ok()
        .and_then(|minor| Amount::new(minor, currency).ok());
    let previous = fields.named.take("previous")?;
    let previous = Some(previous).filter(|id| !id.is_empty());
    let previous = previous.map(|id| PaymentId::parse(&id)).transpose();
    let saves = fields.named.take("save").ok();
    let card = fields.named.take("card")?;
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

impl<'a> FormFields<'a> {
    fn of(sent: &'a [u8]) -> Result<Self, Error> {
        let named = NamedFields::of(sent, &NAMES, |name| name.starts_with(CVC))?;
        Ok(Self { named, sent })
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
