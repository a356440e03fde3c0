//! Chooses the language of a page by what the browser asks for.

use core::cmp::Reverse;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

use crate::http::returns::texts::{ENGLISH, OTHERS, ReturnTexts};

/// Returns the texts of the language that is asked for most, else English.
pub fn choose(headers: &HeaderMap) -> &'static ReturnTexts {
    let values = headers.get_all(ACCEPT_LANGUAGE).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(wish)
        // Of equal weights the first.
        .min_by_key(|(weight, _)| Reverse(*weight))
        .map_or(&ENGLISH, |(_, texts)| texts)
}

/// Reads one language and its weight in thousandths. None for one that is not there, or not
/// wanted.
fn wish(part: &str) -> Option<(u16, &'static ReturnTexts)> {
    let mut parts = part.split(';').map(str::trim);
    let tag = parts.next()?;
    let weight = parts.find_map(|part| part.strip_prefix("q="));
    let weight = weight.map_or(Some(1000), thousandths)?;
    (weight > 0).then_some((weight, find(tag)?))
}

/// Reads a weight, which has at most three digits behind its point.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    match (whole, rest.len()) {
        ("1", _) => Some(1000),
        ("0", 0..=3) => format!("{rest:0<3}").parse().ok(),
        _ => None,
    }
}

/// Finds the texts of a tag by its language, whatever the region, by the names of today.
fn find(tag: &str) -> Option<&'static ReturnTexts> {
    let language = tag.split('-').next()?.to_ascii_lowercase();
    let name = match language.as_str() {
        "nb" | "nn" => "no",
        "iw" => "he",
        "in" => "id",
        other => other,
    };
    let mut all = core::iter::once(&ENGLISH).chain(&OTHERS);
    all.find(|texts| texts.tag == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_language_it_wants_most() {
        for (header, tag) in [
            ("de", "de"),
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en;q=0.8, fr-CA ;q=0.9", "fr"),
            ("da;q=0.5,sv;q=0.50,fi;q=0.5", "da"),
            ("zh-CN,zh;q=0.9,ja;q=0.125", "ja"),
            ("nb-NO", "no"),
            ("nn", "no"),
            ("iw", "he"),
            ("in-ID", "id"),
            ("PT-br", "pt"),
            ("sv;q=0,pl;q=0.001", "pl"),
            ("*", "en"),
            ("", "en"),
            ("tlh, ;q=, ,;", "en"),
            ("de;q=0.1234,nl;q=0.1", "nl"),
            ("de;q=x,nl;q=0.1", "nl"),
            ("de;q=2,nl;q=1.000", "nl"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(choose(&headers).tag, tag, "{header}");
        }
        assert_eq!(choose(&HeaderMap::new()).tag, "en");
    }
}
