//! Every language has every message, and every message is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::MessageKey;

type Language = BTreeMap<String, String>;

/// What is spelled the same in German and in English.
const SAME_IN_GERMAN: [&str; 2] = ["cvc", "new_card.consent"];

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)).unwrap()
}

fn messages(path: &str) -> Language {
    serde_json::from_str(&source(path)).unwrap()
}

/// The languages beside English, by the name of their files.
fn translations() -> Vec<(String, Language)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/languages");
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let others: Vec<_> = names.filter(|name| name != "en.json").collect();
    assert!(!others.is_empty());
    let read = |name: String| (name.clone(), messages(&format!("languages/{name}")));
    others.into_iter().map(read).collect()
}

/// What stands in braces, and how often.
fn placeholders(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    parts.map(|part| part.split_once('}').unwrap().0).collect()
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
fn every_language_translates_every_message() {
    let english = messages("languages/en.json");
    for (name, language) in translations() {
        let keys = |language: &Language| -> Vec<String> { language.keys().cloned().collect() };
        assert_eq!(keys(&language), keys(&english), "{name}");
        for (key, text) in &english {
            let translated = &language[key];
            let is_same = translated == text && !SAME_IN_GERMAN.contains(&key.as_str());
            assert!(
                !is_same && !translated.trim().is_empty(),
                "{name}: {key} is not translated"
            );
        }
    }
}

#[test]
fn a_message_has_the_same_placeholder_in_every_language_and_at_most_one() {
    let english = messages("languages/en.json");
    for (name, language) in translations() {
        for (key, text) in &english {
            let expected = placeholders(text);
            assert!(expected.len() <= 1, "{key} has more than one placeholder");
            assert_eq!(placeholders(&language[key]), expected, "{name}: {key}");
        }
    }
}
