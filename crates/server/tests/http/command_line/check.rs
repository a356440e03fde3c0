//! `oneclick check` as a person runs it.

use std::process::Command;

use oneclick_server::config::EXAMPLE;

/// Runs it on a configuration; what it prints, and its exit code.
fn check(text: &str, words: &[&str]) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .args(["check", "--config"])
        .arg(&file)
        .args(words)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty());
    (
        String::from_utf8(output.stdout).unwrap(),
        output.status.code(),
    )
}

#[test]
fn what_is_odd_is_told_and_fails_if_that_is_asked_for() {
    for (words, code) in [(&[][..], 0), (&["--strict"], 1)] {
        let (told, exit) = check(EXAMPLE, words);
        assert_eq!(exit, Some(code), "{told}");
        let odd = "odd: line 23, keys.secret: is the example's, which everybody knows\n";
        assert!(told.contains(odd), "{told}");
        assert!(
            told.contains("oneclick.toml can be served; odd: "),
            "{told}"
        );
    }
}

#[test]
fn all_that_is_wrong_comes_before_all_that_is_odd() {
    let text = EXAMPLE
        .replace("sk_test_", "pk_test_")
        .replace("site_id = 1010", "site_id = -1");
    let (told, exit) = check(&text, &[]);
    assert_eq!(exit, Some(1), "{told}");
    let of = |kind| told.lines().filter(move |line| line.starts_with(kind));
    let begins: Vec<bool> = told
        .lines()
        .map(|line| line.starts_with("wrong: "))
        .collect();
    assert!(begins.starts_with(&[true, true, false]), "{told}");
    assert_eq!(
        (of("wrong: ").count(), of("odd: ").count() > 2),
        (2, true),
        "{told}"
    );
    assert!(told.contains("is refused; wrong: 2, odd: "), "{told}");
    assert!(!told.contains("not-a-secret"), "{told}");
}
