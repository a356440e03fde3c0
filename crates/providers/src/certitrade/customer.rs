//! Who buys, as CertiTrade is told ("Customer", "Tables").

use serde::Serialize;

use crate::line::{cut, whole};
use crate::purchase::{PostalAddress, Purchase};

/// The most characters of every member but the e-mail address.
const TEXT: usize = 50;
/// The most characters of an e-mail address.
const EMAIL: usize = 128;

/// The customer and the billing address in one; what is not known is left out.
/// `security_number` is never sent: it is not asked of anyone here.
#[derive(Default, PartialEq, Eq, Serialize)]
pub(super) struct CertiTradeCustomer {
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

/// Reads the customer of a purchase; `None` where nothing is known.
pub(super) fn of(purchase: &Purchase<'_>) -> Option<CertiTradeCustomer> {
    let nowhere = PostalAddress::default();
    let billing = purchase.billing.unwrap_or(&nowhere);
    let name = billing.name.clone().or_else(|| name(purchase));
    let buyer = purchase.customer;
    let email = buyer.and_then(|buyer| buyer.email.as_deref());
    let phone = buyer.and_then(|buyer| buyer.phone.as_deref());
    let read = |text: &Option<String>| cut(text.as_deref(), TEXT);
    let meant = |text: &Option<String>| whole(text.as_deref(), TEXT);
    let customer = CertiTradeCustomer {
        name: read(&name),
        company_name: read(&billing.company),
        address1: read(&billing.line1),
        address2: read(&billing.line2),
        address3: read(&billing.line3),
        zip_code: meant(&billing.postal_code),
        city: read(&billing.city),
        region: meant(&billing.region),
        country: meant(&billing.country),
        email: whole(email, EMAIL),
        phone: whole(phone, TEXT),
    };
    Some(customer).filter(|customer| *customer != CertiTradeCustomer::default())
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

/// Gives the language of the payment window for a BCP 47 tag.
pub(super) fn language(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default();
    LANGUAGES
        .iter()
        .find(|(language, _)| primary.eq_ignore_ascii_case(language))
        .map_or("en", |(_, theirs)| theirs)
}
