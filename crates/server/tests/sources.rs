//! What no line of the sources does: reach around the environment, or build an
//! answer from loose JSON.
#![expect(clippy::unwrap_used, reason = "a test's helper stands outside it")]

use std::fs;
use std::path::{Path, PathBuf};

/// What only the environment's own files may name.
const RESERVED: [&str; 13] = [
    "SystemTime",
    "UNIX_EPOCH",
    "Instant",
    "tokio::time",
    "tokio::spawn",
    "tokio::task",
    "task::spawn",
    "thread::spawn",
    "thread::sleep",
    "JoinSet",
    "TaskTracker",
    "getrandom",
    "reqwest::Client",
];
/// The store waits for its database and has threads of its own; what it takes is timed there.
const EXEMPT: [&str; 3] = ["environment", "store", "metrics/store"];

/// Lists every file of a folder and of those in it.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Finds a reserved name in a line of code, as a whole word.
fn reserved(line: &str) -> Option<&'static str> {
    let (code, _) = line.split_once("//").unwrap_or((line, ""));
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    RESERVED.into_iter().find(|name| {
        code.match_indices(name).any(|(place, _)| {
            let before = code.get(..place).unwrap_or_default();
            let after = code.get(place + name.len()..).unwrap_or_default();
            !before.ends_with(is_part) && !after.starts_with(is_part)
        })
    })
}

/// Finds lines of code, tests aside, by what they contain. `spared` are the
/// modules that are not read, by their paths.
fn breaches(spared: &[&str], find: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&source, &mut all);
    let count = all.len();
    assert!(count > 100, "{count} files: the sources are elsewhere");
    let mut found = Vec::new();
    for path in all {
        let own = path.strip_prefix(&source).unwrap();
        let module = own.with_extension("");
        let is_test = path.file_stem().is_some_and(|name| name == "tests");
        if is_test || spared.iter().any(|spared| module.starts_with(spared)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let (code, _) = text
            .split_once("#[cfg(test)]\nmod tests {")
            .unwrap_or((&text, ""));
        for (number, line) in code.lines().enumerate() {
            if let Some(name) = find(line) {
                let own = own.display();
                found.push(format!("src/{own}:{}: {name}", number + 1));
            }
        }
    }
    found
}

#[test]
fn nothing_beside_the_environment_reaches_the_outside() {
    let found = breaches(&EXEMPT, reserved).join("\n");
    assert!(found.is_empty(), "use the environment instead of\n{found}");
}

#[test]
fn every_answer_is_a_struct() {
    let macros = |line: &str| line.contains("json!").then_some("json!");
    // What the store keeps, and a document in another's language, are no answers of ours.
    let found = breaches(&["store", "http/description"], macros).join("\n");
    assert!(
        found.is_empty(),
        "write a struct that serde serialises\n{found}"
    );
}

#[test]
fn finds_names_as_whole_words_and_not_in_comments() {
    assert_eq!(reserved("let began = Instant::now();"), Some("Instant"));
    assert_eq!(
        reserved("use std::time::{Duration, Instant};"),
        Some("Instant")
    );
    assert_eq!(reserved("    tokio::spawn(task);"), Some("tokio::spawn"));
    assert_eq!(reserved("// SystemTime is not used"), None);
    assert_eq!(reserved("let instant = Instants::new();"), None);
}
