//! First payments, compared whole. What they are answered is read like a charge.

use oneclick_providers::costplus::DetailsPlacement;
use oneclick_providers::{CardUses, PostalAddress, Provider as _, Purchase};
use oneclick_rules::ErrorCode;

use super::requests::{HEAD, transaction};
use super::words::{placing, provider};
use crate::attempt::{AttemptValues, NOW, amount};
use crate::wire::{sent, shown};

const NOBODY: CardUses = CardUses {
    one_click: false,
    scheduled: false,
    unscheduled: false,
};

fn held() -> AttemptValues {
    AttemptValues::new("", amount(1_295, "EUR"))
}

/// The transaction of a first payment that keeps the card for these uses.
fn kept(placement: DetailsPlacement, keep: Option<CardUses>) -> String {
    let held = held();
    let request = placing(placement)
        .hosted_page(&held.hosted_page(keep))
        .map(sent);
    transaction(&request.unwrap())
}

/// "One-Click Payments", "Phase 1".
#[test]
fn keeps_a_card_for_one_click() {
    let held = held();
    let keep = CardUses {
        one_click: true,
        ..NOBODY
    };
    let request = provider()
        .hosted_page(&held.hosted_page(Some(keep)))
        .map(sent);
    let body = r#"{"merchant_order_id":"abcdefghijklmnopqrstuvwxyz","currency":"EUR","amount":1295,"return_url":"https://shop.example/return/r-1","failure_url":"https://shop.example/return/r-1","webhook_url":"https://shop.example/notifications/one/r-1","expiration_period":"PT10M","extra":{"order":"N.1001-a"},"transactions":[{"payment_method":"credit-card","one_click_type":"first"}]}"#;
    assert_eq!(shown(&request.unwrap()), format!("{HEAD}{body}"));
    assert!(provider().prepare(keep, NOW).is_none());
}

/// Nothing of keeping stands in a payment that nobody agreed to keep.
#[test]
fn keeps_nothing_without_consent() {
    let plain = r#"[{"payment_method":"credit-card"}]"#;
    for placement in [
        DetailsPlacement::Transaction,
        DetailsPlacement::PaymentMethodDetails,
    ] {
        assert_eq!(kept(placement, None), plain);
        assert_eq!(kept(placement, Some(NOBODY)), plain);
    }
}

/// "Recurring Payments", "Schedule Types".
#[test]
fn keeps_a_card_for_the_merchant() {
    for (one_click, scheduled, unscheduled, expected) in [
        (
            false,
            true,
            false,
            r#""recurring_type":"first","schedule_type":"scheduled""#,
        ),
        (
            false,
            false,
            true,
            r#""recurring_type":"first","schedule_type":"unscheduled""#,
        ),
        (
            false,
            true,
            true,
            r#""recurring_type":"first","schedule_type":"unscheduled""#,
        ),
    ] {
        let keep = Some(CardUses {
            one_click,
            scheduled,
            unscheduled,
        });
        assert_eq!(
            kept(DetailsPlacement::Transaction, keep),
            format!(r#"[{{"payment_method":"credit-card",{expected}}}]"#)
        );
        assert_eq!(
            kept(DetailsPlacement::PaymentMethodDetails, keep),
            format!(
                r#"[{{"payment_method":"credit-card","payment_method_details":{{{expected}}}}}]"#
            )
        );
    }
}

/// Each guide shows one kind, none shows both.
#[test]
fn keeps_a_card_for_one_or_the_other() {
    let held = held();
    assert!(provider().capabilities().separate_uses);
    for (scheduled, unscheduled) in [(true, false), (false, true), (true, true)] {
        let keep = CardUses {
            one_click: true,
            scheduled,
            unscheduled,
        };
        let request = provider()
            .hosted_page(&held.hosted_page(Some(keep)))
            .map(sent);
        assert_eq!(request.err(), Some(ErrorCode::CardUse));
    }
}

#[test]
fn needs_an_address_to_come_back_to() {
    let held = held();
    let mut first = held.hosted_page(None);
    first.attempt.return_url = "ftp://shop.example";
    let request = provider().hosted_page(&first).map(sent);
    assert_eq!(request.err(), Some(ErrorCode::ReturnUrlOrigin));
}

/// The body of a first payment after `adapt`.
fn body<'a>(held: &'a AttemptValues, adapt: impl FnOnce(&mut Purchase<'a>)) -> String {
    let mut first = held.hosted_page(None);
    adapt(&mut first.attempt.purchase);
    shown(&provider().hosted_page(&first).unwrap())
}

#[test]
fn speaks_a_language_with_a_country() {
    let held = held();
    for (tag, sent) in [
        ("en-GB", true),
        ("sv-SE", true),
        ("sv", false),
        ("en-gb", false),
        ("EN-GB", false),
        ("eng-GB", false),
        ("en-GBR", false),
        ("zh-Hans-CN", false),
        ("en_GB", false),
        ("", false),
    ] {
        let body = body(&held, |purchase| purchase.language = Some(tag));
        assert_eq!(
            body.contains(&format!(r#""locale":"{tag}""#)),
            sent,
            "{tag}"
        );
        assert_eq!(body.contains("locale"), sent, "{tag}");
    }
}

#[test]
fn tells_what_there_is_of_the_customer() {
    let mut held = held();
    held.customer.email = None;
    held.customer.first_name = Some(String::from(" "));
    held.customer.last_name = None;
    held.customer.phone = None;
    let sent = body(&held, |purchase| purchase.customer = Some(&held.customer));
    assert!(
        sent.contains(r#""customer":{"merchant_customer_id":"c-77"},"extra""#),
        "{sent}"
    );
    let nowhere = PostalAddress {
        name: Some(String::from("Ada Lind")),
        company: Some(String::from("Lind AB")),
        line1: Some(String::from(" ")),
        country: Some(String::from("SE")),
        ..PostalAddress::default()
    };
    let sent = body(&held, |purchase| {
        purchase.billing = Some(&nowhere);
        purchase.shipping = Some(&nowhere);
    });
    assert!(!sent.contains("customer"), "{sent}");
}

#[test]
fn lives_where_the_goods_go_or_else_the_bill() {
    let held = held();
    let goods = PostalAddress {
        line3: Some(String::from("Bay 4")),
        region: Some(String::from("Scania")),
        ..PostalAddress::default()
    };
    let customer = r#""address_type":"customer","address":"Bay 4 Scania""#;
    let billed = r#""address_type":"customer","address":"Storgatan 1 2 tr 111 22 Stockholm","postal_code":"111 22","country":"SE""#;
    let billing = r#""additional_addresses":[{"address_type":"billing","address":"Storgatan 1 2 tr 111 22 Stockholm","postal_code":"111 22","country":"SE"}]"#;
    let sent = body(&held, |purchase| purchase.shipping = Some(&goods));
    assert!(
        sent.contains(&format!(r#""customer":{{{customer}}},"#)),
        "{sent}"
    );
    let sent = body(&held, |purchase| purchase.billing = Some(&held.address));
    assert!(
        sent.contains(&format!(r#""customer":{{{billed},{billing}}},"#)),
        "{sent}"
    );
    let sent = body(&held, |purchase| {
        purchase.billing = Some(&held.address);
        purchase.shipping = Some(&goods);
    });
    assert!(
        sent.contains(&format!(r#""customer":{{{customer},{billing}}},"#)),
        "{sent}"
    );
}
