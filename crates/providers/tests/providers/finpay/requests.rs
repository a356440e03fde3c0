//! Requests, compared whole.

use oneclick_providers::finpay::Finpay;
use oneclick_providers::{
    CardUses, Charge, HttpRequest, Initiator, NewCardPayment, Provider as _, Secret,
};
use oneclick_rules::{Brand, CustomerId, Cvc, ErrorCode};

use super::words::{provider, settings};
use crate::attempt::{AttemptValues, amount, by_payment, by_reference, reference};
use crate::wire::{sent, shown};

/// Of the documented form, 64 hexadecimal digits.
const TOKEN: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const GET: &str = "accept: application/json
authorization: Basic RklOUEFZNzcwOlNvU2VjcmV0MTIz

";

const POST: &str = "accept: application/json
authorization: Basic RklOUEFZNzcwOlNvU2VjcmV0MTIz
content-type: application/json

";

const CUSTOMER: &str = r#""customer":{"id":"c-77","email":"ada@example.com","firstName":"Ada","lastName":"Lind","mobilePhone":"+46701234567"}"#;

fn held() -> AttemptValues {
    AttemptValues::new(TOKEN, amount(1_500_000, "IDR"))
}

fn charged<'a>(
    held: &'a AttemptValues,
    adapt: impl FnOnce(&mut Charge<'a>),
) -> Result<HttpRequest, ErrorCode> {
    let mut charge = held.charge();
    charge.attempt.purchase.customer = Some(&held.customer);
    adapt(&mut charge);
    provider().charge(&charge).map(sent)
}

fn begun<'a>(
    held: &'a AttemptValues,
    adapt: impl FnOnce(&mut NewCardPayment<'a>),
) -> Result<HttpRequest, ErrorCode> {
    let mut first = held.hosted_page(Some(KEEP));
    first.attempt.purchase.customer = Some(&held.customer);
    adapt(&mut first);
    provider().hosted_page(&first).map(sent)
}

const KEEP: CardUses = CardUses {
    one_click: true,
    scheduled: false,
    unscheduled: false,
};

/// "One Click Payment", sample request; `url` by the table above it.
#[test]
fn charges_a_stored_card() {
    let held = held();
    let expected = format!(
        r#"POST https://devo.finnet.co.id/pg/payment/card/payment
{POST}{{{CUSTOMER},"order":{{"id":"abcdefghijklmnopqrstuvwxyz","amount":"15000","currency":"IDR","description":"N.1001-a"}},"url":{{"callbackUrl":"https://shop.example/notifications/one/r-1"}},"card":{{"token":"{TOKEN}","storedOnFile":"STORED"}}}}"#
    );
    assert_eq!(shown(&charged(&held, |_| {}).unwrap()), expected);
    // The merchant's own charge is the same one.
    for scheduled in [true, false] {
        let request = charged(&held, |charge| {
            charge.initiator = Initiator::Merchant {
                scheduled,
                initial_transaction: Some("C-1"),
            };
        });
        assert_eq!(shown(&request.unwrap()), expected);
    }
}

/// "Two-click payment".
#[test]
fn charges_over_the_page_that_asks_for_the_code() {
    let held = held();
    let request = charged(&held, |charge| charge.hosted_cvc = true).unwrap();
    let expected = format!(
        r#"POST https://devo.finnet.co.id/pg/payment/card/initiate
{POST}{{{CUSTOMER},"order":{{"id":"abcdefghijklmnopqrstuvwxyz","amount":"15000","currency":"IDR","description":"N.1001-a","timeout":"10"}},"url":{{"callbackUrl":"https://shop.example/notifications/one/r-1","successUrl":"https://shop.example/return/r-1","failUrl":"https://shop.example/return/r-1","backUrl":"https://shop.example/return/r-1"}},"card":{{"token":"{TOKEN}","storedOnFile":"STORED"}},"sourceOfFunds":{{"type":"cc"}}}}"#
    );
    assert_eq!(shown(&request), expected);
}

/// "Stored card initiation".
#[test]
fn begins_a_payment_that_stores_the_card() {
    let held = held();
    let request = begun(&held, |first| {
        first.attempt.redirect_minutes = 7;
        first.attempt.purchase.description = Some("Two\nmugs, \"blue\" ☕");
    });
    let expected = format!(
        r#"POST https://devo.finnet.co.id/pg/payment/card/initiate
{POST}{{{CUSTOMER},"order":{{"id":"abcdefghijklmnopqrstuvwxyz","amount":"15000","currency":"IDR","description":"Two mugs, \"blue\" ☕","timeout":"7"}},"url":{{"callbackUrl":"https://shop.example/notifications/one/r-1","successUrl":"https://shop.example/return/r-1","failUrl":"https://shop.example/return/r-1","backUrl":"https://shop.example/return/r-1"}},"card":{{"storedOnFile":"TO_BE_STORED"}},"sourceOfFunds":{{"type":"cc"}}}}"#
    );
    assert_eq!(shown(&request.unwrap()), expected);
}

#[test]
fn stores_nothing_that_is_not_to_be_kept() {
    let held = held();
    let shown = shown(&begun(&held, |first| first.keep = None).unwrap());
    assert!(!shown.contains("\"card\"") && !shown.contains("STORED"));
    assert!(shown.starts_with("POST https://devo.finnet.co.id/pg/payment/card/initiate\n"));
    assert!(shown.ends_with(r#","sourceOfFunds":{"type":"cc"}}"#));
}

#[test]
fn stands_in_for_names_and_leaves_the_rest_out() {
    let mut held = held();
    held.customer.email = None;
    held.customer.first_name = Some(String::from(" "));
    held.customer.last_name = None;
    let request = shown(&charged(&held, |_| {}).unwrap());
    let expected = r#"{"customer":{"id":"c-77","firstName":"-","lastName":"-","mobilePhone":"+46701234567"},"order":"#;
    assert!(request.contains(expected), "{request}");
}

#[test]
fn refuses_what_the_provider_cannot_take() {
    let held = held();
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let blank = Secret::new(String::from(" "));
    let refusal = |adapt: &dyn Fn(&mut Charge<'_>)| {
        let mut charge = held.charge();
        charge.attempt.purchase.customer = Some(&held.customer);
        adapt(&mut charge);
        provider().charge(&charge).err()
    };
    assert_eq!(refusal(&|_| {}), None);
    assert_eq!(
        charged(&held, |charge| charge.cvc = Some(&cvc)).err(),
        Some(ErrorCode::CvcNotAccepted)
    );
    assert_eq!(
        charged(&held, |charge| charge.token = &blank).err(),
        Some(ErrorCode::CardUnknown)
    );
    let by_merchant = |charge: &mut Charge<'_>| {
        charge.hosted_cvc = true;
        charge.initiator = Initiator::Merchant {
            scheduled: true,
            initial_transaction: None,
        };
    };
    assert_eq!(refusal(&by_merchant), Some(ErrorCode::CvcNotAccepted));
    assert_eq!(
        refusal(&|charge| charge.attempt.purchase.customer = None),
        Some(ErrorCode::CustomerMissing)
    );
    assert_eq!(
        refusal(&|charge| charge.attempt.purchase.amount = amount(1_500_001, "IDR")),
        Some(ErrorCode::AmountNotRepresentable)
    );
    assert_eq!(
        begun(&held, |first| first.attempt.purchase.capture = false).err(),
        Some(ErrorCode::CaptureUnsupported)
    );
}

/// "Status check".
#[test]
fn looks_up_by_our_reference_alone() {
    let reference = reference();
    for by in [
        by_reference(&reference),
        by_payment("C-11111111-2222-4333-8444-555555555555", &reference),
        by_payment("1/../..", &reference),
    ] {
        assert_eq!(
            shown(&provider().look_up(&by)),
            format!(
                "GET https://devo.finnet.co.id/pg/payment/card/check/abcdefghijklmnopqrstuvwxyz\n{GET}"
            )
        );
    }
}

#[test]
fn asks_for_an_order_that_never_was() {
    assert_eq!(
        shown(&provider().check_credentials(0)),
        format!(
            "GET https://devo.finnet.co.id/pg/payment/card/check/oneclick-checks-the-keys\n{GET}"
        )
    );
}

#[test]
fn shows_nothing_when_printed() {
    let held = held();
    let request = charged(&held, |_| {}).unwrap();
    assert_eq!(format!("{request:?}"), "HttpRequest(Post …)");
    assert!(request.resend_within.is_none());
    let printed = format!("{:?} {:?}", provider(), settings(None));
    assert!(
        !printed.contains("SoSecret") && !printed.contains("RklOU"),
        "{printed}"
    );
}

#[test]
fn keeps_no_card_without_the_address_of_the_list() {
    let held = held();
    let customer = CustomerId::parse("c-77").unwrap();
    for path in [
        None,
        Some("/pg/cards"),
        Some("pg/cards/{customer}"),
        Some("https://elsewhere.example/{customer}"),
    ] {
        let provider = Finpay::new(settings(path));
        let capabilities = provider.capabilities();
        assert!(!capabilities.hosted_page.is_there(), "{path:?}");
        assert!(!capabilities.retrieve_card.is_there(), "{path:?}");
        assert!(capabilities.charge.is_there());
        let mut first = held.hosted_page(Some(KEEP));
        first.attempt.purchase.customer = Some(&held.customer);
        assert_eq!(
            provider.hosted_page(&first).err(),
            Some(ErrorCode::CardProvider)
        );
        first.keep = None;
        assert!(provider.hosted_page(&first).is_ok());
        assert!(
            provider
                .retrieve_card(&super::cards::at(&held.token, &customer))
                .is_none()
        );
    }
    let capabilities = provider().capabilities();
    assert!(capabilities.hosted_page.is_there() && capabilities.retrieve_card.is_there());
}
