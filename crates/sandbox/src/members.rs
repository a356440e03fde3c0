//! The members of a request's objects under check. The first broken rule ends it: the
//! errors of some providers have room for one.

use std::cell::RefCell;

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

/// A broken rule.
#[derive(Debug)]
pub(crate) struct BrokenRule {
    /// The member, with dots between the levels.
    pub(crate) path: String,
    pub(crate) rule: &'static str,
    /// Whether it is not there at all.
    pub(crate) missing: bool,
}

/// An object, and where it stands.
pub(crate) struct RequestMembers<'a> {
    body: &'a Map<String, Value>,
    path: String,
    /// The names that were asked for.
    asked: RefCell<Vec<String>>,
}

impl<'a> RequestMembers<'a> {
    /// Takes the request itself.
    pub(crate) fn whole(body: &'a Map<String, Value>) -> Self {
        Self::at(String::new(), body)
    }

    fn at(path: String, body: &'a Map<String, Value>) -> Self {
        let asked = RefCell::default();
        Self { body, path, asked }
    }

    /// Names a broken rule of a member.
    pub(crate) fn wrong(&self, name: &str, rule: &'static str) -> BrokenRule {
        BrokenRule {
            path: self.path_of(name),
            rule,
            missing: false,
        }
    }

    fn path_of(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }

    /// Finds a member that is there and not null.
    pub(crate) fn member(&self, name: &str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(name.to_owned());
        self.body.get(name).filter(|value| !value.is_null())
    }

    /// Reads a member, if it is there.
    fn read<T>(
        &self,
        name: &str,
        rule: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, BrokenRule> {
        match self.member(name).map(read) {
            Some(None) => Err(self.wrong(name, rule)),
            read => Ok(read.flatten()),
        }
    }

    /// Ends the reading: there are no other members than those that were asked
    /// for. The documents do not say that others are refused; here a typing error
    /// in a name must show, not pass as a default.
    pub(crate) fn no_others(&self) -> Result<(), BrokenRule> {
        let asked = self.asked.borrow();
        match self.body.keys().find(|name| !asked.contains(name)) {
            Some(name) => Err(self.wrong(name, "no such property")),
            None => Ok(()),
        }
    }

    /// Repeats the members that were asked for, but the one that has secrets.
    pub(crate) fn echo(&self, secret: &str) -> Map<String, Value> {
        let asked = self.asked.borrow();
        let mut echo = self.body.clone();
        echo.retain(|name, value| name != secret && !value.is_null() && asked.contains(name));
        echo
    }

    /// Reads a string by a rule, if it is there.
    pub(crate) fn text(
        &self,
        name: &str,
        rule: &'static str,
        fits: impl Fn(&str) -> bool,
    ) -> Result<Option<String>, BrokenRule> {
        self.read(name, rule, |member| {
            let text = member.as_str().filter(|text| fits(text));
            text.map(str::to_owned)
        })
    }

    /// Reads one of some words, if it is there.
    pub(crate) fn word<T: Copy>(
        &self,
        name: &str,
        rule: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, BrokenRule> {
        self.read(name, rule, |member| {
            let mut words = words.iter();
            let word = words.find(|(word, _)| *member == **word);
            word.map(|(_, meaning)| *meaning)
        })
    }

    /// Reads a number of minor units, at least 1, which has to be there. A string
    /// or a fraction is none.
    pub(crate) fn amount(&self) -> Result<u64, BrokenRule> {
        let rule = "an integer in the smallest unit, at least 1";
        let read = |member: &Value| member.as_u64().filter(|amount| *amount > 0);
        self.needed("amount", self.read("amount", rule, read)?)
    }

    /// Reads an object inside, if it is there.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, BrokenRule> {
        self.read(name, "an object", |member| {
            let body = member.as_object()?;
            Some(Self::at(self.path_of(name), body))
        })
    }

    /// Reads the objects of an array inside, if it is there.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Self>, BrokenRule> {
        let objects = self.read(name, "an array of objects", |member| {
            let places = member.as_array()?.iter().enumerate();
            let objects = places.map(|(place, one)| {
                let path = format!("{}.{place}", self.path_of(name));
                Some(Self::at(path, one.as_object()?))
            });
            objects.collect()
        });
        Ok(objects?.unwrap_or_default())
    }

    /// Requires a member.
    pub(crate) fn needed<T>(&self, name: &str, value: Option<T>) -> Result<T, BrokenRule> {
        value.ok_or_else(|| BrokenRule {
            missing: true,
            ..self.wrong(name, "required")
        })
    }
}

/// Reads a JSON object, if the content type and the form are right.
/// Fails with which of the two is wrong.
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, NotAnObject> {
    if !is_json(headers) {
        return Err(NotAnObject::ContentType);
    }
    serde_json::from_slice(body).map_err(|_| NotAnObject::Body)
}

/// Why a content is no JSON object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotAnObject {
    ContentType,
    Body,
}

/// Checks whether the content type is JSON in UTF-8.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    let mut parts = content_type.split(';').map(str::trim);
    let right = |part: &str| match part.strip_prefix("charset=") {
        Some(charset) => charset.trim_matches('"') == "utf-8",
        None => true,
    };
    parts.next() == Some("application/json") && parts.all(right)
}

/// Checks whether a text is so many digits and nothing else.
pub(crate) fn is_digits(text: &str, least: usize, most: usize) -> bool {
    is_of(text, least, most, |byte| byte.is_ascii_digit())
}

/// Checks whether a text is so many bytes of a kind and nothing else.
pub(crate) fn is_of(text: &str, least: usize, most: usize, kind: impl Fn(u8) -> bool) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(kind)
}

/// Checks whether a text is a web address.
pub(crate) fn is_url(text: &str) -> bool {
    let rest = ["https://", "http://"].map(|scheme| text.strip_prefix(scheme));
    let mut rest = rest.into_iter().flatten();
    rest.any(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}
