//! What a session may say, and where it breaks the provider's rules.

use oneclick_providers::{PostalAddress, Provider as _, Purchase};
use oneclick_rules::{Customer, CustomerFields, ErrorCode, Violation};

use super::words::provider;
use crate::attempt::{AttemptValues, amount};
use crate::wire::{sent, shown};

fn held() -> AttemptValues {
    AttemptValues::new("F43F90A5CB613D91F704407D4E297EA1", amount(2000, "EUR"))
}

fn customer<'a>(adapt: impl FnOnce(&mut CustomerFields<'a>)) -> Customer {
    let mut fields = CustomerFields {
        id: "c-77",
        ..CustomerFields::default()
    };
    adapt(&mut fields);
    Customer::check(fields).unwrap()
}

/// Every rule that a purchase breaks after `adapt`.
fn broken<'a>(held: &'a AttemptValues, adapt: impl FnOnce(&mut Purchase<'a>)) -> Vec<Violation> {
    let mut purchase = held.purchase();
    adapt(&mut purchase);
    provider().check_purchase(&purchase)
}

#[test]
fn takes_what_the_forms_allow() {
    let held = held();
    let (description, descriptor) = ("é".repeat(255), "é".repeat(250));
    let name = "é".repeat(65);
    let email = format!("{}@{}.example", "a".repeat(100), "b".repeat(40));
    let customer = customer(|fields| {
        fields.first_name = Some(&name);
        fields.last_name = Some(&name);
        fields.email = Some(&email);
    });
    let address = PostalAddress {
        company: Some("é".repeat(255)),
        line1: Some("é".repeat(198 - 100)),
        line2: Some("é".repeat(100)),
        city: Some("é".repeat(40)),
        postal_code: Some("é".repeat(50)),
        region: Some("é".repeat(50)),
        country: Some(String::from("se")),
        ..PostalAddress::default()
    };
    let mut purchase = held.purchase();
    purchase.description = Some(&description);
    purchase.statement_descriptor = Some(&descriptor);
    purchase.customer = Some(&customer);
    purchase.billing = Some(&address);
    purchase.shipping = Some(&address);
    assert_eq!(provider().check_purchase(&purchase), []);
}

#[test]
fn cuts_what_is_read_and_leaves_out_what_the_provider_cannot_take() {
    let held = AttemptValues::new("F43F90A5CB613D91F704407D4E297EA1", amount(1_234, "KWD"));
    let (description, descriptor) = ("é".repeat(256), "é".repeat(251));
    let name = "é".repeat(66);
    let customer = customer(|fields| {
        fields.first_name = Some(&name);
        fields.last_name = Some(&name);
        fields.email = Some("ada@exämple.com");
    });
    let address = PostalAddress {
        company: Some("é".repeat(256)),
        line1: Some("é".repeat(99)),
        line2: Some("é".repeat(100)),
        city: Some("é".repeat(41)),
        postal_code: Some("é".repeat(51)),
        region: Some("é".repeat(51)),
        country: Some(String::from("SWE")),
        ..PostalAddress::default()
    };
    let mut purchase = held.purchase();
    purchase.description = Some(&description);
    purchase.statement_descriptor = Some(&descriptor);
    purchase.customer = Some(&customer);
    purchase.billing = Some(&address);
    purchase.shipping = Some(&address);
    let told = provider().check_purchase(&purchase);
    let amount = Violation::new(ErrorCode::AmountNotRepresentable, "amount");
    assert_eq!(told, [amount]);
    let mut charge = held.charge();
    charge.attempt.purchase = purchase;
    let refused = provider().charge(&charge).err();
    assert_eq!(refused, Some(ErrorCode::AmountNotRepresentable));
    // All of it is sold in a currency that can be written.
    charge.attempt.purchase.amount = crate::attempt::amount(1_230, "KWD");
    let sweden = PostalAddress {
        country: Some(String::from("SE")),
        ..address.clone()
    };
    charge.attempt.purchase.billing = Some(&sweden);
    let request = provider().charge(&charge).map(sent).unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let sent = &sent["Payment"];
    let long = |most: usize| serde_json::json!("é".repeat(most));
    assert_eq!(sent["Description"], long(255));
    assert_eq!(sent["StatementDescriptor"], long(250));
    assert_eq!(
        sent["Customer"],
        serde_json::json!({
            "MerchantCustomerID": "c-77", "FirstName": long(65), "LastName": long(65),
            "Company": long(255),
        })
    );
    let street = format!("{}, {}", "é".repeat(99), "é".repeat(99));
    assert_eq!(
        sent["BillingAddress"],
        serde_json::json!({ "Country": "SE", "City": long(40), "Street": street })
    );
    assert_eq!(sent["ShippingAddress"], serde_json::Value::Null);
}

/// The e-mail address that is sent with a charge.
fn sent_email<'a>(held: &'a AttemptValues, purchase: Purchase<'a>) -> Option<String> {
    let mut charge = held.charge();
    charge.attempt.purchase = purchase;
    let request = provider().charge(&charge).map(sent).unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let email = sent["Payment"]["Customer"]["Email"].as_str();
    email.map(String::from)
}

#[test]
fn knows_the_form_of_an_address_for_mail() {
    let held = held();
    for (email, fits) in [
        ("a@b.se", true),
        ("Ada.Lind_1%x+y-z@mail.example-1.com", true),
        ("a@b.c", true),
        ("a@b.abcdefgh", true),
        ("a@b.abcdefghi", false),
        ("a@b", false),
        ("a@b.c1", false),
        ("a@.se", false),
        ("a@b@c.se", false),
        ("a'b@c.se", false),
        ("a@b_c.se", false),
        ("å@b.se", false),
    ] {
        let customer = customer(|fields| fields.email = Some(email));
        let mut purchase = held.purchase();
        purchase.customer = Some(&customer);
        assert_eq!(provider().check_purchase(&purchase), []);
        // One of another form is left out: a payment needs none.
        assert_eq!(sent_email(&held, purchase).is_some(), fits, "{email}");
    }
    let (local, domain) = ("a".repeat(101), "b".repeat(41));
    for email in [format!("{local}@b.se"), format!("a@{domain}.se")] {
        let customer = customer(|fields| fields.email = Some(&email));
        let mut purchase = held.purchase();
        purchase.customer = Some(&customer);
        assert_eq!(sent_email(&held, purchase), None, "{email}");
    }
}

/// The members of a charge that `adapt` makes.
fn members<'a>(held: &'a AttemptValues, adapt: impl FnOnce(&mut Purchase<'a>)) -> String {
    let mut charge = held.charge();
    adapt(&mut charge.attempt.purchase);
    shown(&provider().charge(&charge).unwrap())
}

#[test]
fn leaves_out_what_has_no_form_there() {
    let held = held();
    for (id, fits) in [
        ("c-77", true),
        ("C_77", true),
        (&"c".repeat(50), true),
        (&"c".repeat(51), false),
        ("ada@example.com", false),
        ("c 77", false),
    ] {
        let customer = customer(|fields| fields.id = id);
        let mut charge = held.charge();
        charge.attempt.purchase.customer = Some(&customer);
        let shown = shown(&provider().charge(&charge).unwrap());
        assert_eq!(shown.contains("MerchantCustomerID"), fits, "{id}");
    }
    for (language, fits) in [
        ("sv-SE", true),
        ("zh-Hant-TW", true),
        ("yue-HK", true),
        ("sv", false),
        ("s-SE", false),
        ("svsv-SE", false),
        ("sv-S", false),
        ("sv-SE-x", false),
        ("es-419", false),
        ("sv-SVENS", false),
    ] {
        let shown = members(&held, |purchase| purchase.language = Some(language));
        assert_eq!(shown.contains("Language"), fits, "{language}");
    }
}

#[test]
fn sends_no_address_without_a_country() {
    let mut held = held();
    held.address.country = None;
    let shown = members(&held, |purchase| {
        purchase.billing = Some(&held.address);
        purchase.shipping = Some(&held.address);
    });
    assert!(!shown.contains("Address"), "{shown}");
    assert_eq!(broken(&held, |_| {}), []);
}

#[test]
fn tells_a_guest_s_company() {
    let mut held = held();
    held.address.company = Some(String::from("Lind AB"));
    let shown = members(&held, |purchase| purchase.billing = Some(&held.address));
    assert!(
        shown.contains(r#""Customer":{"Company":"Lind AB"}"#),
        "{shown}"
    );
}
