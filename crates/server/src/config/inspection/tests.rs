use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::config::{Config, EXAMPLE};

const KEY: &str = "sk_test_abcdefghijklmnopqrstuvwxyz012345";
const VAULT: &str = "RQg2cZ8mVw4tJ1yPq7uHkx3oLs9dTf6bGn0aWe5iRjE=";

/// Files that this user alone can read.
fn folder(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("oneclick.toml");
    std::fs::write(&file, text).unwrap();
    set_mode(&file, 0o600);
    (folder, file)
}

fn set_mode(file: &std::path::Path, mode: u32) {
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(file, permissions).unwrap();
}

/// Returns the example, with nothing odd in it.
fn plain(folder: &TempDir) -> String {
    let widget = folder.path().display();
    EXAMPLE
        .replace("sk_test_this-is-an-example-and-not-a-secret", KEY)
        .replace(
            "RXhhbXBsZSBrZXksIGtub3duIHRvIGV2ZXJ5Ym9keSE=\" }",
            &format!("{VAULT}\" }}"),
        )
        .replace(
            "api_key = \"sandbox-key\"",
            "api_key = \"provider-key-0123456789\"",
        )
        .replace("files = \"dist/widget\"", &format!("files = \"{widget}\""))
        + "\n[webhooks]\nsend = false\n"
}

fn odd(text: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let (_folder, file) = folder(text);
    let variables: Vec<(OsString, OsString)> = variables
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let inspection = Config::inspect(&file, &variables);
    let wrong: Vec<String> = inspection.wrong().collect();
    assert_eq!(wrong, [""; 0]);
    inspection.odd().collect()
}

#[test]
fn nothing_is_odd_about_keys_and_places_of_their_own() {
    let files = TempDir::new().unwrap();
    assert_eq!(
        odd(
            &plain(&files),
            &[("HOME", "/"), ("ONECLICK_SECRET_KEY", KEY)]
        ),
        [""; 0]
    );
}

#[test]
fn the_example_s_keys_are_odd_where_they_are_taken() {
    let told = odd(EXAMPLE, &[]);
    for name in [
        "keys.secret",
        "keys.vault.key",
        "providers.smart2pay.api_key",
    ] {
        let known = format!("{name}: is the example's, which everybody knows");
        assert!(told.iter().any(|told| told.ends_with(&known)), "{told:#?}");
    }
}

#[test]
fn each_odd_thing_is_told_by_its_key() {
    let files = TempDir::new().unwrap();
    let plain = plain(&files);
    for (from, to, reason) in [
        (
            "provider-key-0123456789",
            "short",
            "api_key: has 5 characters; one that nobody guesses has 16 and more",
        ),
        (
            "provider-key-0123456789",
            "aaaaaaaaaaaaaaaaaaaab",
            "api_key: repeats a few characters; `oneclick keys make` makes random ones",
        ),
        (
            "provider-key-0123456789",
            VAULT,
            "api_key: is the same as keys.vault.key; each has a key of its own, so that one that is lost is one",
        ),
        (
            "[webhooks]\nsend = false\n",
            "",
            "webhooks: is missing: the shop's backend is told of nothing that ends without its shopper",
        ),
        (
            files.path().to_str().unwrap(),
            "/nowhere",
            "widget.files: is /nowhere, where no folder is: the element's files are not served",
        ),
        (
            "file = \"oneclick.sqlite\"",
            "url = \"postgres://u:hunter2-and-more-of-it@db.example.com/shop?sslmode=disable\"",
            "database.url: goes to another machine without TLS (sslmode=disable): who is between reads and changes what is stored",
        ),
        (
            "file = \"oneclick.sqlite\"",
            "url = \"postgres://u:hunter2@db.example.com/shop\"",
            "database.url, its password: has 7 characters; one that nobody guesses has 16 and more",
        ),
    ] {
        let told = odd(&plain.replace(from, to), &[]);
        assert_eq!(told.len(), 1, "{reason}\n{told:#?}");
        assert!(told.concat().ends_with(reason), "{told:#?}");
        assert!(!told.concat().contains("hunter2"), "{told:#?}");
    }
}

#[test]
fn a_variable_that_nothing_reads_is_told() {
    let files = TempDir::new().unwrap();
    let told = odd(
        &plain(&files),
        &[
            ("ONECLICK_SECRETKEY", "hunter2"),
            ("ONECLICK_FINPAY_MERCHANT_KEY", "x"),
        ],
    );
    assert_eq!(told.len(), 2, "{told:?}");
    let misspelt = "the environment's ONECLICK_SECRETKEY: is not read with this configuration";
    assert!(told.concat().contains(misspelt), "{told:?}");
    assert!(!told.concat().contains("hunter2"));
}

#[test]
fn no_variable_is_called_unread_where_the_file_could_not_be_read() {
    let variables = [("ONECLICK_SECRET_KEY".into(), KEY.into())];
    let (_folder, file) = folder("mode = ");
    for path in [file.clone(), file.with_file_name("none.toml")] {
        let inspection = Config::inspect(&path, &variables);
        assert_eq!(inspection.wrong().count(), 1);
        assert_eq!(inspection.odd().collect::<Vec<String>>(), [""; 0]);
    }
}

#[test]
fn what_every_user_can_read_is_told() {
    let files = TempDir::new().unwrap();
    let database = files.path().join("oneclick.sqlite");
    let secret = files.path().join("secret");
    std::fs::write(&database, "").unwrap();
    std::fs::write(&secret, KEY).unwrap();
    let text = plain(&files).replace("\"oneclick.sqlite\"", &format!("{database:?}"));
    let (_folder, file) = folder(&text);
    let variables = [("ONECLICK_SECRET_KEY_FILE".into(), secret.clone().into())];
    let odd = || {
        Config::inspect(&file, &variables)
            .odd()
            .collect::<Vec<String>>()
    };
    for path in [&file, &database, &secret] {
        set_mode(path, 0o640);
    }
    assert_eq!(odd(), [""; 0]);
    for path in [&file, &database, &secret] {
        set_mode(path, 0o644);
        let told = odd();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told.concat().contains("every user of this machine"),
            "{told:?}"
        );
        set_mode(path, 0o640);
    }
}

#[test]
fn a_database_s_password_in_a_file_that_every_user_can_read_is_told() {
    let files = TempDir::new().unwrap();
    let is_key = |line: &&str| {
        let starts = ["secret = ", "vault = ", "api_key = "];
        starts.iter().any(|start| line.starts_with(start))
    };
    let text = plain(&files);
    let lines: Vec<&str> = text.lines().filter(|line| !is_key(line)).collect();
    let variables = [
        ("ONECLICK_SECRET_KEY", String::from(KEY)),
        ("ONECLICK_VAULT_KEY", format!("now:{VAULT}")),
        (
            "ONECLICK_SMART2PAY_API_KEY",
            String::from("provider-key-0123456789"),
        ),
    ];
    let variables: [(OsString, OsString); 3] =
        variables.map(|(name, value)| (name.into(), value.into()));
    let known = "the file: has keys in it, and every user of this machine can read it: chmod 640";
    for (user, told) in [("u", None), ("u:of-the-database-0123456789", Some(known))] {
        let url = format!("url = \"postgres://{user}@db.example.com/shop\"");
        let text = lines.join("\n").replace("file = \"oneclick.sqlite\"", &url);
        let (_folder, file) = folder(&text);
        set_mode(&file, 0o644);
        let inspection = Config::inspect(&file, &variables);
        let wrong: Vec<String> = inspection.wrong().collect();
        assert_eq!(wrong, [""; 0]);
        let odd: Vec<String> = inspection.odd().collect();
        assert_eq!(odd, Vec::from_iter(told), "{user}");
    }
}

#[test]
fn a_store_in_no_folder_is_refused() {
    let text = EXAMPLE.replace("\"oneclick.sqlite\"", "\"/nowhere/oneclick.sqlite\"");
    let (_folder, file) = folder(&text);
    let inspection = Config::inspect(&file, &[]);
    let wrong: Vec<String> = inspection.wrong().collect();
    let reason = "line 11, database.file: is in the folder /nowhere, which is not there";
    assert_eq!(wrong, [reason]);
    // What is odd is told all the same.
    assert!(inspection.odd().count() > 2);
}

#[test]
fn a_sandbox_in_the_place_of_a_provider_is_odd_with_real_money() {
    let text = EXAMPLE
        .replace("mode = \"test\"", "mode = \"live\"")
        .replace(
            "http://localhost:8789/smart2pay",
            "https://sandbox.example.com/smart2pay",
        )
        + "\n[webhooks]\nurl = \"https://shop.example/\"\nallow_private = true\n";
    let (_folder, file) = folder(&text);
    let odd: Vec<String> = Config::inspect(&file, &[]).odd().collect();
    for reason in [
        "base_url: is on no host of smart2pay.com, where the provider is: does a sandbox answer there?",
        "allow_private: lets webhooks of live mode go into the private network of this server",
    ] {
        assert!(odd.iter().any(|told| told.ends_with(reason)), "{odd:#?}");
    }
}
