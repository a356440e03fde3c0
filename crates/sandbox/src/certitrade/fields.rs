//! A request's members under their rules (reference/resources). The first
//! rule that is broken is told.

use serde_json::{Map, Value};

use super::answer;
use crate::delivery::Answer;

/// The content, which is an object.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Answer> {
    serde_json::from_slice(body).map_err(|_| answer::invalid("The content is a JSON object."))
}

/// An object of a request.
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    /// What its members' names begin with.
    inside: String,
}

impl<'a> Fields<'a> {
    /// The content of a request. The documents do not say that unknown members
    /// are refused; here a typing error in a name must show.
    pub(super) fn of(object: &'a Map<String, Value>, names: &[&str]) -> Result<Self, Answer> {
        Self::named(object, names, String::new())
    }

    fn named(
        object: &'a Map<String, Value>,
        names: &[&str],
        inside: String,
    ) -> Result<Self, Answer> {
        match object.keys().find(|name| !names.contains(&name.as_str())) {
            Some(unknown) => Err(broken(&inside, unknown, "is not known")),
            None => Ok(Self { object, inside }),
        }
    }

    fn member(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A broken rule, with the member's name.
    pub(super) fn broken(&self, name: &str, rule: &str) -> Answer {
        broken(&self.inside, name, rule)
    }

    /// A string of so many characters at most.
    pub(super) fn text(&self, name: &str, most: usize) -> Result<Option<String>, Answer> {
        let Some(value) = self.member(name) else {
            return Ok(None);
        };
        let text = value
            .as_str()
            .ok_or_else(|| self.broken(name, "is not a string"))?;
        if text.chars().count() > most {
            let rule = format!("is longer than {most} characters");
            return Err(self.broken(name, &rule));
        }
        Ok(Some(text.to_owned()))
    }

    /// A string that has to be there and not be empty.
    pub(super) fn needed(&self, name: &str, most: usize) -> Result<String, Answer> {
        let text = self.text(name, most)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| self.broken(name, "is missing"))
    }

    /// A web address of at most 256 characters.
    pub(super) fn url(&self, name: &str) -> Result<Option<String>, Answer> {
        let url = self.text(name, 256)?.filter(|url| !url.is_empty());
        let web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        if url.as_ref().is_some_and(|url| !web(url)) {
            return Err(self.broken(name, "is no web address"));
        }
        Ok(url)
    }

    /// An int, as a number or, as in all samples, a string.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Answer> {
        let Some(value) = self.member(name) else {
            return Ok(None);
        };
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let digits = (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten();
        number
            .map(Some)
            .ok_or_else(|| self.broken(name, "is not a whole number"))
    }

    /// 0 or 1.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Answer> {
        match self.number(name)? {
            None | Some(0) => Ok(false),
            Some(1) => Ok(true),
            Some(_) => Err(self.broken(name, "is not 0 or 1")),
        }
    }

    /// An object inside, with these members at most.
    pub(super) fn inside(&self, name: &str, names: &[&str]) -> Result<Option<Fields<'a>>, Answer> {
        match self.member(name) {
            None => Ok(None),
            Some(Value::Object(object)) => {
                let inside = format!("{}{name}.", self.inside);
                Fields::named(object, names, inside).map(Some)
            }
            Some(_) => Err(self.broken(name, "is not an object")),
        }
    }

    /// The client's number of this message (reference/concepts.md, Resending a
    /// request).
    pub(super) fn message(&self) -> Result<Option<u64>, Answer> {
        self.number("message_id")
    }
}

fn broken(inside: &str, name: &str, rule: &str) -> Answer {
    answer::invalid(&format!("{inside}{name}: {rule}"))
}
