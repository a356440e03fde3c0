//! Who buys, as CertiTrade is told ("Customer", "Tables").

use oneclick_rules::{Code, Violation};
use serde::Serialize;

use crate::line::line;
use crate::{Address, Purchase};

/// The most characters of every member but the e-mail address.
const TEXT: usize = 50;
/// The most characters of an e-mail address.
const EMAIL: usize = 128;

/// The customer and the billing address in one; what is not known is left out.
/// `security_number` is never sent: it is not asked of anyone here.
#[derive(Default, PartialEq, Eq, Serialize)]
pub(super) struct Customer {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address3: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zip_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

/// Every limit of the customer that a purchase breaks.
pub(super) fn check(purchase: &Purchase<'_>) -> Vec<Violation> {
    read(purchase).1
}

/// The customer of a purchase; `None` where nothing is known.
///
/// # Errors
/// The first limit that a member broke.
pub(super) fn of(purchase: &Purchase<'_>) -> Result<Option<Customer>, Code> {
    let (customer, broken) = read(purchase);
    match broken.first() {
        Some(violation) => Err(violation.code),
        None => Ok(Some(customer).filter(|customer| *customer != Customer::default())),
    }
}

fn read(purchase: &Purchase<'_>) -> (Customer, Vec<Violation>) {
    let mut broken = Vec::new();
    let mut text = |text: Option<&str>, most: usize, field: &'static str| {
        line(text, most).unwrap_or_else(|code| {
            broken.push(Violation::new(code, field));
            None
        })
    };
    let nowhere = Address::default();
    let billing = purchase.billing.unwrap_or(&nowhere);
    let name = name(purchase);
    let name = match &billing.name {
        Some(name) => text(Some(name), TEXT, "billing.name"),
        None => text(name.as_deref(), TEXT, "customer.last_name"),
    };
    let buyer = purchase.customer;
    let email = buyer.and_then(|buyer| buyer.email.as_deref());
    let phone = buyer.and_then(|buyer| buyer.phone.as_deref());
    let customer = Customer {
        name,
        company_name: text(billing.company.as_deref(), TEXT, "billing.company"),
        address1: text(billing.line1.as_deref(), TEXT, "billing.line1"),
        address2: text(billing.line2.as_deref(), TEXT, "billing.line2"),
        address3: text(billing.line3.as_deref(), TEXT, "billing.line3"),
        zip_code: text(billing.postal_code.as_deref(), TEXT, "billing.postal_code"),
        city: text(billing.city.as_deref(), TEXT, "billing.city"),
        region: text(billing.region.as_deref(), TEXT, "billing.region"),
        country: text(billing.country.as_deref(), TEXT, "billing.country"),
        email: text(email, EMAIL, "customer.email"),
        phone: text(phone, TEXT, "customer.phone"),
    };
    (customer, broken)
}

/// First and last name in one.
fn name(purchase: &Purchase<'_>) -> Option<String> {
    let customer = purchase.customer?;
    let names = [&customer.first_name, &customer.last_name];
    let names: Vec<&str> = names.into_iter().filter_map(Option::as_deref).collect();
    Some(names.join(" "))
}

/// "Tables", section "Languages", less English, which is for every other tag:
/// without a language the payment window speaks Swedish.
const LANGUAGES: &[(&str, &str)] = &[
    ("sv", "sv"),
    ("no", "no"),
    ("nb", "no"),
    ("nn", "no"),
    ("da", "da"),
    ("fi", "fi"),
    ("de", "de"),
    ("fr", "fr"),
    ("it", "it"),
    ("es", "es"),
];

/// The language of the payment window for a BCP 47 tag.
pub(super) fn language(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default();
    LANGUAGES
        .iter()
        .find(|(language, _)| primary.eq_ignore_ascii_case(language))
        .map_or("en", |(_, theirs)| theirs)
}
