//! Every language has every message, and every message is shown.

mod punctuation;
mod spelling;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::MessageKey;

type Language = BTreeMap<String, String>;

/// The name of the text that a shopper agrees to, the same in every language.
const CONSENT: &str = "new_card.consent";
/// What stands between two texts of one sentence.
const COMMA: &str = "comma";

/// What is spelled as in English, by language.
const SAME_AS_IN_ENGLISH: [(&str, &[&str]); 7] = [
    ("da", &["cvc", "request_id"]),
    ("de", &["cvc", "receipt.shop"]),
    ("fi", &["cvc"]),
    ("ja", &["cvc"]),
    ("nl", &["cvc"]),
    ("no", &["cvc"]),
    ("sv", &["cvc"]),
];

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)).unwrap()
}

fn messages(path: &str) -> Language {
    serde_json::from_str(&source(path)).unwrap_or_else(|error| panic!("src/{path}: {error}"))
}

/// The languages, by their tags, which are the names of their files.
fn languages() -> BTreeMap<String, Language> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/languages");
    let files = fs::read_dir(folder).unwrap();
    let read = |file: String| {
        let name = file.strip_suffix(".json").unwrap();
        (name.to_owned(), messages(&format!("languages/{file}")))
    };
    files
        .map(|file| read(file.unwrap().file_name().into_string().unwrap()))
        .collect()
}

/// What stands in braces, and how often.
fn placeholders(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    parts.map(|part| part.split_once('}').unwrap().0).collect()
}

/// The same, in an order that is no language's.
fn sorted(text: &str) -> Vec<&str> {
    let mut all = placeholders(text);
    all.sort_unstable();
    all
}

/// Fails with all that is wrong, a line each.
fn expect_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn english_has_the_keys_of_the_views_and_of_the_script_and_no_other() {
    let english: BTreeSet<String> = messages("languages/en.json").into_keys().collect();
    let script = messages("script/english.json").into_keys();
    let views = MessageKey::ALL.iter().map(|key| key.as_str().to_owned());
    let used: BTreeSet<String> = views.chain(script).collect();
    let missing: Vec<_> = used.difference(&english).collect();
    let unused: Vec<_> = english.difference(&used).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "missing: {missing:?}, unused: {unused:?}"
    );
}

#[test]
fn every_key_is_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view");
    let views: String = fs::read_dir(folder)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .chain([source("../crates/rules/src/messages/choice.rs")])
        .collect();
    let words: BTreeSet<&str> = views
        .split(|character: char| !character.is_alphanumeric() && character != ':')
        .collect();
    for key in MessageKey::ALL {
        assert!(
            words.contains(format!("Key::{key:?}").as_str()),
            "no view shows {key:?}"
        );
    }
    let screen = source("script/runtime_screen.js");
    for key in messages("script/english.json").into_keys() {
        assert!(
            screen.contains(&format!("\"{key}\"")),
            "the script does not show {key}"
        );
    }
}

#[test]
fn what_the_script_says_in_english_is_what_the_language_says() {
    let english = messages("languages/en.json");
    for (key, text) in messages("script/english.json") {
        assert_eq!(english.get(&key), Some(&text), "{key}");
    }
}

#[test]
fn every_language_has_the_keys_of_english_and_no_other() {
    let english = messages("languages/en.json");
    let mut wrong = Vec::new();
    for (name, language) in languages() {
        let missing = english.keys().filter(|key| !language.contains_key(*key));
        wrong.extend(missing.map(|key| format!("src/languages/{name}.json has no {key}")));
        let unknown = language.keys().filter(|key| !english.contains_key(*key));
        wrong.extend(unknown.map(|key| format!("src/languages/{name}.json has {key}: unknown")));
    }
    expect_none(wrong);
}

#[test]
fn every_message_is_translated() {
    let all = languages();
    let english = &all["en"];
    let mut wrong = Vec::new();
    for (name, language) in all.iter().filter(|(name, _)| *name != "en") {
        let entry = SAME_AS_IN_ENGLISH.iter().find(|(of, _)| of == name);
        let allowed = entry.map_or(&[][..], |(_, keys)| keys);
        let is_same = |key: &str| language.get(key) == english.get(key);
        let same = language
            .keys()
            .filter(|key| is_same(key) && !allowed.contains(&key.as_str()))
            .filter(|key| ![CONSENT, COMMA].contains(&key.as_str()));
        wrong.extend(same.map(|key| format!("{name}: {key} is not translated")));
        let other = allowed.iter().filter(|key| !is_same(key));
        wrong.extend(other.map(|key| format!("{name}: {key} is not as in English any more")));
    }
    expect_none(wrong);
}

#[test]
fn a_message_has_the_same_placeholders_in_every_language_and_two_only_with_the_amount() {
    let all = languages();
    let english = &all["en"];
    let mut wrong = Vec::new();
    for (name, language) in &all {
        for (key, text) in language {
            let expected = english.get(key).map(|text| sorted(text));
            let found = sorted(text);
            let is_odd = found.len() > 2 || (found.len() == 2 && !found.contains(&"amount"));
            if is_odd || expected.as_ref() != Some(&found) {
                wrong.push(format!("{name}: {key} has {found:?}, and not {expected:?}"));
            }
        }
    }
    expect_none(wrong);
}

#[test]
fn what_a_shopper_agrees_to_has_one_name_in_every_language() {
    let all = languages();
    for (name, language) in &all {
        assert_eq!(language.get(CONSENT), all["en"].get(CONSENT), "{name}");
    }
}
