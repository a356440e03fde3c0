//! The members of a request's objects under check. The first broken rule ends it: the
//! errors of some providers have room for one.

use std::borrow::Cow;

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

/// A broken rule.
#[derive(Debug)]
pub(crate) struct BrokenRule {
    /// The member, with dots between the levels.
    pub(crate) path: String,
    pub(crate) rule: Cow<'static, str>,
    /// Whether it is not there at all.
    pub(crate) missing: bool,
}

/// An object, and where it stands.
pub(crate) struct RequestMembers<'a> {
    body: &'a Map<String, Value>,
    path: String,
}

impl<'a> RequestMembers<'a> {
    /// Takes the request itself.
    pub(crate) fn whole(body: &'a Map<String, Value>) -> Self {
        let path = String::new();
        Self { body, path }
    }

    /// Names a broken rule of a member.
    pub(crate) fn wrong(&self, name: &str, rule: impl Into<Cow<'static, str>>) -> BrokenRule {
        let rule = rule.into();
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        };
        let missing = false;
        BrokenRule {
            path,
            rule,
            missing,
        }
    }

    fn inside(&self, name: &str, body: &'a Map<String, Value>) -> Self {
        let path = self.wrong(name, "").path;
        Self { body, path }
    }

    /// Finds a member that is there and not null.
    pub(crate) fn member(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    /// Has no other members than these. The documents do not say that others
    /// are refused; here a typing error in a name must show, not pass as a
    /// default.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), BrokenRule> {
        match self
            .body
            .keys()
            .find(|name| !names.contains(&name.as_str()))
        {
            Some(name) => Err(self.wrong(name, "no such property")),
            None => Ok(()),
        }
    }

    /// Reads a string by a rule, if it is there.
    pub(crate) fn text(
        &self,
        name: &str,
        rule: &'static str,
        fits: impl Fn(&str) -> bool,
    ) -> Result<Option<String>, BrokenRule> {
        let Some(member) = self.member(name) else {
            return Ok(None);
        };
        match member.as_str().filter(|text| fits(text)) {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(self.wrong(name, rule)),
        }
    }

    /// Reads one of some words, if it is there.
    pub(crate) fn word<T: Copy>(
        &self,
        name: &str,
        rule: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, BrokenRule> {
        let Some(member) = self.member(name) else {
            return Ok(None);
        };
        let word = member.as_str().unwrap_or_default();
        match words.iter().find(|(known, _)| *known == word) {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => Err(self.wrong(name, rule)),
        }
    }

    /// Reads a number of minor units, at least 1, if it is there. A string or
    /// a fraction is none.
    pub(crate) fn amount(&self, name: &str) -> Result<Option<u64>, BrokenRule> {
        let Some(member) = self.member(name) else {
            return Ok(None);
        };
        match member.as_u64().filter(|amount| *amount > 0) {
            Some(amount) => Ok(Some(amount)),
            None => Err(self.wrong(name, "an integer in the smallest unit, at least 1")),
        }
    }

    /// Reads an object inside, if it is there.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, BrokenRule> {
        match self.member(name) {
            None => Ok(None),
            Some(Value::Object(body)) => Ok(Some(self.inside(name, body))),
            Some(_) => Err(self.wrong(name, "an object")),
        }
    }

    /// Reads the objects of an array inside, if it is there.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Self>, BrokenRule> {
        let rule = "an array of objects";
        let Some(member) = self.member(name) else {
            return Ok(Vec::new());
        };
        let list = member.as_array().ok_or_else(|| self.wrong(name, rule))?;
        list.iter()
            .enumerate()
            .map(|(place, one)| match one {
                Value::Object(body) => Ok(self.inside(&format!("{name}.{place}"), body)),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_) => Err(self.wrong(name, rule)),
            })
            .collect()
    }

    /// Picks the members of these names that are there, as they are.
    pub(crate) fn picked(&self, names: &[&str]) -> Map<String, Value> {
        let member = |name: &&str| Some(((*name).to_owned(), self.member(name)?.clone()));
        names.iter().filter_map(member).collect()
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
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_json) {
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

/// Checks whether a content type is JSON in UTF-8.
pub(crate) fn is_json(content_type: &str) -> bool {
    let mut parts = content_type
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.all(|part| {
            part.strip_prefix("charset=")
                .is_none_or(|charset| charset.trim_matches('"') == "utf-8")
        })
}

/// Checks whether a text is so many digits and nothing else.
pub(crate) fn is_digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
