//! Fields of responses as providers write them: numbers as numbers or as text,
//! absent, null or empty, of another type than documented, or undocumented.
//!
//! A field never spoils its document; a member that stands twice does.

use core::fmt;
use core::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::http::HttpResponse;
use crate::unique::Unique;

/// A field of a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Field<T> {
    /// It is not there.
    #[default]
    Absent,
    /// It is null, or a number that is of no use here: a fraction, a negative one.
    Null,
    /// It is an empty text.
    Empty,
    /// It is what it should be.
    Value(T),
    /// It is something else.
    Other,
}

impl<T> Field<T> {
    /// Gives the value.
    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null | Self::Empty | Self::Other => None,
        }
    }

    /// Tells whether it says nothing: absent, null or an empty text.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Absent | Self::Null | Self::Empty)
    }

    /// Tells whether it is there, whatever it is.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

impl Field<FilledText> {
    /// Gives the text, with something in it.
    pub(crate) fn text(&self) -> Option<&str> {
        self.get().map(|text| text.0.as_str())
    }
}

impl Field<Word> {
    /// Gives the word, with something in it.
    pub(crate) fn word(&self) -> Option<&str> {
        self.get().map(|word| word.0.as_str())
    }
}

impl Field<Whole> {
    /// Gives the number.
    pub(crate) fn whole(&self) -> Option<u64> {
        self.get().map(|whole| whole.0)
    }
}

impl Field<Flag> {
    /// Yes or no.
    pub(crate) fn flag(self) -> Option<bool> {
        self.get().map(|flag| flag.0)
    }
}

impl<T> Field<List<T>> {
    /// Gives the items; none where there is no list.
    pub(crate) fn items(&self) -> &[T] {
        self.get().map_or(&[], |list| list.0.as_slice())
    }
}

/// Makes a value of what may stand in a field; `None` for what does not fit.
pub(crate) trait Lenient<'de>: Sized {
    /// Reads a text that is not empty.
    fn of_text(_text: &str) -> Option<Self> {
        None
    }

    /// Reads a whole number.
    fn of_whole(_number: u64) -> Option<Self> {
        None
    }

    /// Reads true or false.
    fn of_flag(_flag: bool) -> Option<Self> {
        None
    }

    /// Reads an object.
    fn of_object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// Reads a list.
    fn of_list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilledText(pub(crate) String);

impl Lenient<'_> for FilledText {
    fn of_text(text: &str) -> Option<Self> {
        Some(Self(String::from(text)))
    }
}

/// A word: a text without the space around it, or the digits of a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word(pub(crate) String);

impl Lenient<'_> for Word {
    fn of_text(text: &str) -> Option<Self> {
        Some(Self(String::from(text.trim()))).filter(|word| !word.0.is_empty())
    }

    fn of_whole(number: u64) -> Option<Self> {
        Some(Self(number.to_string()))
    }
}

/// A whole number, written as a number or as digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole(pub(crate) u64);

impl Lenient<'_> for Whole {
    fn of_text(text: &str) -> Option<Self> {
        // `parse` alone would take a plus sign.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok().map(Self)).flatten()
    }

    fn of_whole(number: u64) -> Option<Self> {
        Some(Self(number))
    }
}

/// True or false, written as such or as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) bool);

impl Lenient<'_> for Flag {
    fn of_text(text: &str) -> Option<Self> {
        [true, false]
            .into_iter()
            .find(|flag| text.eq_ignore_ascii_case(if *flag { "true" } else { "false" }))
            .map(Self)
    }

    fn of_flag(flag: bool) -> Option<Self> {
        Some(Self(flag))
    }
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Lenient<'de> for List<T> {
    fn of_list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Some(Self(items)))
    }
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Lenient<'de> for Object<T> {
    fn of_object<A: MapAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(from)).map(|object| Some(Self(object)))
    }
}

impl<T> Field<Object<T>> {
    /// Gives the object.
    pub(crate) fn object(&self) -> Option<&T> {
        self.get().map(|object| &object.0)
    }
}

impl<'de, T: Lenient<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<T> FieldVisitor<T> {
    fn fitting(value: Option<T>) -> Field<T> {
        value.map_or(Field::Other, Field::Value)
    }
}

impl<'de, T: Lenient<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Field<T>, E> {
        Ok(Field::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Field<T>, E> {
        Ok(Self::fitting(T::of_flag(flag)))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Field<T>, E> {
        Ok(Field::Null)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Field<T>, E> {
        // serde_json hands over what is not negative by `visit_u64`.
        Ok(Field::Null)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Field<T>, E> {
        Ok(Self::fitting(T::of_whole(number)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Field<T>, E> {
        if text.is_empty() {
            return Ok(Field::Empty);
        }
        Ok(Self::fitting(T::of_text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Field<T>, A::Error> {
        T::of_list(from).map(Self::fitting)
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Field<T>, A::Error> {
        T::of_object(from).map(Self::fitting)
    }
}

/// Gives the body of a response that says it is JSON and is, as a document of this form.
pub(crate) fn json<T: for<'de> Deserialize<'de>>(response: &HttpResponse<'_>) -> Option<T> {
    json_of_kind(response, &["application/json"])
}

/// Does the same for a response that says it is of one of these media types.
pub(crate) fn json_of_kind<T: for<'de> Deserialize<'de>>(
    response: &HttpResponse<'_>,
    kinds: &[&str],
) -> Option<T> {
    let said = response.content_type?.split(';').next()?.trim();
    if !kinds.iter().any(|kind| said.eq_ignore_ascii_case(kind)) {
        return None;
    }
    parsed(response.body)
}

/// Reads the bytes as a JSON document of this form.
pub(crate) fn parsed<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice::<Unique>(bytes).ok()?;
    serde_json::from_slice(bytes).ok()
}
