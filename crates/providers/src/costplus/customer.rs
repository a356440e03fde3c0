//! The customer of an order, with the members that the provider's plug-in for
//! `WooCommerce` sends (`classes/class-wc-ginger-orderbuilder.php`) and
//! ginger-php declares (`src/Order/Customer.php`).

use oneclick_rules::Customer as Shopper;
use serde::Serialize;

use crate::purchase::{PostalAddress, Purchase};

/// The customer.
#[derive(Default, Serialize)]
pub(super) struct CostPlusCustomer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_customer_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_address: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_numbers: Option<[&'a str; 1]>,
    #[serde(flatten)]
    address: Option<AddressLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_addresses: Option<[AddressLine<'a>; 1]>,
}

/// An address in one line.
#[derive(Serialize)]
struct AddressLine<'a> {
    address_type: &'static str,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
}

/// Tells what there is to say of a purchase's customer, if anything. The customer's
/// address is where the goods go, or else where the bill goes.
pub(super) fn of<'a>(purchase: &Purchase<'a>) -> Option<CostPlusCustomer<'a>> {
    let billing = || place("billing", purchase.billing?);
    let address = purchase
        .shipping
        .and_then(|address| place("customer", address));
    let address = address.or_else(|| place("customer", purchase.billing?));
    let billing = billing();
    if purchase.customer.is_none() && address.is_none() {
        return None;
    }
    let shopper = |part: fn(&Shopper) -> &Option<String>| {
        let text = part(purchase.customer?).as_deref();
        text.filter(|text| !text.trim().is_empty())
    };
    Some(CostPlusCustomer {
        merchant_customer_id: purchase.customer.map(|customer| customer.id.as_str()),
        email_address: shopper(|customer| &customer.email),
        first_name: shopper(|customer| &customer.first_name),
        last_name: shopper(|customer| &customer.last_name),
        phone_numbers: shopper(|customer| &customer.phone).map(|phone| [phone]),
        address,
        additional_addresses: billing.map(|billing| [billing]),
    })
}

/// Gives an address; `None` where nobody says where it is.
fn place<'a>(address_type: &'static str, address: &'a PostalAddress) -> Option<AddressLine<'a>> {
    let text = |text: &'a Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let lines = [
        &address.line1,
        &address.line2,
        &address.line3,
        &address.postal_code,
        &address.city,
        &address.region,
    ];
    let lines: Vec<&str> = lines.into_iter().filter_map(text).collect();
    (!lines.is_empty()).then(|| AddressLine {
        address_type,
        address: lines.join(" "),
        postal_code: text(&address.postal_code),
        country: text(&address.country),
    })
}
