//! `oneclick keys make` as a person runs it.

use std::process::{Command, Output};

fn make(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneclick"));
    // Even the finest log has none of it.
    command.args(["keys", "make"]).env("RUST_LOG", "trace");
    command.args(words).output().unwrap()
}

#[test]
fn prints_a_line_for_each_key_and_nothing_else() {
    let live = "ONECLICK_SECRET_KEY=sk_live_";
    for (words, prefix, admin) in [
        (&[][..], "ONECLICK_SECRET_KEY=sk_test_", None),
        (&["--mode", "live"], live, None),
        (
            &["--mode", "live", "--admin"],
            live,
            Some("ONECLICK_ADMIN_TOKEN=admin_"),
        ),
    ] {
        let made = make(words);
        assert!(made.status.success() && made.stderr.is_empty());
        let text = String::from_utf8(made.stdout).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let starts = [
            prefix,
            "ONECLICK_VAULT_KEY=",
            "ONECLICK_WEBHOOK_KEYS=whsec_",
        ];
        let starts: Vec<&str> = starts.into_iter().chain(admin).collect();
        assert_eq!(lines.len(), starts.len());
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(start), "{start}");
        }
    }
}

#[test]
fn another_mode_is_refused_with_those_that_there_are() {
    let refused = make(&["--mode", "production"]);
    assert!(!refused.status.success() && refused.stdout.is_empty());
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("must be test or live"), "{told}");
}
