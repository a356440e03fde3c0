//! What a purchase says, in the members of Smart2Pay's `Payment`: names and
//! forms from the PHP SDK's structures `Card_Payment_Request`, `Customer` and
//! `Address`; where the .NET SDK's `ValidationRegexConstants` is stricter, from there.

use oneclick_rules::{Code, Customer, OrderReference, Violation};
use serde::Serialize;

use super::units;
use crate::line::line;
use crate::{Address, Purchase};

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
pub(super) struct Members<'a> {
    pub(super) order: String,
    pub(super) amount: u64,
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

impl<'a> Members<'a> {
    /// The members of a purchase.
    ///
    /// # Errors
    /// Every rule that it breaks.
    pub(super) fn of(purchase: &Purchase<'a>) -> Result<Self, Vec<Violation>> {
        let mut broken = Broken(Vec::new());
        let amount = broken.note(units::from_amount(purchase.amount), "amount");
        let members = Self {
            order: order(purchase.order),
            amount: amount.unwrap_or_default(),
            currency: String::from(purchase.amount.currency().as_str()),
            description: broken.line(purchase.description, DESCRIPTION, "description"),
            statement_descriptor: broken.line(
                purchase.statement_descriptor,
                STATEMENT_DESCRIPTOR,
                "statement_descriptor",
            ),
            billing: broken.address(purchase.billing, &BILLING),
            shipping: broken.address(purchase.shipping, &SHIPPING),
            customer: broken.customer(purchase),
            language: purchase.language.filter(|tag| is_language(tag)),
        };
        if broken.0.is_empty() {
            Ok(members)
        } else {
            Err(broken.0)
        }
    }
}

/// The names of an address's members in a session.
struct Fields {
    country: &'static str,
    city: &'static str,
    postal_code: &'static str,
    region: &'static str,
    lines: &'static str,
}

const BILLING: Fields = Fields {
    country: "billing.country",
    city: "billing.city",
    postal_code: "billing.postal_code",
    region: "billing.region",
    lines: "billing.line1",
};

const SHIPPING: Fields = Fields {
    country: "shipping.country",
    city: "shipping.city",
    postal_code: "shipping.postal_code",
    region: "shipping.region",
    lines: "shipping.line1",
};

/// The rules broken so far.
struct Broken(Vec<Violation>);

impl Broken {
    fn note<T>(&mut self, result: Result<T, Code>, field: &'static str) -> Option<T> {
        result
            .map_err(|code| self.0.push(Violation::new(code, field)))
            .ok()
    }

    fn line(&mut self, text: Option<&str>, most: usize, field: &'static str) -> Option<String> {
        self.note(line(text, most), field).flatten()
    }

    /// An address; one without a country is left out, because the .NET SDK
    /// sends none without it. Its lines become one street.
    fn address(&mut self, address: Option<&Address>, fields: &Fields) -> Option<AddressMembers> {
        let address = address?;
        let lines = [&address.line1, &address.line2, &address.line3];
        let lines: Vec<&str> = lines
            .into_iter()
            .filter_map(|line| line.as_deref())
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let street = lines.join(", ");
        let city = self.line(address.city.as_deref(), CITY, fields.city);
        let zip_code = self.line(address.postal_code.as_deref(), ZIP_CODE, fields.postal_code);
        let state = self.line(address.region.as_deref(), STATE, fields.region);
        let street = self.line(Some(&street), STREET, fields.lines);
        Some(AddressMembers {
            country: self.country(address.country.as_deref()?, fields)?,
            city,
            zip_code,
            state,
            street,
        })
    }

    /// `^[a-zA-Z]{2}$`.
    fn country(&mut self, country: &str, fields: &Fields) -> Option<String> {
        let fits = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
        let country = fits.then(|| country.to_ascii_uppercase());
        self.note(country.ok_or(Code::TextLength), fields.country)
    }

    /// Who buys. An id that is not of the provider's form is left out: it is
    /// only for the merchant's eye there.
    fn customer<'a>(&mut self, purchase: &Purchase<'a>) -> Option<CustomerMembers<'a>> {
        let company = purchase
            .billing
            .and_then(|address| address.company.as_deref());
        let company = self.line(company, COMPANY, "billing.company");
        let Some(customer) = purchase.customer else {
            return company.map(|company| CustomerMembers {
                company: Some(company),
                ..CustomerMembers::default()
            });
        };
        Some(CustomerMembers {
            id: Some(customer.id.as_str()).filter(|id| is_customer_id(id)),
            email: self.email(customer),
            first_name: self.line(customer.first_name.as_deref(), NAME, "customer.first_name"),
            last_name: self.line(customer.last_name.as_deref(), NAME, "customer.last_name"),
            // E.164, which their `^.{1,20}$` takes whole.
            phone: customer.phone.as_deref(),
            company,
        })
    }

    fn email<'a>(&mut self, customer: &'a Customer) -> Option<&'a str> {
        let email = customer.email.as_deref()?;
        let email = Some(email).filter(|email| is_email(email));
        self.note(email.ok_or(Code::CustomerEmail), "customer.email")
    }
}

/// The order's reference in the provider's alphabet, `^[0-9a-zA-Z_-]{1,50}$`:
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
