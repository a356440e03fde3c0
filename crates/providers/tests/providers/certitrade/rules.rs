//! What is refused before anything is sent, and what just fits.

use oneclick_providers::certitrade::{CertiTrade, CertiTradeSettings};
use oneclick_providers::{CardUses, Charge, LookUp, PostalAddress, Provider as _, Secret};
use oneclick_rules::{Brand, Customer, CustomerFields, Cvc, ErrorCode, Violation};

use super::requests::{MERCHANT, charged, held};
use super::words::{provider, settings};
use crate::attempt::{AttemptValues, NOW, amount, by_payment, reference};
use crate::wire::{sent, shown};

#[test]
fn keeps_a_card_for_the_shopper_or_for_the_merchant() {
    let held = held();
    let account = Secret::new(String::from("40260868824"));
    let both = CardUses {
        one_click: true,
        ..MERCHANT
    };
    let mut first = held.hosted_page(Some(both));
    first.prepared = Some(&account);
    assert_eq!(
        provider().hosted_page(&first).err(),
        Some(ErrorCode::CardUse)
    );
    // Nothing was prepared, or no account.
    first.keep = Some(MERCHANT);
    first.prepared = None;
    assert_eq!(
        provider().hosted_page(&first).err(),
        Some(ErrorCode::CardUse)
    );
    let strange = Secret::new(String::from("40/../1"));
    first.prepared = Some(&strange);
    assert_eq!(
        provider().hosted_page(&first).err(),
        Some(ErrorCode::CardUse)
    );
    assert!(provider().capabilities().separate_uses);
}

#[test]
fn refuses_what_the_provider_cannot_take() {
    let held = held();
    let cvc = Cvc::parse("312", Brand::Visa).unwrap();
    let refused = |adapt: &dyn Fn(&mut Charge<'_>)| {
        let mut charge = held.charge();
        charge.cvc = None;
        adapt(&mut charge);
        provider().charge(&charge).err()
    };
    assert_eq!(
        refused(&|charge| charge.hosted_cvc = true),
        Some(ErrorCode::CvcNotAccepted)
    );
    assert_eq!(
        charged(&held, |charge| charge.cvc = Some(&cvc)).err(),
        Some(ErrorCode::CvcNotAccepted)
    );
    for token in ["", " ", "4026x", "1/../2", "12345678901234567890"] {
        let held = AttemptValues::new(token, amount(1234, "SEK"));
        let error = charged(&held, |_| {}).err();
        assert_eq!(error, Some(ErrorCode::CardUnknown), "{token}");
    }
    for currency in ["IDR", "HUF", "KWD", "ISK"] {
        assert_eq!(
            refused(&|charge| charge.attempt.purchase.amount = amount(1000, currency)),
            Some(ErrorCode::CurrencyUnsupported)
        );
    }
    let over = "é".repeat(65);
    let error = charged(&held, |charge| {
        charge.attempt.purchase.description = Some(&over);
    });
    let sent = String::from_utf8(error.unwrap().body.to_vec()).unwrap();
    assert!(sent.contains(&format!("\"{}\"", "é".repeat(64))), "{sent}");
    let mut first = held.hosted_page(None);
    for url in ["", "javascript:alert(1)", "https://", "https://a\nb"] {
        first.attempt.return_url = url;
        let error = provider().hosted_page(&first).err();
        assert_eq!(error, Some(ErrorCode::ReturnUrlOrigin), "{url}");
    }
    let (most, over) = (address(256), address(257));
    first.attempt.return_url = &most;
    assert!(provider().hosted_page(&first).is_ok());
    first.attempt.notification_url = &over;
    assert_eq!(
        provider().hosted_page(&first).err(),
        Some(ErrorCode::TextLength)
    );
}

fn address(length: usize) -> String {
    format!("{:x<length$}", "https://")
}

#[test]
fn tells_every_rule_that_a_purchase_breaks() {
    let mut held = held();
    assert_eq!(provider().check_purchase(&held.purchase()), []);
    held.amount = amount(1000, "KWD");
    held.customer = Customer::check(CustomerFields {
        id: "c-77",
        email: Some(&format!("{:x<129}", "ada@")),
        first_name: Some(&"a".repeat(30)),
        last_name: Some(&"b".repeat(20)),
        phone: None,
    })
    .unwrap();
    let over = || Some("é".repeat(51));
    held.address = PostalAddress {
        name: None,
        company: over(),
        line1: over(),
        line2: over(),
        line3: over(),
        postal_code: over(),
        city: over(),
        region: over(),
        country: over(),
    };
    let description = "é".repeat(65);
    let mut purchase = held.purchase();
    purchase.description = Some(&description);
    purchase.customer = Some(&held.customer);
    purchase.billing = Some(&held.address);
    purchase.capture = false;
    let broken = provider().check_purchase(&purchase);
    let expected = [
        Violation::new(ErrorCode::CurrencyUnsupported, "currency"),
        Violation::new(ErrorCode::CaptureUnsupported, "capture"),
    ];
    assert_eq!(broken, expected);
    // What is too long is cut where people read it, and left out elsewhere.
    let sek = AttemptValues::new("4026", amount(1000, "SEK"));
    let request = charged(&sek, |charge| {
        charge.attempt.purchase.customer = Some(&held.customer);
        charge.attempt.purchase.billing = Some(&held.address);
    });
    let sent: serde_json::Value = serde_json::from_slice(&request.unwrap().body).unwrap();
    let long = "é".repeat(50);
    let name = format!("{} {}", "a".repeat(30), "b".repeat(19));
    assert_eq!(
        sent["customer"],
        serde_json::json!({
            "name": name, "company_name": long, "address1": long, "address2": long,
            "address3": long, "city": long,
        })
    );
}

#[test]
fn takes_what_just_fits() {
    let mut held = held();
    let most = || Some("é".repeat(50));
    held.customer = Customer::check(CustomerFields {
        id: "c-77",
        email: Some(&format!("{:x<128}", "ada@")),
        first_name: Some(&"a".repeat(30)),
        last_name: Some(&"b".repeat(19)),
        phone: None,
    })
    .unwrap();
    held.address = PostalAddress {
        company: most(),
        line1: most(),
        ..PostalAddress::default()
    };
    let description = "é".repeat(64);
    let mut purchase = held.purchase();
    purchase.description = Some(&description);
    purchase.customer = Some(&held.customer);
    purchase.billing = Some(&held.address);
    assert_eq!(provider().check_purchase(&purchase), []);
}

#[test]
fn captures_as_the_agreement_says() {
    let held = held();
    for manual_capture in [false, true] {
        let provider = CertiTrade::new(CertiTradeSettings {
            manual_capture,
            ..settings()
        });
        assert_eq!(provider.capabilities().manual_capture, manual_capture);
        for capture in [false, true] {
            let mut purchase = held.purchase();
            purchase.capture = capture;
            let broken = provider.check_purchase(&purchase);
            assert_eq!(broken.is_empty(), capture != manual_capture);
        }
    }
}

#[test]
fn speaks_the_languages_of_the_payment_window() {
    let held = held();
    for (tag, language) in [
        ("sv", "sv"),
        ("sv-SE", "sv"),
        ("en-GB", "en"),
        ("no", "no"),
        ("nb", "no"),
        ("nn-NO", "no"),
        ("DA", "da"),
        ("fi", "fi"),
        ("de-AT", "de"),
        ("fr", "fr"),
        ("it", "it"),
        ("es", "es"),
        ("pl", "en"),
        ("svx", "en"),
    ] {
        let mut first = held.hosted_page(None);
        first.attempt.purchase.language = Some(tag);
        let request = shown(&provider().hosted_page(&first).unwrap());
        let member = format!(r#""language":"{language}""#);
        assert!(request.contains(&member), "{tag}");
    }
}

#[test]
fn puts_nothing_strange_into_an_address() {
    let reference = reference();
    for id in [
        "",
        "1/../..",
        "1?x=1",
        "12345678901234567890",
        "one",
        "１２",
    ] {
        let request = sent(provider().look_up(&by_payment(id, &reference)));
        let url = request.url.expose();
        assert!(url.ends_with("/ws/2.0/payment/0"), "{url}");
        let request = sent(provider().look_up(&LookUp::Reference {
            reference: reference.clone(),
            since: NOW - 600,
            until: NOW + 600,
            now: NOW,
            page: Some(String::from(id)),
        }));
        let url = request.url.expose();
        assert!(
            url.ends_with("?reference=abcdefghijklmnopqrstuvwxyz"),
            "{url}"
        );
    }
}

/// An empty look-up says nothing for a quarter of an hour.
#[test]
fn waits_before_an_empty_look_up_counts() {
    let able = provider().capabilities();
    assert_eq!(able.not_found_after, 900);
    assert!(!able.searches_by_time && !able.confirm_refusals && !able.multiple_captures);
}
