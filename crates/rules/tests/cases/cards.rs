//! Cards: security codes, expiry, and whether a card can pay.

use oneclick_rules::{
    Brand, CardId, CardUse, Cvc, CvcPolicy, CvcSupport, ErrorCode, Expiry, LastFour, StoredCard,
    Unusable,
};
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::table::{broken, check, number, text};

fn brand(row: &Value) -> Brand {
    Brand::parse(text(row, "brand")).unwrap()
}

fn exposed(cvc: Option<&Cvc>) -> Value {
    json!({ "cvc": cvc.map(Cvc::expose) })
}

#[test]
fn security_codes_have_their_brands_length() {
    let table = include_str!("../../cases/cvcs.json");
    check(table, |row| {
        Cvc::parse(text(row, "text"), brand(row)).map_or_else(broken, |cvc| exposed(Some(&cvc)))
    });
    let rows: Vec<Value> = serde_json::from_str(table).unwrap();
    for brand in Brand::ALL {
        assert!(
            rows.iter().any(|row| row["brand"] == brand.as_str()),
            "{brand}"
        );
    }
}

#[test]
fn security_codes_obey_their_policy() {
    check(include_str!("../../cases/cvc_policies.json"), |row| {
        let policy = CvcPolicy::parse(text(row, "policy")).unwrap();
        policy
            .check(row["given"].as_str(), brand(row))
            .map_or_else(broken, |cvc| exposed(cvc.as_ref()))
    });
}

#[test]
fn a_policy_asks_for_no_more_than_the_provider_takes() {
    check(include_str!("../../cases/cvc_resolutions.json"), |row| {
        let support = CvcSupport {
            in_request: row["in_request"].as_bool().unwrap(),
            hosted: row["hosted"].as_bool().unwrap(),
        };
        let wanted = CvcPolicy::parse(text(row, "wanted")).unwrap();
        let resolved = CvcPolicy::resolve(wanted, support);
        assert!(!resolved.asks() || support.in_request);
        json!(resolved.as_str())
    });
}

fn expiry(row: &Value) -> Result<Expiry, ErrorCode> {
    match (number(row, "month"), number(row, "year")) {
        (Some(month), Some(year)) => Expiry::new(month, year),
        _ => Err(ErrorCode::ExpiryFormat),
    }
}

#[test]
fn a_card_is_good_until_its_month_has_ended_everywhere() {
    check(include_str!("../../cases/expiries.json"), |row| {
        let now = number(row, "now").unwrap();
        expiry(row).map_or_else(broken, |expiry| {
            json!({
                "ended": expiry.has_ended_everywhere(now),
                "ends_within_30_days": expiry.ends_within(now, 30),
            })
        })
    });
}

#[test]
fn a_card_ends_within_the_days_that_are_asked_for() {
    let expiry = Expiry::new(2, 2028).unwrap();
    let march = 1_835_481_600; // 2028-03-01T00:00:00Z
    for (days, ago) in [(0, 0), (1, 86_400), (29, 29 * 86_400), (365, 365 * 86_400)] {
        assert!(!expiry.ends_within(march - ago - 1, days), "{days}");
        assert!(expiry.ends_within(march - ago, days), "{days}");
    }
    assert!(expiry.ends_within(i64::MAX, 0));
    assert!(!expiry.ends_within(i64::MIN, u16::MAX));
}

#[test]
fn a_card_that_can_pay_breaks_no_rule() {
    check(include_str!("../../cases/cards.json"), |row| {
        let given = &row["card"];
        let card = StoredCard {
            id: CardId::parse(text(given, "id")).unwrap(),
            brand: brand(given),
            last_four: LastFour::parse(text(given, "last_four")).unwrap(),
            expiry: (!given["expiry"].is_null()).then(|| expiry(&given["expiry"]).unwrap()),
            default: given["default"].as_bool().unwrap(),
            cvc: CvcPolicy::parse(text(given, "cvc")).unwrap(),
            cvc_blocked_until: None,
            unusable: given["unusable"].as_str().and_then(Unusable::parse),
            uses: vec![CardUse::OneClick],
        };
        match card.check(row["typed"].as_str(), number(row, "now").unwrap()) {
            Ok(cvc) => exposed(cvc.as_ref()),
            Err(codes) => {
                let codes: Vec<&str> = codes.into_iter().map(ErrorCode::as_str).collect();
                json!({ "codes": codes })
            }
        }
    });
}
