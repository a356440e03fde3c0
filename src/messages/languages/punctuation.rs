//! Messages are punctuated as people of their language do.

use super::{expect_none, languages};

/// The spaces at which a line does not end.
const KEPT: [char; 2] = ['\u{a0}', '\u{202f}'];
/// The signs in the place of which Japanese and Arabic have their own.
const NOT_JAPANESE: [char; 8] = [',', '.', '!', '?', ':', ';', '(', ')'];
const NOT_ARABIC: [char; 3] = [',', ';', '?'];

/// Returns a message without its placeholders and without what is no sentence.
fn words(key: &str, text: &str) -> String {
    let parts = text
        .split('{')
        .map(|part| part.rsplit('}').next().unwrap_or(part));
    let all: String = parts.collect();
    if key == super::CONSENT {
        String::new()
    } else {
        all
    }
}

/// Returns what is wrong with the signs of a message.
fn fault(name: &str, words: &str) -> Option<&'static str> {
    let pairs = [('¿', '?'), ('¡', '!')];
    let count = |sign: char| words.matches(sign).count();
    let french = words.char_indices().any(|(at, sign)| {
        let before = words.get(..at).and_then(|all| all.chars().next_back());
        ":;?!»".contains(sign) && !before.is_some_and(|before| KEPT.contains(&before))
    });
    let spaced = words
        .split(KEPT)
        .skip(1)
        .any(|after| after.starts_with([':', ';', '?', '!']));
    match name {
        "fr" if french => Some("needs a no-break space before a double sign"),
        "fr" => None,
        "es" if pairs
            .iter()
            .any(|(open, close)| count(*open) != count(*close)) =>
        {
            Some("needs a sign at both ends of a question or a call")
        }
        "ja" if words.contains(NOT_JAPANESE) => Some("has signs of half a width"),
        "ar" if words.contains(NOT_ARABIC) => Some("has signs of Latin writing"),
        _ if spaced => Some("has a space before a double sign"),
        _ => None,
    }
}

#[test]
fn every_message_is_punctuated_as_its_language_is() {
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        for (key, text) in &language {
            if let Some(fault) = fault(&name, &words(key, text)) {
                wrong.push(format!("{name}: {key} {fault}: {text:?}"));
            }
        }
    }
    expect_none(wrong);
}

#[test]
fn a_sign_of_another_language_is_found() {
    for (name, text, wrong) in [
        ("fr", "expire bientôt\u{a0}: juin", false),
        ("fr", "Merci\u{202f}!", false),
        ("fr", "Merci !", true),
        ("fr", "Merci!", true),
        ("es", "¡Gracias!", false),
        ("es", "Gracias!", true),
        ("ja", "カード（すべて）", false),
        ("ja", "カード.", true),
        ("ar", "تابع، ثم ادفع", false),
        ("ar", "تابع, ثم ادفع", true),
        ("de", "Danke!", false),
        ("de", "Danke\u{a0}!", true),
    ] {
        assert_eq!(fault(name, text).is_some(), wrong, "{name}: {text:?}");
    }
}

/// A noun behind a number has up to six forms; in brackets by itself a number needs none.
/// Times come with their unit from the browser.
#[test]
fn a_count_stands_by_itself() {
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        let counts = language.iter().filter(|(_, text)| text.contains("{count}"));
        let bent = counts
            .filter(|(_, text)| !text.ends_with("({count})") && !text.ends_with("（{count}）"));
        wrong.extend(bent.map(|(key, text)| format!("{name}: {key} counts a noun: {text:?}")));
    }
    expect_none(wrong);
}
