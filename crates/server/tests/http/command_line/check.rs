//! `oneclick check` as a person runs it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use oneclick_server::config::EXAMPLE;

/// Runs it on a configuration; what it prints, and its exit code.
fn check(text: &str, words: &[&str]) -> (String, Option<i32>) {
    check_logging("text", text, words)
}

/// The same, where the environment says how the log is written.
fn check_logging(format: &str, text: &str, words: &[&str]) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .args(["check", "--config"])
        .arg(&file)
        .args(words)
        .env("ONECLICK_LOG_FORMAT", format)
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

/// The files of `deploy/kubernetes`, as they are applied.
const MANIFEST: &str = include_str!("../../../../../deploy/kubernetes/configuration.yaml");
const DEPLOYMENT: &str = include_str!("../../../../../deploy/kubernetes/deployment.yaml");

#[test]
fn the_configuration_for_kubernetes_can_be_served_with_the_secrets_that_the_pods_have() {
    let folder = tempfile::tempdir().unwrap();
    let (_, block) = MANIFEST.split_once("oneclick.toml: |\n").unwrap();
    let lines = block
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_oneclick"))
        .args(["keys", "make"])
        .output()
        .unwrap();
    let secrets = String::from_utf8(made.stdout).unwrap()
        + "ONECLICK_SMART2PAY_API_KEY=of-the-provider-0123456789\n"
        + "ONECLICK_DATABASE_URL=postgres://oneclick:of-the-database-0123456789@db.example.com/oneclick\n";
    let mut check = Command::new(env!("CARGO_BIN_EXE_oneclick"));
    check.args(["check", "--config"]).arg(&file).env_clear();
    for line in secrets.lines() {
        let (name, value) = line.split_once('=').unwrap();
        let variable = format!("{name}_FILE");
        assert!(
            DEPLOYMENT.contains(&format!("- name: {variable}\n")),
            "{variable}"
        );
        let secret = folder.path().join(name);
        std::fs::write(&secret, format!("{value}\n")).unwrap();
        std::fs::set_permissions(&secret, Permissions::from_mode(0o640)).unwrap();
        check.env(variable, secret);
    }
    let output = check.output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    // The widget's files are in the image, and nothing else is odd.
    let odd: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("odd: "))
        .collect();
    assert!(
        matches!(odd.as_slice(), [one] if one.contains("widget.files: is /widget,")),
        "{told}"
    );
}

#[test]
fn a_variable_that_the_log_reads_is_judged_and_is_no_misspelling() {
    let (told, _) = check_logging("json", EXAMPLE, &[]);
    assert!(!told.contains("ONECLICK_LOG_FORMAT"), "{told}");
    let (told, exit) = check_logging("xml", EXAMPLE, &[]);
    assert_eq!(exit, Some(1), "{told}");
    let rule = "wrong: the environment's ONECLICK_LOG_FORMAT: is text or json, not xml";
    assert!(told.contains(rule), "{told}");
}
