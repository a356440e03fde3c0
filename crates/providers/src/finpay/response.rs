//! What Finpay answers: its envelope and what stands in it.

use oneclick_rules::Amount;
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, value::MapAccessDeserializer};

use super::card::FinpayCardFields;
use super::units;
use super::words::{CodeRefusal, SUCCESS};
use crate::fields::{Field, FilledText, Lenient, Object, Whole, json};
use crate::http::HttpResponse;
use crate::status::NotReadable;

/// An answer with its code: `{"responseCode":"2000000","responseMessage":"…",…}`.
pub(super) struct Answered {
    http: u16,
    code: u32,
    envelope: Envelope,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Envelope {
    response_code: Field<ResponseCode>,
    response_message: Field<FilledText>,
    #[serde(rename = "redirecturl")]
    redirect_url: Field<FilledText>,
    data: Field<DataField>,
}

/// Seven digits, as a text or as a number.
struct ResponseCode(u32);

impl Lenient<'_> for ResponseCode {
    fn of_text(text: &str) -> Option<Self> {
        let digits = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| Self::of_whole(text.parse().ok()?)).flatten()
    }

    fn of_whole(number: u64) -> Option<Self> {
        let code = u32::try_from(number).ok()?;
        (1_000_000..=9_999_999)
            .contains(&code)
            .then_some(Self(code))
    }
}

/// The member `data`.
enum DataField {
    /// It says nothing: PHP writes `[]` for an empty object.
    Nothing,
    /// An object; a list has members only for who reads the list of cards.
    Members(Box<DataFields>),
}

impl<'de> Lenient<'de> for DataField {
    fn of_object<A: MapAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        let mut any = false;
        let fields = MapAccessDeserializer::new(Noticing {
            from,
            any: &mut any,
        });
        let fields = DataFields::deserialize(fields)?;
        Ok(Some(if any {
            Self::Members(Box::new(fields))
        } else {
            Self::Nothing
        }))
    }

    fn of_list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut any = false;
        while from.next_element::<IgnoredAny>()?.is_some() {
            any = true;
        }
        Ok(Some(if any {
            Self::Members(Box::default())
        } else {
            Self::Nothing
        }))
    }
}

/// Notices whether an object has any member.
struct Noticing<'a, A> {
    from: A,
    any: &'a mut bool,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Noticing<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let key = self.from.next_key_seed(seed)?;
        *self.any |= key.is_some();
        Ok(key)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.from.next_value_seed(seed)
    }
}

/// What stands in `data`: of a charge ("One Click Payment", data response) and of
/// the status call.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DataFields {
    pub(super) r#type: Field<FilledText>,
    pub(super) id: Field<FilledText>,
    pub(super) reference: Field<FilledText>,
    pub(super) amount: Field<Whole>,
    pub(super) currency: Field<FilledText>,
    pub(super) order: Field<Object<OrderFields>>,
    pub(super) result: Field<Object<ResultFields>>,
    pub(super) card: Field<Object<FinpayCardFields>>,
}

/// An order as it is echoed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderFields {
    pub(super) id: Field<FilledText>,
    pub(super) reference: Field<FilledText>,
    pub(super) amount: Field<Whole>,
    pub(super) currency: Field<FilledText>,
}

/// What became of an order.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResultFields {
    pub(super) payment: Field<Object<PaymentFields>>,
}

/// A payment's status and amount.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PaymentFields {
    pub(super) status: Field<FilledText>,
    pub(super) amount: Field<Whole>,
}

/// What the code of an answer says, together with its HTTP status.
pub(super) enum CodeMeaning {
    /// It worked.
    Success,
    /// It did not, in the shape of a refusal.
    Refused(CodeRefusal),
    /// Neither.
    Unclear,
}

impl Answered {
    /// Reads an answer; what is wrong with it where it has no code.
    pub(super) fn read(response: &HttpResponse<'_>) -> Result<Self, String> {
        let http = response.status;
        let envelope: Field<Object<Envelope>> =
            json(response).ok_or_else(|| format!("http {http}, not JSON"))?;
        let no_code = || format!("http {http}, no code");
        let Field::Value(Object(envelope)) = envelope else {
            return Err(no_code());
        };
        let code = envelope.response_code.get().ok_or_else(no_code)?.0;
        Ok(Self {
            http,
            code,
            envelope,
        })
    }

    /// Tells what the code says. A refusal is one only in the shape of a refusal: a
    /// message, and nothing that a success has.
    pub(super) fn meaning(&self) -> CodeMeaning {
        let bare = self.envelope.response_message.text().is_some()
            && !self.has_data()
            && self.envelope.redirect_url.is_blank();
        match (self.http, self.code) {
            (200..=299, SUCCESS) => CodeMeaning::Success,
            (200..=299 | 400..=499, code) if bare => {
                CodeRefusal::of(code).map_or(CodeMeaning::Unclear, CodeMeaning::Refused)
            }
            _ => CodeMeaning::Unclear,
        }
    }

    /// Gives the code.
    pub(super) fn code(&self) -> u32 {
        self.code
    }

    /// Tells whether the member `data` says anything.
    pub(super) fn has_data(&self) -> bool {
        match &self.envelope.data {
            Field::Value(DataField::Nothing) | Field::Absent | Field::Null | Field::Empty => false,
            Field::Value(DataField::Members(_)) | Field::Other => true,
        }
    }

    /// Gives the members of `data`.
    pub(super) fn data(&self) -> Option<&DataFields> {
        match self.envelope.data.get()? {
            DataField::Members(members) => Some(members),
            DataField::Nothing => None,
        }
    }

    /// Gives the page on which the shopper goes on.
    pub(super) fn redirect_url(&self) -> Option<&str> {
        self.envelope.redirect_url.text()
    }

    pub(super) fn not_readable(&self, what: &str) -> NotReadable {
        NotReadable(format!("{}, {what}", self.detail()))
    }

    /// Numbers alone: the message may hold anything.
    pub(super) fn detail(&self) -> String {
        format!("http {}, code {}", self.http, self.code)
    }
}

/// So many units of the currency that stands beside; rupiah where none does,
/// by "Order object": `currency`, IDR by default.
pub(super) fn amount(currency: &Field<FilledText>, units: u64) -> Option<Amount> {
    let currency = if currency.is_blank() {
        units::CURRENCY
    } else {
        currency.text()?
    };
    units::to_amount(units, currency)
}

/// Reads an id of the documented length, 1 to 40, of characters that can be shown.
pub(super) fn payment_id(text: &str) -> Option<String> {
    let fits = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| String::from(text))
}
