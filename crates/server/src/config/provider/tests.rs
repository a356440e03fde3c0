use crate::config::{Config, EXAMPLE, Settings};

/// The sections of every provider.
const ALL: &str = r#"
[providers.certitrade]
base_url = "https://apitest.certitrade.net/ctpsp/ws/2.0"
merchant_id = 12345
api_key = "certitrade-key"

[providers.finpay]
base_url = "https://devo.finnet.co.id"
merchant_id = "FINPAY100"
merchant_key = "finpay-key"
stored_cards_path = "/cards/{customer}"

[providers.costplus]
base_url = "https://api.costplus.online/v1"
api_key = "costplus-key"
"#;

fn parse(text: &str) -> Result<Config, Vec<String>> {
    Config::parse(text, &|_| None)
        .map_err(|wrongs| wrongs.iter().map(ToString::to_string).collect())
}

/// Returns the example with every provider, and `from` replaced by `to`.
fn all(from: &str, to: &str) -> Result<Config, Vec<String>> {
    let text = EXAMPLE.replace("[payments]", "[payments]\nprovider = \"finpay\"") + ALL;
    assert!(text.contains(from), "{from}");
    parse(&text.replace(from, to))
}

#[test]
fn the_default_comes_first_and_hosts_are_the_providers_own() {
    let config = all("", "").unwrap();
    let names: Vec<&str> = config
        .providers
        .iter()
        .map(|settings| settings.provider.name().as_str())
        .collect();
    assert_eq!(names, ["finpay", "certitrade", "costplus", "smart2pay"]);
    let [finpay, ..] = config.providers.as_slice() else {
        panic!("no provider");
    };
    assert!(
        finpay
            .redirect_hosts
            .iter()
            .any(|host| host.covers("devo.finpay.id"))
    );
    let Settings::Finpay(settings) = &finpay.provider else {
        panic!("{:?}", finpay.provider);
    };
    assert_eq!(
        settings.stored_cards_path.as_deref(),
        Some("/cards/{customer}")
    );
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("finpay-key") && !shown.contains("certitrade-key"),
        "{shown}"
    );
}

#[test]
fn with_several_the_default_is_named() {
    let told = parse(&format!("{EXAMPLE}{ALL}")).unwrap_err();
    assert_eq!(
        told,
        [
            "payments.provider: is missing; it says which provider takes new cards: certitrade, costplus, finpay, smart2pay"
        ]
    );
    let told = all("provider = \"finpay\"", "provider = \"paypal\"").unwrap_err();
    let [told] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(told.ends_with("payments.provider: is not one of certitrade, costplus, finpay, smart2pay with a section under providers"), "{told}");
}

#[test]
fn each_wrong_key_is_told_by_its_path() {
    for (from, to, reason) in [
        (
            "api_key = \"costplus-key\"",
            "api_key = \"costplus-key\"\ndetails_placement = \"order\"",
            "providers.costplus.details_placement: is not one of transaction, payment_method_details",
        ),
        (
            "api_key = \"costplus-key\"",
            "api_key = \"costplus-key\"\ncapture_within_days = 0",
            "providers.costplus.capture_within_days: is not a number of days from 1 to 90",
        ),
        (
            "merchant_id = 12345",
            "",
            "providers.certitrade.merchant_id: is missing",
        ),
        (
            "merchant_id = 12345",
            "merchant_id = \"x\"",
            "providers.certitrade.merchant_id: is not a whole number",
        ),
        (
            "merchant_key = \"finpay-key\"",
            "",
            "providers.finpay.merchant_key: is missing; give it here or in the environment as ONECLICK_FINPAY_MERCHANT_KEY",
        ),
        (
            "\"FINPAY100\"",
            "\"a:b\"",
            "providers.finpay.merchant_id: is empty or has a colon or a space in it",
        ),
        (
            "/cards/{customer}",
            "/cards",
            "providers.finpay.stored_cards_path: is not a path with {customer} in it once, such as \"/cards/{customer}\"",
        ),
        (
            "https://devo.finnet.co.id",
            "http://devo.finnet.co.id",
            "providers.finpay.base_url: is not https (http is taken for a loopback address alone)",
        ),
        (
            "https://devo.finnet.co.id",
            "https://live.finnet.co.id",
            "providers.finpay.base_url: is the provider's live system, which test mode does not take",
        ),
        (
            "https://apitest.certitrade.net",
            "https://api.certitrade.net",
            "providers.certitrade.base_url: is the provider's live system, which test mode does not take",
        ),
    ] {
        let told = all(from, to).unwrap_err();
        assert!(
            told.iter().any(|told| told.ends_with(reason)),
            "{reason}\n{told:#?}"
        );
    }
}
