//! Chooses the language of a page: the session's, else by what the browser asks for.

use core::cmp::Reverse;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// A language that there are texts of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLanguage(&'static str);

impl PageLanguage {
    /// The language for whom no other one is known.
    pub const ENGLISH: Self = Self("en");

    /// All of them, those of the element.
    pub const ALL: [Self; 16] = [
        Self("ar"),
        Self("da"),
        Self("de"),
        Self("en"),
        Self("es"),
        Self("fi"),
        Self("fr"),
        Self("he"),
        Self("id"),
        Self("it"),
        Self("ja"),
        Self("nl"),
        Self("no"),
        Self("pl"),
        Self("pt"),
        Self("sv"),
    ];

    /// Returns the tag.
    pub fn tag(self) -> &'static str {
        self.0
    }

    /// Returns the direction in which it is written.
    pub fn direction(self) -> &'static str {
        match self.0 {
            "ar" | "he" => "rtl",
            _ => "ltr",
        }
    }

    /// Returns the language that is asked for most, else English.
    pub fn of_browser(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT_LANGUAGE).into_iter();
        values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(wish)
            // Of equal weights the first.
            .min_by_key(|(weight, _)| Reverse(*weight))
            .map_or(Self::ENGLISH, |(_, language)| language)
    }

    /// Finds the language of a tag, whatever the region, by the names of today.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split('-').next()?.to_ascii_lowercase();
        let name = match language.as_str() {
            "nb" | "nn" => "no",
            "iw" => "he",
            "in" => "id",
            other => other,
        };
        Self::ALL.into_iter().find(|known| known.0 == name)
    }
}

/// Reads one language and its weight in thousandths. None for one that is not there, or not
/// wanted.
fn wish(part: &str) -> Option<(u16, PageLanguage)> {
    let mut parts = part.split(';').map(str::trim);
    let tag = parts.next()?;
    let weight = parts.find_map(|part| part.strip_prefix("q="));
    let weight = weight.map_or(Some(1000), thousandths)?;
    (weight > 0).then_some((weight, PageLanguage::of_tag(tag)?))
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
            assert_eq!(PageLanguage::of_browser(&headers).tag(), tag, "{header}");
        }
        assert_eq!(
            PageLanguage::of_browser(&HeaderMap::new()),
            PageLanguage::ENGLISH
        );
    }
}
