//! Requests, compared whole.

use oneclick_providers::{Charge, HttpRequest, Provider as _, Secret};
use oneclick_rules::{Brand, Cvc, ErrorCode, OrderReference};

use super::words::provider;
use crate::attempt::{AttemptValues, amount, by_payment, by_reference, reference};
use crate::wire::{sent, shown};

fn held() -> AttemptValues {
    AttemptValues::new("F43F90A5CB613D91F704407D4E297EA1", amount(2000, "EUR"))
}

/// The request of the usual charge after `adapt`.
fn charged<'a>(
    held: &'a AttemptValues,
    adapt: impl FnOnce(&mut Charge<'a>),
) -> Result<HttpRequest, ErrorCode> {
    let mut charge = held.charge();
    charge.attempt.return_url = "https://shop.example/back?order=1&x=\"";
    adapt(&mut charge);
    provider().charge(&charge).map(sent)
}

const HEAD: &str = "POST https://securetest.smart2pay.com/v1/payments
accept: application/json
authorization: Basic MTAxMDpnYWJp
content-type: application/json; charset=utf-8
requestid: 0110c853-1d09-82d8-973e-1194e95b5f19

";

#[test]
fn charges_a_token_alone() {
    let held = held();
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N_1001-a","Amount":2000,"Currency":"EUR","ReturnURL":"https://shop.example/back?order=1&x=\"","CreditCardToken":{"Value":"F43F90A5CB613D91F704407D4E297EA1","RequireSecurityCode":false},"Capture":true,"PaymentTokenLifetime":10}}"#;
    let request = charged(&held, |_| {}).unwrap();
    assert_eq!(shown(&request), format!("{HEAD}{body}"));
}

#[test]
fn charges_with_everything_there_is() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = held();
    let order = OrderReference::parse("N-1001").unwrap();
    let request = charged(&held, |charge| {
        charge.attempt.purchase.order = &order;
        charge.attempt.purchase.amount = amount(995, "JPY");
        charge.cvc = Some(&cvc);
        charge.attempt.purchase.three_d_secure = true;
        charge.attempt.purchase.capture = false;
        charge.attempt.return_url = "http://localhost:8080/back";
        charge.attempt.redirect_minutes = 5;
        charge.attempt.purchase.description = Some("Two\nmugs, \"blue\" ☕");
        charge.attempt.purchase.statement_descriptor = Some("NORDLYS");
    });
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N-1001","Amount":99500,"Currency":"JPY","ReturnURL":"http://localhost:8080/back","Description":"Two mugs, \"blue\" ☕","StatementDescriptor":"NORDLYS","CreditCardToken":{"Value":"F43F90A5CB613D91F704407D4E297EA1","SecurityCode":"312"},"Capture":false,"3DSecure":true,"PaymentTokenLifetime":5}}"#;
    assert_eq!(shown(&request.unwrap()).split_once("\n\n").unwrap().1, body);
}

#[test]
fn asks_the_hosted_page_for_the_code() {
    let held = held();
    let request = charged(&held, |charge| charge.hosted_cvc = true).unwrap();
    let shown = shown(&request);
    assert!(
        shown.contains(r#""Value":"F43F90A5CB613D91F704407D4E297EA1","RequireSecurityCode":true}"#)
    );
    assert!(!shown.contains("\"SecurityCode\""));
}

#[test]
fn the_same_reference_has_the_same_request_id() {
    let held = held();
    let id = |request: &HttpRequest| {
        let header = request
            .headers
            .iter()
            .find(|(name, _)| *name == "requestid");
        header.unwrap().1.expose().to_owned()
    };
    let first = id(&charged(&held, |_| {}).unwrap());
    let second = id(&charged(&held, |charge| {
        charge.attempt.purchase.three_d_secure = true;
    })
    .unwrap());
    assert_eq!(first, second);
}

#[test]
fn refuses_what_the_provider_cannot_take() {
    let long = format!("https://{}", "é".repeat(513));
    let (most, over) = ("é".repeat(255), "é".repeat(256));
    let (most_shown, over_shown) = ("é".repeat(250), "é".repeat(251));
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let blank = Secret::new(String::from(" "));
    let held = held();
    assert_eq!(
        charged(&held, |charge| charge.attempt.purchase.amount =
            amount(1_234, "KWD"))
        .err(),
        Some(ErrorCode::AmountNotRepresentable)
    );
    assert_eq!(
        charged(&held, |charge| charge.attempt.purchase.amount =
            amount(1_000_000_000_000, "EUR"))
        .err(),
        Some(ErrorCode::AmountNotRepresentable)
    );
    for url in [
        "",
        "javascript:alert(1)",
        "//shop.example",
        "https://",
        "https://a\nb",
    ] {
        assert_eq!(
            charged(&held, |charge| charge.attempt.return_url = url).err(),
            Some(ErrorCode::ReturnUrlOrigin),
            "{url}"
        );
    }
    assert_eq!(
        charged(&held, |charge| charge.attempt.return_url = &long).err(),
        Some(ErrorCode::TextLength)
    );
    assert!(
        charged(&held, |charge| charge.attempt.purchase.description =
            Some(&most))
        .is_ok()
    );
    assert_eq!(
        body(charged(&held, |charge| charge
            .attempt
            .purchase
            .description = Some(&over))),
        body(charged(&held, |charge| charge
            .attempt
            .purchase
            .description = Some(&most))),
    );
    assert!(
        charged(&held, |charge| charge
            .attempt
            .purchase
            .statement_descriptor =
            Some(&most_shown))
        .is_ok()
    );
    assert_eq!(
        body(charged(&held, |charge| charge
            .attempt
            .purchase
            .statement_descriptor =
            Some(&over_shown))),
        body(charged(&held, |charge| charge
            .attempt
            .purchase
            .statement_descriptor =
            Some(&most_shown))),
    );
    let both = charged(&held, |charge| {
        charge.hosted_cvc = true;
        charge.cvc = Some(&cvc);
    });
    assert_eq!(both.err(), Some(ErrorCode::CvcNotAccepted));
    assert_eq!(
        charged(&held, |charge| charge.token = &blank).err(),
        Some(ErrorCode::CardUnknown)
    );
}

#[test]
fn leaves_empty_texts_out() {
    let held = held();
    let request = charged(&held, |charge| {
        charge.attempt.purchase.description = Some(" ");
        charge.attempt.purchase.statement_descriptor = Some("");
    });
    let shown = shown(&request.unwrap());
    assert!(!shown.contains("Description") && !shown.contains("StatementDescriptor"));
}

#[test]
fn never_asks_to_keep_a_card() {
    let held = held();
    let shown = shown(&charged(&held, |_| {}).unwrap());
    assert!(!shown.contains("GenerateCreditCardToken"));
}

#[test]
fn shows_nothing_when_printed() {
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let held = held();
    let request = charged(&held, |charge| charge.cvc = Some(&cvc)).unwrap();
    assert_eq!(format!("{request:?}"), "HttpRequest(Post …)");
    let provider = format!("{:?}", provider());
    assert!(
        !provider.contains("gabi") && !provider.contains("MTAxMDpnYWJp"),
        "{provider}"
    );
}

#[test]
fn looks_up_by_reference_and_by_id() {
    let reference = reference();
    let by_reference = sent(provider().look_up(&by_reference(&reference)));
    assert_eq!(
        shown(&by_reference),
        "GET https://securetest.smart2pay.com/v1/payments?merchantTransactionID=abcdefghijklmnopqrstuvwxyz&limit=10
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
    let by_id = sent(provider().look_up(&by_payment("202587", &reference)));
    assert_eq!(
        shown(&by_id),
        "GET https://securetest.smart2pay.com/v1/payments/202587
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
}

#[test]
fn puts_no_strange_id_into_an_address() {
    for id in ["", "1/../..", "1?x=1", "1234567890123", "one", "１２"] {
        let request = sent(provider().look_up(&by_payment(id, &reference())));
        assert_eq!(
            request.url.expose(),
            "https://securetest.smart2pay.com/v1/payments/0",
            "{id}"
        );
    }
}

/// What a request says.
fn body(request: Result<HttpRequest, ErrorCode>) -> String {
    String::from_utf8(request.unwrap().body.to_vec()).unwrap()
}
