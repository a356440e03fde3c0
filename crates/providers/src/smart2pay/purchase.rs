//! What a purchase says, in the members of Smart2Pay's `Payment`: names and
//! forms from the PHP SDK's structures `Card_Payment_Request`, `Customer` and
//! `Address`; where the .NET SDK's `ValidationRegexConstants` is stricter, from there.

use oneclick_rules::{OrderReference, Violation};
use serde::Serialize;

use super::units::{self, Hundredths};
use crate::line::{cut, whole};
use crate::purchase::{PostalAddress, Purchase};

/// `^.{1,255}$`. The PHP SDK allows 500.
const DESCRIPTION: usize = 255;
/// `^(.{1,250})?$`.
const STATEMENT_DESCRIPTOR: usize = 250;
/// First and last name: `^.{1,65}$`.
const NAME: usize = 65;
/// `^.{1,255}$`.
const COMPANY: usize = 255;
/// `^.{1,200}$`. The PHP SDK allows 255.
const STREET: usize = 200;
/// `^.{1,40}$`.
const CITY: usize = 40;
/// `^.{1,50}$`.
const ZIP_CODE: usize = 50;
/// `^.{1,50}$`.
const STATE: usize = 50;

/// The members, each in the provider's form.
pub(super) struct PurchaseMembers<'a> {
    pub(super) order: String,
    pub(super) amount: Hundredths,
    pub(super) currency: String,
    pub(super) description: Option<String>,
    pub(super) statement_descriptor: Option<String>,
    pub(super) billing: Option<AddressMembers>,
    pub(super) shipping: Option<AddressMembers>,
    pub(super) customer: Option<CustomerMembers<'a>>,
    pub(super) language: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AddressMembers {
    country: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zip_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<String>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CustomerMembers<'a> {
    #[serde(rename = "MerchantCustomerID", skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<String>,
}

impl<'a> PurchaseMembers<'a> {
    /// Reads the members of a purchase.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(super) fn of(purchase: &Purchase<'a>) -> Result<Self, Violation> {
        let amount = units::from_amount(purchase.amount);
        Ok(Self {
            order: order(purchase.order),
            amount: amount.map_err(|code| Violation::new(code, "amount"))?,
            currency: String::from(purchase.amount.currency().as_str()),
            description: cut(purchase.description, DESCRIPTION),
            statement_descriptor: cut(purchase.statement_descriptor, STATEMENT_DESCRIPTOR),
            billing: purchase.billing.and_then(address),
            shipping: purchase.shipping.and_then(address),
            customer: customer(purchase),
            language: purchase.language.filter(|tag| is_language(tag)),
        })
    }
}

/// Gives an address; one without a country is left out, because the .NET SDK sends none
/// without it. Its lines become one street.
fn address(address: &PostalAddress) -> Option<AddressMembers> {
    let lines = [&address.line1, &address.line2, &address.line3];
    let lines: Vec<&str> = lines
        .into_iter()
        .filter_map(|line| line.as_deref())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    Some(AddressMembers {
        country: country(address.country.as_deref()?)?,
        city: cut(address.city.as_deref(), CITY),
        zip_code: whole(address.postal_code.as_deref(), ZIP_CODE),
        state: whole(address.region.as_deref(), STATE),
        street: cut(Some(&lines.join(", ")), STREET),
    })
}

/// `^[a-zA-Z]{2}$`.
fn country(country: &str) -> Option<String> {
    let fits = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    fits.then(|| country.to_ascii_uppercase())
}

/// Tells who buys. An id that is not of the provider's form is left out: it is only for
/// the merchant's eye there. So is an e-mail address: a payment needs none.
fn customer<'a>(purchase: &Purchase<'a>) -> Option<CustomerMembers<'a>> {
    let company = purchase
        .billing
        .and_then(|address| address.company.as_deref());
    let company = cut(company, COMPANY);
    let Some(customer) = purchase.customer else {
        return company.map(|company| CustomerMembers {
            company: Some(company),
            ..CustomerMembers::default()
        });
    };
    let email = customer.email.as_deref();
    Some(CustomerMembers {
        id: Some(customer.id.as_str()).filter(|id| is_customer_id(id)),
        email: email.filter(|email| is_email(email)),
        first_name: cut(customer.first_name.as_deref(), NAME),
        last_name: cut(customer.last_name.as_deref(), NAME),
        // E.164, which their `^.{1,20}$` takes whole.
        phone: customer.phone.as_deref(),
        company,
    })
}

/// Gives the order's reference in the provider's alphabet, `^[0-9a-zA-Z_-]{1,50}$`:
/// ours has the full stop besides, which becomes `_`.
fn order(order: &OrderReference) -> String {
    order.as_str().replace('.', "_")
}

/// `^([0-9a-zA-Z_-]{1,50})?$`.
fn is_customer_id(id: &str) -> bool {
    id.len() <= 50 && id.bytes().all(|byte| is_word(byte) || byte == b'-')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// `^[a-zA-Z0-9\._%+-]{1,100}@[a-zA-Z0-9\.-]{1,40}\.[a-zA-Z]{1,8}$`.
fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else {
        return false;
    };
    let Some((domain, top)) = domain.rsplit_once('.') else {
        return false;
    };
    let local_fits = |byte| is_word(byte) || matches!(byte, b'.' | b'%' | b'+' | b'-');
    let domain_fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    (1..=100).contains(&local.len())
        && local.bytes().all(local_fits)
        && (1..=40).contains(&domain.len())
        && domain.bytes().all(domain_fits)
        && (1..=8).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// `^[a-zA-Z]{2,3}-[a-zA-Z]{2,4}(-[a-zA-Z]{2,4})*$`: a language alone does not
/// fit and is left out, so that the page speaks the site's.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let fits = |part: &str, most| {
        (2..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    parts.next().is_some_and(|language| fits(language, 3))
        && tag.contains('-')
        && parts.all(|part| fits(part, 4))
}
