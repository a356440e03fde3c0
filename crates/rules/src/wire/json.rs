//! A JSON value, whoever parsed it.

use core::fmt;

use crate::{Amount, Currency};

/// A parsed JSON value: `serde_json`'s on the host, the browser's in the widget.
pub trait Json: Sized {
    /// The member `name` of an object; `None` where it is absent or null.
    fn member(&self, name: &str) -> Option<Self>;
    /// The value as text.
    fn text(&self) -> Option<String>;
    /// The value as a whole number from 0 to 2^53 − 1.
    fn whole(&self) -> Option<u64>;
    /// The value as a flag.
    fn flag(&self) -> Option<bool>;
    /// The value as a list.
    fn items(&self) -> Option<Vec<Self>>;
}

#[cfg(feature = "serde")]
impl Json for serde_json::Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(String::from)
    }

    fn whole(&self) -> Option<u64> {
        self.as_u64().filter(|number| *number < 1 << 53)
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}

/// A rule that a member must keep, as a predicate: "must be a whole number".
pub(crate) type Wanted = &'static str;

/// An answer that is not of the documented form: the member that is wrong and
/// the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The member, with its way through the message: `cards[0].last_four`.
    pub member: String,
    /// What it should be: `is missing`, `must be …`.
    pub rule: &'static str,
}

impl Unreadable {
    #[inline(never)]
    pub(crate) fn new(member: &str, rule: Wanted) -> Self {
        let member = String::from(member);
        Self { member, rule }
    }

    /// The same, told from the object around it.
    #[inline(never)]
    pub(crate) fn within(mut self, outer: &str) -> Self {
        self.member = [outer, ".", &self.member].concat();
        self
    }

    /// Says what is wrong and what would be right.
    ///
    /// By hand and not by `write!`, whose machinery the widget does without.
    pub fn in_words(&self) -> String {
        ["`", &self.member, "` ", self.rule].concat()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words())
    }
}

impl std::error::Error for Unreadable {}

/// Reads the member `name`; absent and null are missing.
pub(crate) fn need<J: Json, T>(
    from: &J,
    name: &str,
    read: impl FnOnce(&J) -> Result<T, Wanted>,
) -> Result<T, Unreadable> {
    let value = from.member(name).ok_or("is missing");
    value
        .and_then(|value| read(&value))
        .map_err(|rule| Unreadable::new(name, rule))
}

/// Reads the member `name` if it is there; wrong is unreadable.
pub(crate) fn may<J: Json, T>(
    from: &J,
    name: &str,
    read: impl FnOnce(&J) -> Result<T, Wanted>,
) -> Result<Option<T>, Unreadable> {
    from.member(name)
        .map(|value| read(&value).map_err(|rule| Unreadable::new(name, rule)))
        .transpose()
}

/// Reads the object `name` if it is there, naming what is wrong in it from outside.
pub(crate) fn nested<J: Json, T>(
    from: &J,
    name: &str,
    read: impl FnOnce(&J) -> Result<T, Unreadable>,
) -> Result<Option<T>, Unreadable> {
    from.member(name)
        .map(|value| read(&value).map_err(|wrong| wrong.within(name)))
        .transpose()
}

/// Reads a text.
pub(crate) fn text<J: Json>(value: &J) -> Result<String, Wanted> {
    value.text().ok_or("must be a text")
}

/// Reads a text that `parse` takes.
pub(crate) fn word<J: Json, T>(
    value: &J,
    rule: Wanted,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Wanted> {
    value.text().and_then(|text| parse(&text)).ok_or(rule)
}

/// Reads an id in the form that any endpoint may give it.
pub(crate) fn id<J: Json, T>(value: &J, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Wanted> {
    let rule = "must be 1 to 128 printable ASCII characters, none of them a space";
    word(value, rule, read)
}

/// Reads `true` or `false`.
pub(crate) fn flag<J: Json>(value: &J) -> Result<bool, Wanted> {
    value.flag().ok_or("must be true or false")
}

/// Reads a list.
pub(crate) fn list<J: Json>(value: &J) -> Result<Vec<J>, Wanted> {
    value.items().ok_or("must be a list")
}

/// Reads a whole number.
pub(crate) fn whole<J: Json>(value: &J) -> Result<u64, Wanted> {
    value.whole().ok_or("must be a whole number, 0 or more")
}

/// Reads a point in time.
pub(crate) fn seconds<J: Json>(value: &J) -> Result<i64, Wanted> {
    let number = value.whole().and_then(|number| i64::try_from(number).ok());
    number.ok_or("must be a whole number of Unix seconds")
}

/// Reads the members `amount` and `currency`.
pub(crate) fn amount<J: Json>(from: &J) -> Result<Amount, Unreadable> {
    let currency = need(from, "currency", |value| {
        let rule = "must be a code of ISO 4217 in capitals, such as \"EUR\"";
        word(value, rule, |code| Currency::parse(code).ok())
    })?;
    need(from, "amount", |value| {
        let minor = value.whole();
        minor
            .and_then(|minor| Amount::new(minor, currency).ok())
            .ok_or("must be a whole number of minor units, from 1 to 99999999999999")
    })
}
