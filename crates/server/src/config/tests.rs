use crate::config::*;

fn nothing(_: &str) -> Option<OsString> {
    None
}

/// Returns the reasons, as printed, for the example with `from` replaced by `to`.
fn refused(from: &str, to: &str) -> Vec<String> {
    assert!(EXAMPLE.contains(from), "{from}");
    let wrongs = Config::parse(&EXAMPLE.replace(from, to), &nothing).unwrap_err();
    wrongs.iter().map(ToString::to_string).collect()
}

#[test]
fn takes_its_own_example() {
    let config = Config::parse(EXAMPLE, &nothing).unwrap();
    assert_eq!(config.mode, Mode::Test);
    assert_eq!(config.cvc, CvcPolicy::Required);
    assert_eq!(config.public_url.as_str(), "http://localhost:8787");
    assert_eq!(config.engine.not_found_after, None);
    assert_eq!(config.engine.review_after.as_secs(), 72 * 3600);
    assert_eq!(config.vault_keys.len(), 1);
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("not-a-secret") && !shown.contains("sandbox-key"),
        "{shown}"
    );
}

#[test]
fn refuses_each_wrong_value_by_line_key_and_reason() {
    let cases = [
        (
            "mode = \"test\"",
            "mode = \"prod\"",
            "line 5, mode: is neither \"test\" nor \"live\"",
        ),
        (
            "127.0.0.1:8787",
            "0.0.0.0:8787",
            "line 6, listen: is not a loopback address: give [http] certificate and key, or say with behind_tls_proxy = true that a proxy speaks TLS",
        ),
        (
            "public_url = \"http://localhost:8787\"",
            "public_url = \"http://shop.example\"",
            "line 7, public_url: is not https (http is taken for a loopback address alone)",
        ),
        (
            "origins = [\"http://localhost:8080\"]     #",
            "origins = [\"http://localhost:8080/\"] #",
            "line 18, widget.origins: the entry \"http://localhost:8080/\" is not an exact origin; browsers write it \"http://localhost:8080\"",
        ),
        (
            "origins = [\"http://localhost:8080\"]     #",
            "origins = [] #",
            "line 18, widget.origins: is empty; at least one entry is needed",
        ),
        (
            "sk_test_this",
            "sk_live_this",
            "line 23, keys.secret: does not begin with sk_test_, as keys of this mode do",
        ),
        (
            "sk_test_this-is-an-example-and-not-a-secret",
            "sk_test_short",
            "line 23, keys.secret: has fewer than 32 characters after its prefix, or others than A–Z a–z 0–9 _ -",
        ),
        (
            "RXhhbXBsZSBrZXks",
            "",
            "line 24, keys.vault.key: is not 32 bytes in base64",
        ),
        (
            "cvc = \"required\"",
            "cvc = \"always\"",
            "line 30, payments.cvc: is not one of never, optional, required, hosted",
        ),
        (
            "base_url = \"http://localhost:8789/smart2pay\"",
            "base_url = \"http://provider.example\"",
            "line 36, providers.smart2pay.base_url: is not https (http is taken for a loopback address alone)",
        ),
        (
            "base_url = \"http://localhost:8789/smart2pay\"",
            "base_url = \"https://secure.smart2pay.com\"",
            "line 36, providers.smart2pay.base_url: is the provider's live system, which test mode does not take",
        ),
        (
            "site_id = 1010",
            "site_id = -1",
            "line 37, providers.smart2pay.site_id: is not a whole number",
        ),
        (
            "site_id = 1010",
            "",
            "providers.smart2pay.site_id: is missing",
        ),
        (
            "redirect_hosts = [\"localhost\"]",
            "redirect_hosts = [\"https://x\"]",
            "line 40, providers.smart2pay.redirect_hosts: the entry \"https://x\" is not the name of a host, such as \"pay.example.com\"",
        ),
        (
            "api_key = \"sandbox-key\"",
            "",
            "providers.smart2pay.api_key: is missing; give it here or in the environment as ONECLICK_SMART2PAY_API_KEY",
        ),
        (
            "three_d_secure = false",
            "three_ds = false",
            "line 39, providers.smart2pay.three_ds: is not a key of this server; known here: api_key, base_url, card_on_file, redirect_hosts, site_id, three_d_secure",
        ),
        (
            "[providers.smart2pay]",
            "[providers.paypal]",
            "line 35, providers.paypal: is not a key of this server; known here: certitrade, costplus, finpay, smart2pay",
        ),
        (
            "[payments]",
            "[engine]\nanswer_within_ms = 60000\n[payments]",
            "line 28, engine.answer_within_ms: is not from 1 to 24000 milliseconds",
        ),
    ];
    for (from, to, reason) in cases {
        let reasons = refused(from, to);
        assert!(
            reasons.iter().any(|told| told == reason),
            "{reason}\n{reasons:#?}"
        );
    }
}

#[test]
fn refuses_to_give_up_a_charge_that_may_still_be_on_its_way() {
    let reasons = refused(
        "[payments]",
        "[engine]\nnot_found_after_ms = 120000\n[payments]",
    );
    let reason = "line 28, engine.not_found_after_ms: is not longer than twice provider_timeout_ms";
    assert_eq!(reasons, [reason]);
}

#[test]
fn takes_no_look_up_that_lasts_longer_than_a_charge() {
    let reasons = refused(
        "[payments]",
        "[engine]\nprovider_timeout_ms = 10000\nlook_up_timeout_ms = 10001\n[payments]",
    );
    assert_eq!(
        reasons,
        ["line 29, engine.look_up_timeout_ms: is not from 1 to 10000 milliseconds"]
    );
    let short = EXAMPLE.replace(
        "[payments]",
        "[engine]\nprovider_timeout_ms = 10000\n[payments]",
    );
    let config = Config::parse(&short, &nothing).unwrap();
    assert_eq!(config.engine.look_up_timeout.as_secs(), 10);
    let config = Config::parse(EXAMPLE, &nothing).unwrap();
    assert_eq!(config.engine.look_up_timeout.as_secs(), 15);
}

#[test]
fn tells_every_wrong_key_at_once() {
    let source = EXAMPLE
        .replace("mode = \"test\"", "mode = \"prod\"")
        .replace("name = \"Nordlys\"", "")
        .replace("site_id = 1010", "site_id = \"x\"");
    let wrongs = Config::parse(&source, &nothing).unwrap_err();
    let told: Vec<String> = wrongs.iter().map(|wrong| wrong.key.clone()).collect();
    assert_eq!(
        told,
        ["mode", "providers.smart2pay.site_id", "merchant.name"]
    );
}

#[test]
fn refuses_loopback_and_test_addresses_in_live_mode() {
    let reasons = refused("mode = \"test\"", "mode = \"live\"");
    for key in [
        "public_url",
        "merchant.return_origins",
        "widget.origins",
        "keys.secret",
        "keys.vault.key",
        "providers.smart2pay.base_url",
        "providers.smart2pay.redirect_hosts",
    ] {
        assert!(
            reasons
                .iter()
                .any(|told| told.contains(&format!("{key}: "))),
            "{key}"
        );
    }
    let live = EXAMPLE.replace("mode = \"test\"", "mode = \"live\"");
    let live = live.replace("sk_test_", "sk_live_");
    let wrongs = Config::parse(&live, &nothing).unwrap_err();
    let told: Vec<String> = wrongs.iter().map(ToString::to_string).collect();
    for key in ["keys.secret", "keys.vault.key"] {
        let reason = format!("{key}: is the example's, which everybody knows");
        assert!(told.iter().any(|told| told.ends_with(&reason)), "{told:?}");
    }
}

#[test]
fn quotes_nothing_of_a_file_that_is_not_toml() {
    let wrongs = Config::parse("[keys]\nsecret = \"sk_test_hidden\nmode", &nothing).unwrap_err();
    let told = wrongs[0].to_string();
    assert!(told.contains("the file: is not TOML"), "{told}");
    assert!(!told.contains("hidden"));
}

#[test]
fn a_host_name_covers_its_subdomains_alone() {
    let name = HostName::parse("example.com").unwrap();
    assert!(name.covers("example.com") && name.covers("pay.Example.com"));
    assert!(!name.covers("badexample.com") && !name.covers("example.com.evil.org"));
    let address = HostName::parse("10.0.0.1").unwrap();
    assert!(!address.covers("x.10.0.0.1"));
}

#[test]
fn connections_have_times_and_a_number() {
    let with = |line: &str| Config::parse(&format!("{EXAMPLE}\n[http]\n{line}\n"), &nothing);
    let http = with("idle_timeout_ms = 1").unwrap().http;
    assert_eq!(http.idle_timeout.as_millis(), 1);
    assert_eq!(http.header_timeout.as_secs(), 10);
    assert_eq!(http.max_connections, 512);
    let times = "is not from 1 to 600000 milliseconds";
    for (line, key, reason) in [
        ("header_timeout_ms = 0", "header_timeout_ms", times),
        ("stop_timeout_ms = 600001", "stop_timeout_ms", times),
        (
            "max_connections = 0",
            "max_connections",
            "is not from 1 to 1000000",
        ),
        (
            "max_connections = \"1\"",
            "max_connections",
            "is not a whole number",
        ),
        (
            "security_contact = \"security@shop.example\"",
            "security_contact",
            "is neither an address of mail, such as \"mailto:security@shop.example\", nor of a page, such as \"https://shop.example/security\"",
        ),
    ] {
        let wrongs = with(line).unwrap_err();
        let told: Vec<String> = wrongs.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        let expected = format!("http.{key}: {reason}");
        assert!(
            told.iter().any(|told| told.ends_with(&expected)),
            "{told:?}"
        );
    }
}
