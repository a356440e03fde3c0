use std::ffi::OsString;

use crate::config::findings::Finding;
use crate::config::*;

const TOKEN: &str = "admin_0123456789abcdef0123456789abcdef";

fn with(section: &str, token: Option<&str>) -> Result<Option<AdminSettings>, String> {
    let source = format!("{EXAMPLE}\n{section}\n");
    let variable = |name: &str| match name {
        "ONECLICK_ADMIN_TOKEN" => token.map(OsString::from),
        _ => None,
    };
    let told = |wrongs: Vec<Finding>| {
        let told: Vec<String> = wrongs.iter().map(ToString::to_string).collect();
        told.join("\n")
    };
    Config::parse(&source, &variable)
        .map(|config| config.admin)
        .map_err(told)
}

#[test]
fn the_operators_page_is_at_a_loopback_address_alone_and_has_a_token() {
    assert!(with("", Some(TOKEN)).unwrap().is_none());
    let at = |at: &str| format!("[admin]\nlisten = \"{at}\"");
    for address in ["127.0.0.1:9465", "[::1]:9465", "127.0.0.1:0"] {
        let settings = with(&at(address), Some(TOKEN)).unwrap().unwrap();
        assert_eq!(settings.listen.to_string(), address);
        assert_eq!(settings.token.expose(), TOKEN);
    }
    for (address, reason) in [
        ("0.0.0.0:9465", "admin.listen: is not a loopback address"),
        ("[::]:9465", "is not a loopback address"),
        ("10.0.0.1:9465", "is not a loopback address"),
        ("9465", "is not an address and a port"),
        ("127.0.0.1:8787", "is the address of `listen`"),
    ] {
        let told = with(&at(address), Some(TOKEN)).unwrap_err();
        assert!(told.contains(reason), "{told}");
    }
    let both = format!(
        "[metrics]\nlisten = \"127.0.0.1:9465\"\n{}",
        at("127.0.0.1:9465")
    );
    let told = with(&both, Some(TOKEN)).unwrap_err();
    assert!(
        told.contains("is the address of `metrics.listen`"),
        "{told}"
    );
}

#[test]
fn a_token_that_can_be_guessed_or_is_the_merchants_is_refused() {
    let section = "[admin]\nlisten = \"127.0.0.1:9465\"";
    for (token, reason) in [
        (
            None,
            "give it here or in the environment as ONECLICK_ADMIN_TOKEN",
        ),
        (Some("admin_short"), "has fewer than 32 characters"),
        (
            Some("sk_test_0123456789abcdef0123456789abcdef"),
            "does not begin with admin_",
        ),
        (
            Some("admin_0123456789abcdef 0123456789abcdef"),
            "or others than A–Z",
        ),
    ] {
        let told = with(section, token).unwrap_err();
        assert!(told.contains(reason), "{told}");
        assert!(token.is_none_or(|token| !told.contains(token)), "{told}");
    }
}
