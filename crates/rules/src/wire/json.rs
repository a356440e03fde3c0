//! A JSON value, whoever parsed it.

use core::fmt;

use crate::{Amount, Code, Currency};

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

/// An answer that is not of the documented form, by the member that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the answer's member `{}` is missing or not of the documented form",
            self.0
        )
    }
}

impl std::error::Error for Unreadable {}

/// The member `name`, read by `read`; absent, null and wrong are all unreadable.
pub(crate) fn need<J: Json, T>(
    from: &J,
    name: &'static str,
    read: impl FnOnce(&J) -> Option<T>,
) -> Result<T, Unreadable> {
    from.member(name)
        .as_ref()
        .and_then(read)
        .ok_or(Unreadable(name))
}

/// The member `name` if it is there; wrong is unreadable.
pub(crate) fn may<J: Json, T>(
    from: &J,
    name: &'static str,
    read: impl FnOnce(&J) -> Option<T>,
) -> Result<Option<T>, Unreadable> {
    from.member(name)
        .map(|value| read(&value).ok_or(Unreadable(name)))
        .transpose()
}

/// A text that `parse` accepts.
pub(crate) fn text<J: Json, T>(value: &J, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    value.text().and_then(|text| parse(&text))
}

/// A point in time, Unix seconds.
pub(crate) fn seconds<J: Json>(value: &J) -> Option<i64> {
    value.whole().and_then(|number| i64::try_from(number).ok())
}

/// The members `amount` and `currency`.
pub(crate) fn amount<J: Json>(from: &J) -> Result<Amount, Unreadable> {
    let currency = need(from, "currency", |value| {
        text(value, |code| Currency::parse(code).ok())
    })?;
    need(from, "amount", Json::whole)
        .and_then(|minor| Amount::new(minor, currency).map_err(|_: Code| Unreadable("amount")))
}
