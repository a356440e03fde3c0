//! The providers' words, as serde writes and reads an enum's variants.

use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{Deserialize, IntoDeserializer};

/// Writes a variant as the provider's word.
pub(crate) fn word(variant: impl Serialize) -> String {
    let word = serde_json::to_value(variant).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

/// Reads the provider's word.
pub(crate) fn read_word<'a, T: Deserialize<'a>>(word: &'a str) -> Result<T, Error> {
    let word: StrDeserializer<'a, Error> = word.into_deserializer();
    T::deserialize(word)
}
