//! The rules that CertiTrade's members have in common (reference/resources).

use serde_json::{Map, Value};

use super::answer;
use crate::faults::Reply;
use crate::members::{BrokenRule, RequestMembers, is_digits};

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
    let text = form.text(name, "is not a string", |_| true)?;
    if text
        .as_ref()
        .is_some_and(|text| text.chars().count() > most)
    {
        return Err(form.wrong(name, format!("is longer than {most} characters")));
    }
    Ok(text)
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
    let web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    if url.as_ref().is_some_and(|url| !web(url)) {
        return Err(form.wrong(name, "is no web address"));
    }
    Ok(url)
}

/// Reads an int, as a number or, as in all samples, a string.
pub(super) fn number(form: &RequestMembers<'_>, name: &str) -> Result<Option<u64>, BrokenRule> {
    let Some(value) = form.member(name) else {
        return Ok(None);
    };
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let number = is_digits(&text, 1, 18).then(|| text.parse().ok()).flatten();
    number
        .map(Some)
        .ok_or_else(|| form.wrong(name, "is not a whole number"))
}

/// Reads a flag: 0 or 1.
pub(super) fn flag(form: &RequestMembers<'_>, name: &str) -> Result<bool, BrokenRule> {
    match number(form, name)? {
        None | Some(0) => Ok(false),
        Some(1) => Ok(true),
        Some(_) => Err(form.wrong(name, "is not 0 or 1")),
    }
}

/// Reads an object inside, with these members at most.
pub(super) fn inside<'a>(
    form: &RequestMembers<'a>,
    name: &str,
    names: &[&str],
) -> Result<Option<RequestMembers<'a>>, BrokenRule> {
    let inside = form.object(name)?;
    if let Some(inside) = &inside {
        inside.only(names)?;
    }
    Ok(inside)
}
