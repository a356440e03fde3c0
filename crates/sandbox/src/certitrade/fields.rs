//! The rules that CertiTrade's members have in common (reference/resources).

use serde_json::{Map, Value};

use super::answer;
use crate::faults::Reply;
use crate::members::{BrokenRule, RequestMembers, is_digits, is_url};

/// Reads the content, which is an object.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Reply> {
    serde_json::from_slice(body).map_err(|_| answer::invalid("The content is a JSON object."))
}

/// Reads a string of so many characters at most.
pub(super) fn text(
    form: &RequestMembers<'_>,
    name: &str,
    most: usize,
) -> Result<Option<String>, BrokenRule> {
    let short = |text: &str| text.chars().count() <= most;
    form.text(name, "is not a string, or too long", short)
}

/// Reads a string that has to be there and not be empty.
pub(super) fn needed(
    form: &RequestMembers<'_>,
    name: &str,
    most: usize,
) -> Result<String, BrokenRule> {
    let text = text(form, name, most)?.filter(|text| !text.is_empty());
    text.ok_or_else(|| form.wrong(name, "is missing"))
}

/// Reads a web address of at most 256 characters.
pub(super) fn url(form: &RequestMembers<'_>, name: &str) -> Result<Option<String>, BrokenRule> {
    let url = text(form, name, 256)?.filter(|url| !url.is_empty());
    match url {
        Some(url) if !is_url(&url) => Err(form.wrong(name, "is no web address")),
        url => Ok(url),
    }
}

/// Reads an int, as a number or, as in all samples, a string.
pub(super) fn number(form: &RequestMembers<'_>, name: &str) -> Result<Option<u64>, BrokenRule> {
    let Some(value) = form.member(name) else {
        return Ok(None);
    };
    let text = value.to_string();
    let text = value.as_str().unwrap_or(&text);
    match text.parse() {
        Ok(number) if is_digits(text, 1, 18) => Ok(Some(number)),
        _ => Err(form.wrong(name, "is not a whole number")),
    }
}

/// Reads a flag: 0 or 1.
pub(super) fn flag(form: &RequestMembers<'_>, name: &str) -> Result<bool, BrokenRule> {
    match number(form, name)? {
        None | Some(0) => Ok(false),
        Some(1) => Ok(true),
        Some(_) => Err(form.wrong(name, "is not 0 or 1")),
    }
}
