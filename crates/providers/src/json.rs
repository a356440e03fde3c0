//! JSON as providers write it: numbers as numbers or as text, members absent,
//! null or empty, members that nobody documented.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::HttpResponse;

/// A JSON value. Lenient about types; a member that stands twice is refused,
/// because nobody can say which of the two holds.
pub(crate) enum Json {
    /// Null, or a value that is of no use here: a fraction, a negative number.
    Nothing,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Whole(u64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Members),
}

/// The members of an object, sorted by name.
pub(crate) struct Members(Vec<(String, Json)>);

impl Members {
    /// The members; `None` where a name stands twice.
    fn of(mut members: Vec<(String, Json)>) -> Option<Self> {
        members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut neighbours = members.iter().zip(members.iter().skip(1));
        let twice = neighbours.any(|((one, _), (other, _))| one == other);
        (!twice).then_some(Self(members))
    }

    /// The member `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let place = self
            .0
            .binary_search_by(|(known, _)| known.as_str().cmp(name));
        self.0.get(place.ok()?).map(|(_, value)| value)
    }

    /// Every member's value.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Json> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Json {
    /// The body of a response that says it is JSON and is.
    pub(crate) fn of(response: &HttpResponse<'_>) -> Option<Self> {
        Self::of_kind(response, &["application/json"])
    }

    /// The body of a response that says it is of one of these media types and is.
    pub(crate) fn of_kind(response: &HttpResponse<'_>, kinds: &[&str]) -> Option<Self> {
        let said = response.content_type?.split(';').next()?.trim();
        if !kinds.iter().any(|kind| said.eq_ignore_ascii_case(kind)) {
            return None;
        }
        Self::parse(response.body)
    }

    /// The bytes as JSON.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The member `name` of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            Self::Nothing | Self::Flag(_) | Self::Whole(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The text that it is, with something in it.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
            Self::Nothing | Self::Flag(_) | Self::Whole(_) | Self::List(_) | Self::Object(_) => {
                None
            }
        }
    }

    /// The member `name`, if it is an object.
    pub(crate) fn object(&self, name: &str) -> Option<&Self> {
        self.member(name)
            .filter(|member| matches!(member, Self::Object(_)))
    }

    /// The member `name`, if it is a list.
    pub(crate) fn list(&self, name: &str) -> Option<&[Self]> {
        match self.member(name)? {
            Self::List(items) => Some(items),
            Self::Nothing | Self::Flag(_) | Self::Whole(_) | Self::Text(_) | Self::Object(_) => {
                None
            }
        }
    }

    /// The member `name`, if it is a text with something in it.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.member(name)? {
            Self::Text(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
            Self::Nothing | Self::Flag(_) | Self::Whole(_) | Self::List(_) | Self::Object(_) => {
                None
            }
        }
    }

    /// The member `name` as true or false, written as such or as a text.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.member(name)? {
            Self::Flag(flag) => Some(*flag),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Self::Nothing | Self::Whole(_) | Self::Text(_) | Self::List(_) | Self::Object(_) => {
                None
            }
        }
    }

    /// The member `name` as a whole number, written as a number or as digits.
    pub(crate) fn whole(&self, name: &str) -> Option<u64> {
        match self.member(name)? {
            Self::Whole(number) => Some(*number),
            // `parse` alone would take a plus sign.
            Self::Text(text) => text
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| text.parse().ok())
                .flatten(),
            Self::Nothing | Self::Flag(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The member `name` as a word, where providers write numbers and texts of
    /// digits as they please: a text without the space around it, or the digits
    /// of a whole number.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        match self.member(name)? {
            Self::Whole(number) => Some(number.to_string()),
            Self::Text(text) => Some(String::from(text.trim())).filter(|text| !text.is_empty()),
            Self::Nothing | Self::Flag(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Whether the member `name` says nothing: absent, null or an empty text.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        match self.member(name) {
            None | Some(Self::Nothing) => true,
            Some(Self::Text(text)) => text.is_empty(),
            Some(Self::Flag(_) | Self::Whole(_) | Self::List(_) | Self::Object(_)) => false,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Nothing)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Nothing)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
        // serde_json hands over what is not negative by `visit_u64`.
        Ok(Json::Nothing)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(String::from(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_entry::<String, Json>()? {
            members.push(member);
        }
        Members::of(members)
            .map(Json::Object)
            .ok_or_else(|| A::Error::custom("a member stands twice"))
    }
}
