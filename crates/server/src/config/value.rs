//! Single values of the file, read by kind.

use std::path::PathBuf;

use toml::Spanned;
use toml::de::DeValue;

/// Returns a text that `parse` accepts.
pub(super) fn text<T>(
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> impl FnOnce(&DeValue<'_>) -> Result<T, String> {
    |value| parse(value.as_str().ok_or("is not a text")?)
}

/// Returns a list of texts that `parse` accepts, at least one.
pub(super) fn list<T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl FnOnce(&DeValue<'_>) -> Result<Vec<T>, String> {
    move |value| {
        let items = value.as_array().ok_or("is not a list of texts")?;
        let read = |item: &Spanned<DeValue<'_>>| {
            let item = item
                .get_ref()
                .as_str()
                .ok_or("holds something that is not a text")?;
            parse(item).map_err(|reason| format!("the entry \"{item}\" {reason}"))
        };
        let values = items.iter().map(read).collect::<Result<Vec<T>, _>>()?;
        if values.is_empty() {
            return Err(String::from("is empty; at least one entry is needed"));
        }
        Ok(values)
    }
}

/// Returns a text or a list of texts that `parse` accepts; the reason quotes none of them.
pub(super) fn secret_list<T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl FnOnce(&DeValue<'_>) -> Result<Vec<T>, String> {
    move |value| {
        if let Some(one) = value.as_str() {
            return Ok(vec![parse(one)?]);
        }
        let items = value
            .as_array()
            .ok_or("is neither a text nor a list of texts")?;
        let read = |(item, number): (&Spanned<DeValue<'_>>, usize)| {
            let item = item.get_ref().as_str();
            let read = item.ok_or_else(|| String::from("is not a text"));
            read.and_then(&parse)
                .map_err(|reason| format!("the entry {number} {reason}"))
        };
        items.iter().zip(1..).map(read).collect()
    }
}

/// Returns a path.
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err(String::from("is empty"));
    }
    Ok(PathBuf::from(text))
}

/// Reads `true` or `false`.
pub(super) fn flag(value: &DeValue<'_>) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| String::from("is neither true nor false"))
}

/// Returns a whole number, 0 or more.
pub(super) fn whole(value: &DeValue<'_>) -> Result<u64, String> {
    value
        .as_integer()
        .and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok())
        .ok_or_else(|| String::from("is not a whole number"))
}

/// Returns the reason that lists the words there are.
pub(super) fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("is not one of {}", words.collect::<Vec<_>>().join(", "))
}
