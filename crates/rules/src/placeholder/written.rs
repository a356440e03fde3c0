//! Texts that were written for an address or for a page.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What pages write for letters that mean something there.
const ENTITIES: &[(&str, &str)] = &[
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#39;", "'"),
    ("&#123;", "{"),
    ("&#125;", "}"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];

/// The text with the wide letters that are typed between Chinese and Japanese
/// ones (`ＮＵＬＬ`) as what they are.
pub(super) fn narrow(text: &str) -> String {
    let narrowed = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    text.chars().map(narrowed).collect()
}

/// What was meant, where the text was written for an address or for a page.
pub(super) fn as_meant(text: &str) -> Option<String> {
    let mut meant = of_address(text).unwrap_or_else(|| String::from(text));
    for (entity, letter) in ENTITIES {
        meant = meant.replace(entity, letter);
    }
    (meant != text).then_some(meant)
}

/// The text with its `%7B` read; `None` where there is none, or it is no text.
fn of_address(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8().ok()? {
        Cow::Owned(read) => Some(read),
        Cow::Borrowed(_) => None,
    }
}
