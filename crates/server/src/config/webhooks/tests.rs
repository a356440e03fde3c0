use crate::config::{Config, EXAMPLE};
use crate::environment::Reach;

const KEY: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

fn parse(section: &str, keys: Option<&str>) -> Result<Config, Vec<String>> {
    let variable = |name: &str| {
        let given = keys.filter(|_| name == "ONECLICK_WEBHOOK_KEYS");
        given.map(std::ffi::OsString::from)
    };
    let read = Config::parse(&format!("{EXAMPLE}\n{section}"), &variable);
    read.map_err(|wrongs| wrongs.iter().map(|wrong| wrong.reason.clone()).collect())
}

fn section(url: &str, more: &str) -> String {
    format!("[webhooks]\nurl = \"{url}\"\nkeys = [\"{KEY}\"]\n{more}")
}

#[test]
fn takes_an_address_and_one_key_or_two() {
    assert!(parse("", None).unwrap().webhooks.is_none());
    let read = parse(&section("https://shop.example/hooks?a=1", ""), None).unwrap();
    assert_eq!(read.signing_keys.len(), 1);
    let webhooks = read.webhooks.unwrap();
    assert_eq!(webhooks.url.expose(), "https://shop.example/hooks?a=1");
    assert_eq!(webhooks.reach, Reach::PublicAddresses);
    assert_eq!(webhooks.timeout.as_secs(), 15);
    assert_eq!(webhooks.park_after.as_secs(), 3 * 86_400);
    let private = section("http://localhost:8080/hooks", "allow_private = true");
    let webhooks = parse(&private, None).unwrap().webhooks.unwrap();
    assert_eq!(webhooks.reach, Reach::Anywhere);
    // The environment's go before the file's.
    let two = format!("{KEY}, {KEY}");
    let read = parse(&section("https://shop.example/", ""), Some(&two)).unwrap();
    assert_eq!(read.signing_keys.len(), 2);
    assert!(!format!("{read:?}").contains("MDEy"), "{read:?}");
}

#[test]
fn refuses_what_leads_into_a_private_network_unless_that_is_meant() {
    let refused = "is an address of this machine or of a private network; where that is meant, say so with allow_private = true";
    for url in [
        "https://localhost/",
        "https://a.localhost/",
        "https://127.0.0.1:8443/",
        "https://2130706433/",
        "https://10.0.0.7/hooks",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:192.168.0.1]/",
        "http://localhost/",
    ] {
        assert_eq!(
            parse(&section(url, ""), None).unwrap_err(),
            [refused],
            "{url}"
        );
    }
    assert!(parse(&section("https://10.0.0.7/", "allow_private = true"), None).is_ok());
}

#[test]
fn refuses_each_wrong_value_with_the_reason() {
    let https = "is not https (http is taken for a loopback address alone, with allow_private)";
    for (section, keys, reason) in [
        (section("http://shop.example/", ""), None, https),
        (
            section("http://10.0.0.7/", "allow_private = true"),
            None,
            https,
        ),
        (section("ftp://shop.example/", ""), None, https),
        (section("shop.example", ""), None, "is not an address"),
        (
            section("https://a:b@shop.example/", ""),
            None,
            "has a user name or a password in it",
        ),
        (
            section("https://shop.example/#a", ""),
            None,
            "has a fragment",
        ),
        (
            section("https://shop.example/", "timeout_ms = 0"),
            None,
            "is not from 1 to 30000 milliseconds",
        ),
        (
            section("https://shop.example/", "allow_private = 1"),
            None,
            "is neither true nor false",
        ),
        (
            String::from("[webhooks]\nurl = \"https://shop.example/\""),
            None,
            "is missing; give it here or in the environment as ONECLICK_WEBHOOK_KEYS",
        ),
        (
            format!("[webhooks]\nkeys = [\"{KEY}\"]"),
            None,
            "is missing",
        ),
        (
            String::from("[webhooks]\nurl = \"https://shop.example/\"\nkeys = []"),
            None,
            "has one key, or two while they are rotated",
        ),
        (
            section("https://shop.example/", ""),
            Some("whsec_a,whsec_b"),
            "is not whsec_ and 24 to 64 bytes in base64",
        ),
        (
            String::from("[webhooks]\nurl = \"https://shop.example/\"\nkeys = [\"secret\"]"),
            None,
            "the entry 1 is not whsec_ and 24 to 64 bytes in base64",
        ),
    ] {
        assert_eq!(parse(&section, keys).unwrap_err(), [reason], "{section}");
    }
}
