//! Members that keep a rule of their own, or that a later version may spell otherwise.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

use crate::amount::Minor;
use crate::words::WordSet;
use crate::{CardId, Currency, Expiry, LastFour, Mode, PaymentId, SessionId};

/// A value that keeps a rule beyond the form in which it stands on the wire.
pub(super) trait FromWire: Sized {
    /// The form.
    type Form: DeserializeOwned;
    /// The rule, as a predicate.
    const RULE: &'static str;

    /// Takes the form for the value that it stands for.
    fn from_wire(form: Self::Form) -> Option<Self>;
}

/// How an expiry stands on the wire.
#[derive(Deserialize)]
pub(super) struct Month {
    month: Known<u64>,
    year: Known<u64>,
}

macro_rules! from_wire {
    ($($name:ident($form:ty), $rule:expr, $read:expr;)+) => {
        $(impl FromWire for $name {
            type Form = $form;
            const RULE: &'static str = $rule;

            fn from_wire(form: $form) -> Option<Self> {
                $read(form)
            }
        })+
    };
}

const ID: &str = "must be 1 to 128 printable ASCII characters, none of them a space";

from_wire! {
    SessionId(String), ID, |id: String| Self::from_wire(&id);
    PaymentId(String), ID, |id: String| Self::from_wire(&id);
    CardId(String), ID, |id: String| Self::from_wire(&id);
    Mode(String), "must be \"test\" or \"live\"", |word: String| Self::parse(&word);
    LastFour(String), "must be a text of four digits", |digits: String| Self::parse(&digits).ok();
    Currency(String), "must be a code of ISO 4217 in capitals, such as \"EUR\"",
        |code: String| Self::parse(&code).ok();
    Minor(u64), "must be a whole number of minor units, from 1 to 99999999999999",
        |minor| Self::new(minor).ok();
    Expiry(Month), "must be null or { \"month\": 1 to 12, \"year\": four digits }",
        |form: Month| Self::new(form.month.0?.try_into().ok()?, form.year.0?.try_into().ok()?).ok();
}

/// A value that is there and keeps its rule.
pub(super) struct Checked<T>(pub(super) T);

impl<'de, T: FromWire> Deserialize<'de> for Checked<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let form = Option::<Known<T::Form>>::deserialize(from)?;
        let Known(form) = form.ok_or_else(|| Error::custom("is missing"))?;
        let value = form.and_then(T::from_wire).map(Self);
        value.ok_or_else(|| Error::custom(T::RULE))
    }
}

/// A text that stands for one of a set of words, if this version knows it.
pub(super) struct OneOf<T>(pub(super) Option<T>);

impl<'de, T: WordSet> Deserialize<'de> for OneOf<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|word| Self(T::parse(&word)))
    }
}

/// A value that is taken if it is of a form that this version knows.
pub(super) struct Known<T>(pub(super) Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(from).ok()))
    }
}
