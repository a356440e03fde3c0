use std::ffi::OsString;

use crate::config::*;

fn nothing(_: &str) -> Option<OsString> {
    None
}

#[test]
fn takes_secrets_from_the_environment_first() {
    let environment = |name: &str| match name {
        "ONECLICK_SECRET_KEY" => Some(format!("sk_test_{}", "e".repeat(32)).into()),
        "ONECLICK_VAULT_KEY" => Some(format!("env:{}=", "A".repeat(43)).into()),
        _ => None,
    };
    let config = Config::parse(EXAMPLE, &environment).unwrap();
    assert!(config.secret_keys[0].expose().ends_with("eee"));
    assert_eq!(config.vault_keys[0].id(), "env");
    let bad = |name: &str| (name == "ONECLICK_SECRET_KEY").then(|| OsString::from("hunter2"));
    let wrongs = Config::parse(EXAMPLE, &bad).unwrap_err();
    let told = wrongs[0].to_string();
    assert!(
        told.contains("the environment's ONECLICK_SECRET_KEY"),
        "{told}"
    );
    assert!(!told.contains("hunter2"));
}

#[test]
fn takes_one_secret_key_or_two_while_they_are_rotated() {
    let key = |sign: &str| format!("sk_test_{}", sign.repeat(32));
    let (new, old) = (key("n"), key("o"));
    let example = "\"sk_test_this-is-an-example-and-not-a-secret\"";
    let read = |secret: &str| {
        let config = Config::parse(&EXAMPLE.replace(example, secret), &nothing);
        config.map_err(|wrongs| wrongs[0].reason.clone())
    };
    let two = read(&format!("[\"{new}\", \"{old}\"]")).unwrap();
    let outer =
        |name: &str| (name == "ONECLICK_SECRET_KEY").then(|| format!("{new}, {old}").into());
    for config in [two, Config::parse(EXAMPLE, &outer).unwrap()] {
        let keys: Vec<&str> = config.secret_keys.iter().map(Secret::expose).collect();
        assert_eq!(keys, [&new, &old]);
    }
    let count = "has one key, or two while they are rotated";
    for (secret, reason) in [
        (String::from("[]"), count),
        (format!("[\"{new}\", \"{old}\", \"{}\"]", key("p")), count),
        (String::from("1"), "is neither a text nor a list of texts"),
        (
            format!("[\"{new}\", \"hunter2\"]"),
            "the entry 2 does not begin with sk_test_, as keys of this mode do",
        ),
    ] {
        assert_eq!(read(&secret).unwrap_err(), reason);
    }
}

#[test]
fn opens_with_older_vault_keys() {
    let older = format!(
        "older_vaults = {{ \"2025-01\" = \"{}=\" }}",
        "B".repeat(42) + "A"
    );
    let source = EXAMPLE.replace("# older_vaults", &format!("{older} #"));
    let config = Config::parse(&source, &nothing).unwrap();
    let ids: Vec<&str> = config.vault_keys.iter().map(VaultKey::id).collect();
    assert_eq!(ids, ["example", "2025-01"]);
}
