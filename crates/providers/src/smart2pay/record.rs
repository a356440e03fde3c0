//! What a record of Smart2Pay's tells: the same members in every answer and
//! notification.

use oneclick_rules::{Amount, Currency, Expiry};
use serde::Deserialize;

use super::id::is_payment_id;
use super::units::{self, Hundredths};
use super::words::{ReasonMeaning, brand};
use crate::card::{self, CardDetails};
use crate::fields::{Field, FilledText, Flag, List, Object, Whole};

/// A document: a record under the name of its kind, or a list of records.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Document {
    pub(super) payment: Field<Object<Record>>,
    pub(super) payments: Field<RecordList>,
    pub(super) refund: Field<Object<Record>>,
    pub(super) refunds: Field<RecordList>,
    pub(super) dispute: Field<Object<Record>>,
    pub(super) preapproval: Field<Object<Record>>,
    pub(super) payout: Field<Object<Record>>,
    pub(super) card_authentication: Field<Object<Record>>,
    /// Of the generic error: `{"Message":"…"}`.
    pub(super) message: Field<FilledText>,
}

/// A list of records, each by itself or under the name of its kind.
pub(super) type RecordList = List<Field<Object<Item>>>;

/// An item of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    #[serde(rename = "Payment")]
    payment: Field<Object<Record>>,
    #[serde(rename = "Refund")]
    refund: Field<Object<Record>>,
    #[serde(flatten)]
    own: Record,
}

impl Item {
    /// Shows the payment, whichever way it stands in the list.
    pub(super) fn payment(&self) -> &Record {
        self.payment.object().unwrap_or(&self.own)
    }

    /// Shows the refund, whichever way it stands in the list.
    pub(super) fn refund(&self) -> &Record {
        self.refund.object().unwrap_or(&self.own)
    }
}

/// What a record of the provider (a payment, a refund, a dispute, a card) tells.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Record {
    #[serde(rename = "ID")]
    id: Field<Whole>,
    #[serde(rename = "MerchantTransactionID")]
    reference: Field<FilledText>,
    /// Of a refund: the payment's id.
    #[serde(rename = "InitialPaymentID")]
    pub(super) initial_payment: Field<Whole>,
    /// Of a dispute: the payment's id.
    #[serde(rename = "PaymentID")]
    pub(super) payment: Field<Whole>,
    pub(super) amount: Field<Whole>,
    pub(super) captured_amount: Field<Whole>,
    currency: Field<FilledText>,
    #[serde(rename = "RedirectURL")]
    pub(super) redirect_url: Field<FilledText>,
    pub(super) payment_token_lifetime: Field<Whole>,
    pub(super) status: Field<Object<StatusFields>>,
    card: Field<Object<Smart2PayCardFields>>,
    pub(super) credit_card_token: Field<Object<TokenFields>>,
    capture_details: Field<Object<CaptureFields>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StatusFields {
    #[serde(rename = "ID")]
    pub(super) id: Field<Whole>,
    #[serde(rename = "Reasons")]
    reasons: Field<List<Field<Object<ReasonFields>>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct ReasonFields {
    code: Field<Whole>,
    info: Field<FilledText>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CaptureFields {
    #[serde(rename = "ID")]
    id: Field<Whole>,
}

/// A stored card's token, and whether it can be used.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct TokenFields {
    pub(super) value: Field<FilledText>,
    pub(super) active: Field<Flag>,
}

/// What a `Card` shows: `{"Number":"VISA-1111","ExpirationMonth":"02",
/// "ExpirationYear":"2021"}`, in older answers `"Ends with 1111"`. The digits
/// are for display alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Smart2PayCardFields {
    number: Field<FilledText>,
    expiration_month: Field<Whole>,
    expiration_year: Field<Whole>,
}

impl Smart2PayCardFields {
    fn details(&self) -> CardDetails {
        let number = self.number.text().unwrap_or_default();
        CardDetails {
            brand: brand(number),
            last_four: card::last_four(number),
            expiry: self.expiry(),
        }
    }

    /// `^(0?[1-9]|1[0-2])$` of `^(20|)([0-9]{2})$`.
    fn expiry(&self) -> Option<Expiry> {
        card::expiry(
            self.expiration_month.whole()?,
            self.expiration_year.whole()?,
        )
    }
}

impl Record {
    /// Shows the id, where it has one of the provider's form.
    pub(super) fn id(&self) -> Option<String> {
        payment_id(&self.id)
    }

    /// Shows the status.
    pub(super) fn status(&self) -> Option<u64> {
        self.status.object().and_then(|status| status.id.whole())
    }

    /// Shows the id of the capture.
    pub(super) fn capture(&self) -> Option<u64> {
        self.capture_details.object()?.id.whole()
    }

    /// Shows the record's own number, of whatever form.
    pub(super) fn number(&self) -> Option<u64> {
        self.id.whole()
    }

    /// Shows what may be shown of the card.
    pub(super) fn card(&self) -> CardDetails {
        self.card
            .object()
            .map(Smart2PayCardFields::details)
            .unwrap_or_default()
    }

    /// Codes and what they say, if we know.
    pub(super) fn reasons(&self) -> impl Iterator<Item = (Option<u64>, Option<ReasonMeaning>)> {
        let status = self.status.object();
        let reasons = status.map_or(&[][..], |status| status.reasons.items());
        reasons.iter().map(|reason| {
            let Some(reason) = reason.object() else {
                return (None, None);
            };
            let code = reason.code.whole();
            let info = reason.info.text().unwrap_or_default();
            (code, code.and_then(|code| ReasonMeaning::of(code, info)))
        })
    }

    /// Gives the codes of the reasons; `None` for one that is no number.
    pub(super) fn codes(&self) -> impl Iterator<Item = Option<u64>> {
        self.reasons().map(|(code, _)| code)
    }

    pub(super) fn money(&self, hundredths: Option<Hundredths>) -> Option<Amount> {
        let currency = Currency::parse(self.currency.text()?).ok()?;
        units::to_amount(hundredths?, currency)
    }

    /// Gives our reference, as it is echoed.
    pub(super) fn reference(&self) -> Option<&str> {
        self.reference.text()
    }

    /// Shows the amount; `None` for one that is not told, and for none of it.
    pub(super) fn whole_amount(&self) -> Option<Amount> {
        self.money(self.amount.whole().map(Hundredths))
    }

    /// Shows what was captured, as told.
    pub(super) fn captured(&self) -> Option<Amount> {
        self.money(self.captured_amount.whole().map(Hundredths))
    }

    /// Tells whether nothing is said of what was captured.
    pub(super) fn says_nothing_of_captures(&self) -> bool {
        self.captured_amount.is_blank()
    }

    /// Numbers alone: free text may hold anything.
    pub(super) fn detail(&self, http: Option<u16>) -> String {
        let mut words = Vec::new();
        if let Some(http) = http {
            words.push(format!("http {http}"));
        }
        words.push(match self.status() {
            Some(status) => format!("status {status}"),
            None => String::from("no status"),
        });
        let codes = self.codes().flatten();
        words.extend(codes.take(8).map(|code| format!("reason {code}")));
        words.join(", ")
    }
}

/// Reads a number as a payment's id.
pub(super) fn payment_id(number: &Field<Whole>) -> Option<String> {
    let id = number.whole()?.to_string();
    is_payment_id(&id).then_some(id)
}
