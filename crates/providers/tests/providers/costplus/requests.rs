//! Charges, look-ups and the rest that only reads, compared whole.

use oneclick_providers::costplus::{CostPlus, CostPlusSettings, DetailsPlacement};
use oneclick_providers::{Charge, HttpRequest, Initiator, LookUp, Provider as _, Secret};
use oneclick_rules::{Brand, Cvc, ErrorCode};

use super::words::{ORDER, placing, provider};
use crate::attempt::{AttemptValues, NOW, amount, by_payment, by_reference, reference};
use crate::wire::{sent, shown};

pub(super) const HEAD: &str = "POST https://api.costplus.online/v1/orders/
accept: application/json
authorization: Basic azN5Og==
content-type: application/json

";

fn held() -> AttemptValues {
    AttemptValues::new("vt-7d1c0c5f", amount(995, "EUR"))
}

/// The request of the usual charge after `adapt`.
fn charged<'a>(
    held: &'a AttemptValues,
    adapt: impl FnOnce(&mut Charge<'a>),
) -> Result<HttpRequest, ErrorCode> {
    charged_by(&provider(), held, adapt)
}

fn charged_by<'a>(
    provider: &CostPlus,
    held: &'a AttemptValues,
    adapt: impl FnOnce(&mut Charge<'a>),
) -> Result<HttpRequest, ErrorCode> {
    let mut charge = held.charge();
    adapt(&mut charge);
    provider.charge(&charge).map(sent)
}

/// "One-Click Payments", "Phase 2".
#[test]
fn charges_a_token_alone() {
    let held = held();
    let body = r#"{"merchant_order_id":"abcdefghijklmnopqrstuvwxyz","currency":"EUR","amount":995,"return_url":"https://shop.example/return/r-1","failure_url":"https://shop.example/return/r-1","webhook_url":"https://shop.example/notifications/one/r-1","expiration_period":"PT10M","extra":{"order":"N.1001-a","card":"stored"},"transactions":[{"payment_method":"credit-card","one_click_type":"one-click","vault_token":"vt-7d1c0c5f"}]}"#;
    let request = charged(&held, |_| {}).unwrap();
    assert_eq!(shown(&request), format!("{HEAD}{body}"));
    assert_eq!(request.resend_within, None);
}

#[test]
fn charges_with_everything_there_is() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = held();
    let request = charged(&held, |charge| {
        charge.cvc = Some(&cvc);
        charge.attempt.redirect_minutes = 5;
        charge.attempt.return_url = "http://localhost:8080/back?x=\"";
        let purchase = &mut charge.attempt.purchase;
        purchase.amount = amount(995, "JPY");
        purchase.customer = Some(&held.customer);
        purchase.billing = Some(&held.address);
        purchase.shipping = Some(&held.address);
        purchase.description = Some("Two\nmugs, \"blue\" ☕");
        purchase.statement_descriptor = Some("NORDLYS");
        purchase.language = Some("en-GB");
        purchase.capture = false;
        purchase.three_d_secure = true;
    });
    let body = concat!(
        r#"{"merchant_order_id":"abcdefghijklmnopqrstuvwxyz","currency":"JPY","amount":995,"description":"Two mugs, \"blue\" ☕","#,
        r#""return_url":"http://localhost:8080/back?x=\"","failure_url":"http://localhost:8080/back?x=\"","#,
        r#""webhook_url":"https://shop.example/notifications/one/r-1","locale":"en-GB","expiration_period":"P7D","capture_mode":"manual","#,
        r#""customer":{"merchant_customer_id":"c-77","email_address":"ada@example.com","first_name":"Ada","last_name":"Lind","phone_numbers":["+46701234567"],"#,
        r#""address_type":"customer","address":"Storgatan 1 2 tr 111 22 Stockholm","postal_code":"111 22","country":"SE","#,
        r#""additional_addresses":[{"address_type":"billing","address":"Storgatan 1 2 tr 111 22 Stockholm","postal_code":"111 22","country":"SE"}]},"#,
        r#""extra":{"order":"N.1001-a","card":"stored"},"transactions":[{"payment_method":"credit-card","one_click_type":"one-click","vault_token":"vt-7d1c0c5f","cvc":"312","#,
        r#""payment_method_details":{"dynamic_descriptor":"NORDLYS"}}]}"#,
    );
    assert_eq!(shown(&request.unwrap()), format!("{HEAD}{body}"));
}

/// The body's transaction.
pub(super) fn transaction(request: &HttpRequest) -> String {
    let shown = shown(request);
    let (_, transaction) = shown.split_once(r#""transactions":"#).unwrap();
    String::from(transaction.strip_suffix('}').unwrap())
}

#[test]
fn places_the_card_where_it_is_told_to() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = held();
    let inside = placing(DetailsPlacement::PaymentMethodDetails);
    let request = charged_by(&inside, &held, |charge| {
        charge.cvc = Some(&cvc);
        charge.attempt.purchase.statement_descriptor = Some("NORDLYS");
    });
    assert_eq!(
        transaction(&request.unwrap()),
        r#"[{"payment_method":"credit-card","payment_method_details":{"one_click_type":"one-click","vault_token":"vt-7d1c0c5f","cvc":"312","dynamic_descriptor":"NORDLYS"}}]"#
    );
    let request = charged_by(&inside, &held, |_| {}).unwrap();
    assert!(shown(&request).contains(r#""extra":{"order":"N.1001-a","card":"stored"}"#));
    assert_eq!(
        transaction(&request),
        r#"[{"payment_method":"credit-card","payment_method_details":{"one_click_type":"one-click","vault_token":"vt-7d1c0c5f"}}]"#
    );
}

/// "One-Click Payments": either names the stored card.
#[test]
fn charges_by_the_first_transaction() {
    let mut held = held();
    held.token = Secret::new(String::from("first_transaction_id:txn_def456"));
    assert_eq!(
        transaction(&charged(&held, |_| {}).unwrap()),
        r#"[{"payment_method":"credit-card","one_click_type":"one-click","first_transaction_id":"txn_def456"}]"#
    );
    assert!(shown(&charged(&held, |_| {}).unwrap()).contains(r#""card":"stored""#));
}

/// "Recurring Payments", "Phase 2": nobody is there to come back.
#[test]
fn charges_without_the_shopper() {
    let held = held();
    for scheduled in [false, true] {
        let request = charged(&held, |charge| {
            charge.initiator = Initiator::Merchant {
                scheduled,
                initial_transaction: Some("txn_def456"),
            };
        });
        let body = r#"{"merchant_order_id":"abcdefghijklmnopqrstuvwxyz","currency":"EUR","amount":995,"webhook_url":"https://shop.example/notifications/one/r-1","expiration_period":"PT10M","extra":{"order":"N.1001-a","card":"stored"},"transactions":[{"payment_method":"credit-card","recurring_type":"recurring","vault_token":"vt-7d1c0c5f"}]}"#;
        assert_eq!(shown(&request.unwrap()), format!("{HEAD}{body}"));
    }
}

#[test]
fn refuses_what_cannot_be_sent() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = held();
    let merchant = Initiator::Merchant {
        scheduled: true,
        initial_transaction: None,
    };
    let code = charged(&held, |charge| {
        charge.initiator = merchant;
        charge.cvc = Some(&cvc);
    });
    assert_eq!(code.err(), Some(ErrorCode::CvcNotAccepted));
    let hosted = charged(&held, |charge| charge.hosted_cvc = true);
    assert_eq!(hosted.err(), Some(ErrorCode::CvcNotAccepted));
    for token in ["", " ", "first_transaction_id:", " first_transaction_id: "] {
        let token = Secret::new(String::from(token));
        let request = charged(&held, |charge| charge.token = &token);
        assert_eq!(request.err(), Some(ErrorCode::CardUnknown));
    }
    for url in [
        "",
        "javascript:alert(1)",
        "//shop.example",
        "https://",
        "https://a\nb",
    ] {
        let request = charged(&held, |charge| charge.attempt.return_url = url);
        assert_eq!(request.err(), Some(ErrorCode::ReturnUrlOrigin), "{url}");
    }
    // Without the shopper it is not used.
    let request = charged(&held, |charge| {
        charge.initiator = merchant;
        charge.attempt.return_url = "";
    });
    assert!(request.is_ok());
    let long = "é".repeat(256);
    let request = charged(&held, |charge| {
        charge.attempt.purchase.description = Some(&long);
    });
    assert!(body(&request).contains(&format!("\"{}\"", "é".repeat(255))));
    let long = "N".repeat(23);
    let request = charged(&held, |charge| {
        charge.attempt.purchase.statement_descriptor = Some(&long);
    });
    assert!(body(&request).contains(&format!("\"{}\"", "N".repeat(22))));
}

/// What a request says.
fn body(request: &Result<HttpRequest, ErrorCode>) -> String {
    String::from_utf8(request.as_ref().unwrap().body.to_vec()).unwrap()
}

#[test]
fn takes_every_purchase() {
    let held = held();
    let (most, over) = ("é".repeat(255), "é".repeat(256));
    let (name, long_name) = ("é".repeat(22), "é".repeat(23));
    let mut purchase = held.purchase();
    purchase.description = Some(&most);
    purchase.statement_descriptor = Some(&name);
    assert_eq!(provider().check_purchase(&purchase), []);
    purchase.description = Some(&over);
    purchase.statement_descriptor = Some(&long_name);
    assert_eq!(provider().check_purchase(&purchase), []);
}

const READS: &str = "accept: application/json
authorization: Basic azN5Og==

";

/// "List orders by date range"; ten minutes more for the clocks.
#[test]
fn looks_up_by_listing_the_time() {
    let reference = reference();
    let request = sent(provider().look_up(&by_reference(&reference)));
    let url = "https://api.costplus.online/v1/orders/?created_since=2026-03-04T04:56:07Z&created_until=2026-03-04T05:16:07Z";
    assert_eq!(shown(&request), format!("GET {url}\n{READS}"));
    let request = sent(provider().look_up(&LookUp::Reference {
        reference: reference.clone(),
        since: -1,
        until: 0,
        now: NOW,
        page: Some(String::from("2")),
    }));
    let part = "created_since=1969-12-31T23:59:59Z&created_until=1970-01-01T00:00:00Z\n";
    assert!(shown(&request).contains(part));
}

/// "List orders by date range", as it is asked.
#[test]
fn lists_a_span_of_time() {
    let request = sent(provider().list(NOW - 60, NOW, NOW).unwrap());
    let url = "https://api.costplus.online/v1/orders/?created_since=2026-03-04T05:05:07Z&created_until=2026-03-04T05:06:07Z";
    assert_eq!(shown(&request), format!("GET {url}\n{READS}"));
}

/// "Get a single order".
#[test]
fn looks_up_by_id() {
    let reference = reference();
    let get = |id: &str| shown(&provider().look_up(&by_payment(id, &reference)));
    let url = format!("https://api.costplus.online/v1/orders/{ORDER}/?fields[]=amount_details");
    assert_eq!(get(ORDER), format!("GET {url}\n{READS}"));
    let url = "https://api.costplus.online/v1/orders/0/?fields[]=amount_details";
    for id in ["", "..", "a/b", "a?b", "a b", "é", &"a".repeat(65)] {
        assert_eq!(get(id), format!("GET {url}\n{READS}"));
    }
}

#[test]
fn tries_the_key_by_the_currencies() {
    let url = "https://api.costplus.online/v1/merchants/self/projects/self/currencies";
    assert_eq!(
        shown(&provider().check_credentials(NOW)),
        format!("GET {url}\n{READS}")
    );
}

#[test]
fn never_shows_a_secret() {
    let held = held();
    let settings = CostPlusSettings {
        base_url: String::from("https://api.costplus.online/v1"),
        api_key: Secret::new(String::from("k3y")),
        details_placement: DetailsPlacement::Transaction,
        capture_within_days: 1,
    };
    let request = charged(&held, |_| {}).unwrap();
    let shown = format!(
        "{settings:?} {:?} {request:?}",
        CostPlus::new(settings.clone())
    );
    for secret in ["k3y", "azN5Og", "vt-7d1c0c5f"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn lets_an_authorisation_live_as_long_as_it_is_told_to() {
    let held = held();
    for (days, period) in [(0, "P1D"), (1, "P1D"), (30, "P30D")] {
        let provider = CostPlus::new(CostPlusSettings {
            base_url: String::from("https://api.costplus.online/v1"),
            api_key: Secret::new(String::from("k3y")),
            details_placement: DetailsPlacement::Transaction,
            capture_within_days: days,
        });
        let request = charged_by(&provider, &held, |charge| {
            charge.attempt.purchase.capture = false;
        });
        let shown = shown(&request.unwrap());
        assert!(shown.contains(&format!(
            r#""expiration_period":"{period}","capture_mode":"manual""#
        )));
    }
    let request = charged(&held, |charge| charge.attempt.redirect_minutes = 0);
    assert!(shown(&request.unwrap()).contains(r#""expiration_period":"PT1M""#));
}
