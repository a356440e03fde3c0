//! Messages are written with the signs of their language.

use super::{COMMA, Language, expect_none, languages};

/// What is read behind another text: it brings the space before it along.
const CONTINUATIONS: [&str; 4] = ["cvc.long", "cvc.place", "cvc.place.3", "cvc.place.4"];
/// The languages that put no space between words.
const WITHOUT_SPACES: [&str; 1] = ["ja"];
/// The languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 2] = ["ar", "he"];
/// What a text keeps together by, whatever the direction around it.
const ISOLATES: [char; 2] = ['\u{2066}', '\u{2069}'];

/// Returns what is wrong with the spelling of a message.
fn fault(name: &str, key: &str, text: &str) -> Option<&'static str> {
    if key == COMMA {
        let is_spaced = text.ends_with(' ') != WITHOUT_SPACES.contains(&name);
        let is_one = [",", "、", "،"].contains(&text.trim_end());
        return (!is_spaced || !is_one).then_some("is no comma of its language");
    }
    let is_behind = CONTINUATIONS.contains(&key) && !WITHOUT_SPACES.contains(&name);
    let bare = match text.strip_prefix(' ') {
        Some(bare) if is_behind => bare,
        None if is_behind => return Some("needs a space before it"),
        _ => text,
    };
    let ends_open = bare.ends_with([',', ';', '、', '،']);
    if bare.is_empty() || bare.trim() != bare {
        Some("is empty, or has spaces around it")
    } else if text.contains("  ") {
        Some("has two spaces")
    } else if text.contains(['"', '\'', '`']) {
        Some("has straight quotes")
    } else if text.contains("...") || text.contains("。。") {
        Some("has dots in the place of an ellipsis")
    } else if text.contains(|sign: char| sign.is_control()) {
        Some("has a control character")
    } else if text.contains(['<', '>', '&']) {
        Some("has markup")
    } else if ends_open {
        Some("ends in the middle of a sentence")
    } else {
        None
    }
}

#[test]
fn every_message_is_written_with_the_signs_of_its_language() {
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        for (key, text) in &language {
            if let Some(fault) = fault(&name, key, text) {
                wrong.push(format!("{name}: {key} {fault}: {text:?}"));
            }
        }
    }
    expect_none(wrong);
}

#[test]
fn a_wrong_sign_is_found() {
    for (text, wrong) in [
        ("Pay", false),
        ("Payez…", false),
        ("Pay ", true),
        ("", true),
        ("Pay  now", true),
        ("Don't", true),
        ("\"Pay\"", true),
        ("Paying...", true),
        ("<b>Pay</b>", true),
        ("Pay,", true),
        ("Pay\n", true),
    ] {
        assert_eq!(fault("en", "pay", text).is_some(), wrong, "{text:?}");
    }
    assert!(fault("en", "cvc.long", "(code)").is_some());
    assert!(fault("en", "cvc.long", " (code)").is_none());
    assert!(fault("ja", "cvc.long", "（コード）").is_none());
}

/// Whether a sentence ends here: where English ends one, so does every language.
fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '。', '؟', '？'])
}

#[test]
fn what_is_a_sentence_in_english_is_one_in_every_language() {
    let all = languages();
    let english = &all["en"];
    let mut wrong = Vec::new();
    for (name, language) in &all {
        for (key, text) in language {
            let of_english = english.get(key).map(String::as_str).unwrap_or_default();
            if is_sentence(text) != is_sentence(of_english) {
                wrong.push(format!(
                    "{name}: {key} is not ended as {of_english:?}: {text:?}"
                ));
            }
            if text.ends_with('…') != of_english.ends_with('…') {
                wrong.push(format!(
                    "{name}: {key} has another ellipsis than {of_english:?}"
                ));
            }
        }
    }
    expect_none(wrong);
}

/// A request id has letters, digits and dashes: among words that are written from right to
/// left a browser would put its parts in another order.
#[test]
fn a_request_id_is_kept_together_where_words_run_from_right_to_left() {
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        let expected = RIGHT_TO_LEFT.contains(&name.as_str());
        let text = language
            .get("request_id")
            .map(String::as_str)
            .unwrap_or_default();
        if text.contains("\u{2066}{request_id}\u{2069}") != expected {
            wrong.push(format!(
                "{name}: request_id stands in isolates: {expected} is right"
            ));
        }
        wrong.extend(others_with_isolates(&name, &language));
    }
    expect_none(wrong);
}

fn others_with_isolates(name: &str, language: &Language) -> Vec<String> {
    let others = language.iter().filter(|(key, _)| *key != "request_id");
    others
        .filter(|(_, text)| text.contains(ISOLATES))
        .map(|(key, _)| format!("{name}: {key} has isolates for nothing"))
        .collect()
}

/// What says that no money has moved is the same sentence wherever it stands.
#[test]
fn nothing_was_charged_is_said_in_the_same_words_everywhere() {
    let all = languages();
    let english = &all["en"];
    let sentence = &english["nothing"];
    let keys: Vec<_> = english
        .iter()
        .filter(|(key, text)| *key != "nothing" && text.contains(sentence.as_str()))
        .map(|(key, _)| key)
        .collect();
    assert!(keys.len() > 8, "English says it in {keys:?} only");
    let mut wrong = Vec::new();
    for (name, language) in &all {
        let said = |key: &str| language.get(key).map(String::as_str).unwrap_or_default();
        let sentence = said("nothing");
        for key in &keys {
            if !said(key).contains(sentence) {
                wrong.push(format!("{name}: {key} does not say {sentence:?}"));
            }
        }
        let title = said("not_charged");
        if sentence.trim_end_matches(['.', '。']) != title {
            wrong.push(format!(
                "{name}: not_charged is not {sentence:?} without its stop"
            ));
        }
    }
    expect_none(wrong);
}

/// Where it is not known what became of a payment, or nobody may pay again, the words are
/// the same wherever they stand: `of` one message in another.
#[test]
fn what_is_not_known_is_said_in_the_same_words_everywhere() {
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        let said = |key: &str| language.get(key).map(String::as_str).unwrap_or_default();
        let first = |key: &str| -> String {
            said(key)
                .split_inclusive(['.', '。'])
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let pairs = [
            ("unknown.text", first("unknown.text"), "contact.text"),
            ("unknown.text", first("unknown.text"), "runtime.open"),
            ("unknown.text", first("unknown.text"), "review.text"),
        ];
        for (of, words, key) in pairs {
            if words.is_empty() || !said(key).contains(&words) {
                wrong.push(format!("{name}: {key} does not say {words:?} of {of}"));
            }
        }
    }
    expect_none(wrong);
}
