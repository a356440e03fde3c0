//! First payments and charges by the merchant, compared whole.

use oneclick_providers::smart2pay::Smart2Pay;
use oneclick_providers::{
    CardUses, Charge, HttpRequest, Initiator, NewCardPayment, Provider as _, Purchase,
};
use oneclick_rules::{Brand, Cvc, ErrorCode};

use super::words::{provider, provider_with};
use crate::attempt::{AttemptValues, amount};
use crate::wire::{sent, shown};

const ONE_CLICK: CardUses = CardUses {
    one_click: true,
    scheduled: false,
    unscheduled: false,
};
const HEAD: &str = "POST https://securetest.smart2pay.com/v1/payments
accept: application/json
authorization: Basic MTAxMDpnYWJp
content-type: application/json; charset=utf-8
requestid: 0110c853-1d09-82d8-973e-1194e95b5f19

";

fn held() -> AttemptValues {
    AttemptValues::new("F43F90A5CB613D91F704407D4E297EA1", amount(2000, "EUR"))
}

fn begun(provider: &Smart2Pay, first: &NewCardPayment<'_>) -> String {
    shown(&provider.hosted_page(first).unwrap())
}

/// "Hosted card form": neither card nor token; nothing is kept.
#[test]
fn begins_a_payment_on_the_form() {
    let held = held();
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N_1001-a","Amount":2000,"Currency":"EUR","ReturnURL":"https://shop.example/return/r-1","Capture":true,"PaymentTokenLifetime":10}}"#;
    for card_on_file in [false, true] {
        let first = held.hosted_page(None);
        let shown = begun(&provider_with(card_on_file), &first);
        assert_eq!(shown, format!("{HEAD}{body}"));
    }
}

#[test]
fn takes_a_consent_to_no_use_for_none() {
    let held = held();
    let keep = CardUses::of(&[]);
    let shown = begun(&provider_with(true), &held.hosted_page(Some(keep)));
    assert!(!shown.contains("GenerateCreditCardToken") && !shown.contains("CardOnFile"));
}

/// "Recurring Card Payments": a token that is asked for comes with `CardOnFile`;
/// the older "One Click Payment" has none.
#[test]
fn asks_for_a_token_where_the_shopper_agreed() {
    let held = held();
    let token = r#""Capture":true,"GenerateCreditCardToken":true,"PaymentTokenLifetime":10}}"#;
    let shown = begun(&provider(), &held.hosted_page(Some(ONE_CLICK)));
    assert!(shown.ends_with(token), "{shown}");
    let on_file = r#""Capture":true,"CardOnFile":{"IsInitial":true,"TransactionType":"Recurring"},"GenerateCreditCardToken":true,"PaymentTokenLifetime":10}}"#;
    let shown = begun(&provider_with(true), &held.hosted_page(Some(ONE_CLICK)));
    assert!(shown.ends_with(on_file), "{shown}");
    for (scheduled, unscheduled) in [(true, false), (false, true)] {
        let keep = CardUses {
            scheduled,
            unscheduled,
            ..ONE_CLICK
        };
        let shown = begun(&provider(), &held.hosted_page(Some(keep)));
        assert!(shown.ends_with(on_file), "{shown}");
    }
}

/// Every member that SDK-PHP's `Card_Payment_Request`, `Customer` and `Address`
/// have for what a session says.
#[test]
fn says_all_that_the_session_says() {
    let held = held();
    let mut address = held.address.clone();
    address.company = Some(String::from("Lind AB"));
    address.region = Some(String::from("Stockholms län"));
    address.line3 = Some(String::from(" "));
    let mut first = held.hosted_page(None);
    first.attempt.purchase = Purchase {
        customer: Some(&held.customer),
        billing: Some(&address),
        shipping: Some(&held.address),
        description: Some("Two mugs"),
        statement_descriptor: Some("NORDLYS"),
        language: Some("sv-SE"),
        three_d_secure: true,
        capture: false,
        ..held.purchase()
    };
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N_1001-a","Amount":2000,"Currency":"EUR","ReturnURL":"https://shop.example/return/r-1","Description":"Two mugs","StatementDescriptor":"NORDLYS","BillingAddress":{"Country":"SE","City":"Stockholm","ZipCode":"111 22","State":"Stockholms län","Street":"Storgatan 1, 2 tr"},"ShippingAddress":{"Country":"SE","City":"Stockholm","ZipCode":"111 22","Street":"Storgatan 1, 2 tr"},"Customer":{"MerchantCustomerID":"c-77","Email":"ada@example.com","FirstName":"Ada","LastName":"Lind","Phone":"+46701234567","Company":"Lind AB"},"Capture":false,"3DSecure":true,"Language":"sv-SE","PaymentTokenLifetime":10}}"#;
    assert_eq!(begun(&provider(), &first), format!("{HEAD}{body}"));
}

/// The request of a merchant's charge after `adapt`.
fn charged(adapt: impl FnOnce(&mut Charge<'_>)) -> Result<HttpRequest, ErrorCode> {
    let held = held();
    let mut charge = held.charge();
    charge.initiator = Initiator::Merchant {
        scheduled: true,
        initial_transaction: Some("203747"),
    };
    adapt(&mut charge);
    provider().charge(&charge).map(sent)
}

/// "Card on file transactions (COF)": a subsequent transaction.
#[test]
fn charges_for_the_merchant() {
    let body = r#"{"Payment":{"MerchantTransactionID":"abcdefghijklmnopqrstuvwxyz","OriginatorTransactionID":"N_1001-a","Amount":2000,"Currency":"EUR","ReturnURL":"https://shop.example/return/r-1","CreditCardToken":{"Value":"F43F90A5CB613D91F704407D4E297EA1","RequireSecurityCode":false},"Capture":true,"CardOnFile":{"IsInitial":false,"TransactionType":"Recurring","InitialPaymentID":203747},"PaymentTokenLifetime":10}}"#;
    let request = charged(|_| {}).unwrap();
    assert_eq!(shown(&request), format!("{HEAD}{body}"));
    let unscheduled = charged(|charge| {
        charge.initiator = Initiator::Merchant {
            scheduled: false,
            initial_transaction: Some("203747"),
        };
    });
    assert_eq!(shown(&unscheduled.unwrap()), format!("{HEAD}{body}"));
    let secure = charged(|charge| charge.attempt.purchase.three_d_secure = true);
    assert_eq!(shown(&secure.unwrap()), format!("{HEAD}{body}"));
}

#[test]
fn charges_for_the_merchant_only_on_a_first_payment_and_without_a_code() {
    for initial_transaction in [None, Some(""), Some("P1"), Some("1234567890123")] {
        let refused = charged(|charge| {
            charge.initiator = Initiator::Merchant {
                scheduled: true,
                initial_transaction,
            };
        });
        assert_eq!(refused.err(), Some(ErrorCode::CardInitialTransaction));
    }
    let hosted = charged(|charge| charge.hosted_cvc = true);
    assert_eq!(hosted.err(), Some(ErrorCode::CvcNotAccepted));
    let held = held();
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let mut charge = held.charge();
    charge.cvc = Some(&cvc);
    charge.initiator = Initiator::Merchant {
        scheduled: true,
        initial_transaction: Some("203747"),
    };
    assert_eq!(
        provider().charge(&charge).err(),
        Some(ErrorCode::CvcNotAccepted)
    );
}
