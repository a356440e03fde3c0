use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use tempfile::TempDir;

use crate::config::{Config, EXAMPLE};
use crate::vault::VaultKey;

const KEY: &str = "sk_test_abcdefghijklmnopqrstuvwxyz012345";

/// Reads the example with these variables.
fn read(variables: &[(&str, OsString)]) -> Result<Config, Vec<String>> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    Config::parse(EXAMPLE, &variable)
        .map_err(|wrongs| wrongs.iter().map(ToString::to_string).collect())
}

fn file(folder: &TempDir, content: &[u8]) -> OsString {
    let file = folder.path().join("secret");
    std::fs::write(&file, content).unwrap();
    file.into()
}

#[test]
fn a_secret_comes_from_a_file_without_the_end_of_its_line() {
    let folder = TempDir::new().unwrap();
    for end in ["", "\n", "\r\n"] {
        let secret = file(&folder, format!("{KEY}{end}").as_bytes());
        let config = read(&[("ONECLICK_SECRET_KEY_FILE", secret)]).unwrap();
        assert_eq!(config.secret_keys[0].expose(), KEY);
    }
}

#[test]
fn every_secret_comes_from_a_file() {
    let folder = TempDir::new().unwrap();
    let base64 = |sign: &str| format!("{}=", sign.repeat(42) + "A");
    let secrets = [
        ("ONECLICK_SECRET_KEY_FILE", String::from(KEY)),
        ("ONECLICK_VAULT_KEY_FILE", format!("now:{}", base64("B"))),
        (
            "ONECLICK_OLDER_VAULT_KEYS_FILE",
            format!("a:{},b:{}", base64("C"), base64("D")),
        ),
        (
            "ONECLICK_SMART2PAY_API_KEY_FILE",
            String::from("of-the-file"),
        ),
    ];
    let variables = secrets.map(|(name, value)| {
        let file = folder.path().join(name);
        std::fs::write(&file, value + "\n").unwrap();
        (name, OsString::from(file))
    });
    let config = read(&variables).unwrap();
    let ids: Vec<&str> = config.vault_keys.iter().map(VaultKey::id).collect();
    assert_eq!(ids, ["now", "a", "b"]);
}

#[test]
fn what_cannot_be_a_secret_is_refused_by_the_variables_name_and_nothing_of_it_is_told() {
    let folder = TempDir::new().unwrap();
    let shown = folder.path().display().to_string();
    let (name, by_file) = ("ONECLICK_SECRET_KEY", "ONECLICK_SECRET_KEY_FILE");
    let hidden = [b"hunter2".as_slice(), &[0xff]].concat();
    let cases = [
        (
            vec![(name, OsString::from_vec(hidden.clone()))],
            String::from("ONECLICK_SECRET_KEY: is not UTF-8"),
        ),
        (
            vec![(by_file, OsString::new())],
            String::from("ONECLICK_SECRET_KEY_FILE: is empty; it names the file"),
        ),
        (
            vec![(name, KEY.into()), (by_file, "/hunter2".into())],
            String::from("ONECLICK_SECRET_KEY_FILE: stands beside ONECLICK_SECRET_KEY"),
        ),
        (
            vec![(by_file, folder.path().join("none").into())],
            format!("ONECLICK_SECRET_KEY_FILE: names {shown}/none, which cannot be read: No such"),
        ),
        (
            vec![(by_file, folder.path().into())],
            format!("ONECLICK_SECRET_KEY_FILE: names {shown}, which cannot be read: Is a dir"),
        ),
    ];
    for (variables, reason) in cases {
        let told = read(&variables).unwrap_err();
        assert_eq!(told.len(), 1, "{told:?}");
        let told = told.concat();
        assert!(
            told.contains(&format!("the environment's {reason}")),
            "{told}"
        );
        assert!(!told.contains("hunter2") && !told.contains(KEY), "{told}");
    }
    for (content, reason) in [
        (b"\n".to_vec(), "which is empty"),
        (hidden, "which is not in UTF-8"),
        (
            b"hunter2".repeat(10_000),
            "which is longer than 65536 bytes",
        ),
        (b"hunter2".to_vec(), "does not begin with sk_test_"),
    ] {
        let told = read(&[(by_file, file(&folder, &content))]).unwrap_err();
        let told = told.concat();
        assert!(told.contains(by_file) && told.contains(reason), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn a_vault_key_that_cannot_be_read_is_told_once() {
    let text = EXAMPLE.replace("vault = {", "# vault = {");
    let variable = |name: &str| (name == "ONECLICK_VAULT_KEY_FILE").then(OsString::new);
    let wrongs = Config::parse(&text, &variable).unwrap_err();
    assert_eq!(wrongs.len(), 1, "{wrongs:?}");
}

#[test]
fn older_vault_keys_of_the_environment_are_checked_as_those_of_the_file() {
    let example = "RXhhbXBsZSBrZXksIGtub3duIHRvIGV2ZXJ5Ym9keSE=";
    let name = "ONECLICK_OLDER_VAULT_KEYS";
    let twice = read(&[(name, format!("example:{example}").into())]).unwrap_err();
    assert!(
        twice
            .concat()
            .ends_with("keys.older_vaults: names the key `example` again"),
        "{twice:?}"
    );
    let told = read(&[(name, "hunter2".into())]).unwrap_err().concat();
    assert_eq!(told, format!("the environment's {name}: is not ID:KEY"));
    // The example's key opens nothing where money is real.
    let live = EXAMPLE
        .replace("mode = \"test\"", "mode = \"live\"")
        .replace(
            "# older_vaults = { \"2025-01\" = \"<base64 of 32 bytes>\" }",
            &format!("older_vaults = {{ old = \"{example}\" }}"),
        );
    let wrongs = Config::parse(&live, &|_| None).unwrap_err();
    let known = "keys.older_vaults.old: is the example's, which everybody knows";
    assert!(
        wrongs
            .iter()
            .any(|wrong| wrong.to_string().ends_with(known)),
        "{wrongs:?}"
    );
}
