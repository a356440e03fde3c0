//! What a purchase may be, with the fields that break a rule.

use oneclick_providers::{Provider as _, Purchase};
use oneclick_rules::Customer;

use super::words::provider;
use crate::attempt::{AttemptValues, amount};

fn held() -> AttemptValues {
    AttemptValues::new("00ff", amount(1_500_000, "IDR"))
}

/// What a purchase breaks, as `code at field`.
fn broken(held: &AttemptValues, adapt: impl FnOnce(&mut Customer)) -> Vec<String> {
    let mut customer = held.customer.clone();
    adapt(&mut customer);
    let mut purchase = held.purchase();
    purchase.customer = Some(&customer);
    told(&purchase)
}

fn told(purchase: &Purchase<'_>) -> Vec<String> {
    let broken = provider().check_purchase(purchase);
    broken
        .iter()
        .map(|broken| format!("{} at {}", broken.code, broken.field))
        .collect()
}

#[test]
fn tells_every_broken_rule_with_its_field() {
    let held = held();
    let (most, over) = ("é".repeat(50), "é".repeat(51));
    assert_eq!(broken(&held, |_| {}), [""; 0]);
    assert_eq!(
        broken(&held, |customer| {
            customer.first_name = Some(most.clone());
            customer.last_name = Some(most.clone());
        }),
        [""; 0]
    );
    assert_eq!(
        broken(&held, |customer| {
            customer.first_name = Some(over.clone());
            customer.last_name = Some(over.clone());
            customer.phone = None;
        }),
        ["customer.missing at customer.phone"]
    );
    for phone in [
        "081286288844",
        "+0812862888",
        "+62 8128628",
        "+628128",
        "+6281286288844123",
        "+",
        "",
    ] {
        let told = broken(&held, |customer| customer.phone = Some(String::from(phone)));
        assert_eq!(told, ["customer.phone at customer.phone"], "{phone}");
    }
    for phone in ["+6281286288844", "+4670123", "+123456789012345"] {
        let told = broken(&held, |customer| customer.phone = Some(String::from(phone)));
        assert_eq!(told, [""; 0], "{phone}");
    }
}

#[test]
fn tells_what_a_purchase_breaks_beside_the_customer() {
    let held = held();
    let (most, over) = ("é".repeat(127), "é".repeat(128));
    let mut purchase = held.purchase();
    purchase.customer = Some(&held.customer);
    purchase.description = Some(&most);
    assert_eq!(told(&purchase), [""; 0]);
    purchase.amount = amount(150, "IDR");
    assert_eq!(told(&purchase), ["amount.not_representable at amount"]);
    purchase.amount = amount(1_000, "EUR");
    purchase.description = Some(&over);
    purchase.capture = false;
    purchase.customer = None;
    assert_eq!(
        told(&purchase),
        [
            "currency.unsupported at currency",
            "capture.unsupported at capture",
            "customer.missing at customer"
        ]
    );
}
