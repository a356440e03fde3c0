//! The provider's page "One Click Payment" as it was saved, where it is at hand.

use oneclick_providers::{Outcome, Provider as _};
use oneclick_rules::{Customer, CustomerFields};
use serde_json::{Value, json};

use super::words::{JSON, provider};
use crate::attempt::{AttemptValues, REFERENCE, amount};
use crate::reads::Reads as _;
use crate::wire::{response, sent};

/// The JSON under a heading of the page.
fn sample(heading: &str) -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds");
    let page = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .find(|file| file.file_name().to_string_lossy().starts_with("001"))
        .map(|file| std::fs::read_to_string(file.path()).unwrap())?;
    let (_, after) = page.split_once(heading).unwrap();
    let (_, block) = after.split_once("```").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    Some(String::from(block))
}

#[test]
fn sends_what_the_page_shows() {
    let Some(request) = sample("Sample Request") else {
        return;
    };
    let mut shown: Value = serde_json::from_str(&request).unwrap();
    let text = |pointer: &str| shown.pointer(pointer).unwrap().as_str().unwrap();
    let customer = Customer::check(CustomerFields {
        id: text("/customer/id"),
        email: Some(text("/customer/email")),
        first_name: Some(text("/customer/firstName")),
        last_name: Some(text("/customer/lastName")),
        phone: Some(text("/customer/mobilePhone")),
    })
    .unwrap();
    let rupiah: u64 = text("/order/amount").parse().unwrap();
    let held = AttemptValues::new(text("/card/token"), amount(rupiah * 100, "IDR"));
    let mut charge = held.charge();
    charge.attempt.purchase.customer = Some(&customer);
    charge.attempt.purchase.description = Some(text("/order/description"));
    let request = provider().charge(&charge).map(sent).unwrap();
    let mut sent: Value = serde_json::from_slice(&request.body).unwrap();
    // The sample has neither our reference nor the optional address.
    assert!(sent.as_object_mut().unwrap().remove("url").is_some());
    shown["order"]["id"] = json!(REFERENCE);
    assert_eq!(sent, shown);
}

#[test]
fn reads_what_the_page_shows() {
    let Some(body) = sample("Sample Response") else {
        return;
    };
    let answer = provider().read_charge(response(200, Some(JSON), body.as_bytes()));
    assert_eq!(answer.outcome, Outcome::Captured);
    assert_eq!(
        answer.provider_payment_id.as_deref(),
        Some("C-46081b76-b4e7-4260-aebc-bdd5368d186d")
    );
    assert_eq!(answer.amount.unwrap().decimal(), "1000.00");
}
