//! The rules on a payment request (reference/resources/payment.md,
//! customer.md).

use serde_json::{Map, Value};

use super::fields::Fields;
use super::payment::{Asked, Method};
use crate::delivery::Answer;

/// The members of a payment that a merchant can set.
const MEMBERS: [&str; 11] = [
    "amount",
    "currency",
    "language",
    "method",
    "reference",
    "description",
    "return_url",
    "callback_url",
    "customer",
    "data",
    "message_id",
];

/// Table of currencies (reference/tables.md).
const CURRENCIES: [&str; 12] = [
    "SEK", "EUR", "USD", "DKK", "GBP", "NOK", "AUD", "CAD", "NZD", "CHF", "TRY", "JPY",
];

/// Table of languages; the first is the default.
const LANGUAGES: [&str; 8] = ["sv", "en", "no", "da", "fi", "de", "fr", "it"];
/// The ninth of the table.
const SPANISH: &str = "es";

/// A customer's members and how many characters each may have.
const CUSTOMER: [(&str, usize); 12] = [
    ("security_number", 64),
    ("name", 50),
    ("company_name", 50),
    ("address1", 50),
    ("address2", 50),
    ("address3", 50),
    ("zip_code", 50),
    ("city", 50),
    ("region", 50),
    ("country", 50),
    ("email", 128),
    ("phone", 50),
];

/// The content of a payment request, with its known members alone.
///
/// # Errors
///
/// A member is not known.
pub(super) fn fields(request: &Map<String, Value>) -> Result<Fields<'_>, Answer> {
    Fields::of(request, &MEMBERS)
}

/// Checks a payment request.
///
/// # Errors
///
/// The first rule that it breaks.
pub(super) fn read(request: &Map<String, Value>) -> Result<Asked, Answer> {
    let fields = fields(request)?;
    let method = Method::of(&fields.needed("method", 50)?);
    let method =
        method.ok_or_else(|| fields.broken("method", "is not CARD, RECURRING or ONE_CLICK"))?;
    let currency = fields.needed("currency", 3)?;
    if !CURRENCIES.contains(&currency.as_str()) {
        return Err(fields.broken("currency", "is not in the table of currencies"));
    }
    let language = fields
        .text("language", 2)?
        .unwrap_or_else(|| "sv".to_owned());
    if !LANGUAGES.contains(&language.as_str()) && language != SPANISH {
        return Err(fields.broken("language", "is not in the table of languages"));
    }
    let (account, initializes) = data(&fields, method)?;
    let asked = Asked {
        amount: fields
            .number("amount")?
            .filter(|amount| *amount > 0)
            .ok_or_else(|| fields.broken("amount", "is missing or 0"))?,
        currency,
        language,
        method,
        reference: fields.text("reference", 64)?.unwrap_or_default(),
        description: fields.text("description", 64)?.unwrap_or_default(),
        return_url: fields.url("return_url")?,
        callback_url: fields.url("callback_url")?,
        customer: customer(&fields)?,
        account,
        initializes,
    };
    // Mandatory by the table; the example of ONE_CLICK has neither, nor any
    // use for them.
    if asked.has_window() && asked.return_url.is_none() {
        return Err(fields.broken("return_url", "is missing"));
    }
    if asked.has_window() && asked.callback_url.is_none() {
        return Err(fields.broken("callback_url", "is missing"));
    }
    Ok(asked)
}

/// The customer with all members, as answers show it.
fn customer(fields: &Fields<'_>) -> Result<Map<String, Value>, Answer> {
    let given = fields.inside("customer", &CUSTOMER.map(|(name, _)| name))?;
    let mut customer = Map::new();
    for (name, most) in CUSTOMER {
        let text = match &given {
            Some(given) => given.text(name, most)?,
            None => None,
        };
        customer.insert(name.to_owned(), text.unwrap_or_default().into());
    }
    Ok(customer)
}

/// The account to charge, and whether the payment initialises it.
fn data(fields: &Fields<'_>, method: Method) -> Result<(Option<String>, bool), Answer> {
    let data = fields.inside("data", &[method.word()])?;
    let names: &[&str] = match method {
        Method::Card => &[],
        Method::OneClick => &["payment_account"],
        Method::Recurring => &["payment_account", "initialize"],
    };
    let own = match &data {
        Some(data) => data.inside(method.word(), names)?,
        None => None,
    };
    if method == Method::Card {
        return Ok((None, false));
    }
    let own = own.ok_or_else(|| fields.broken("data", "has no payment_account"))?;
    // A string by the table, a number by that of the account: either is taken.
    let account = match own.text("payment_account", 50) {
        Ok(text) => text.filter(|text| !text.is_empty()),
        Err(_) => own.number("payment_account")?.map(|id| id.to_string()),
    };
    let account = account.ok_or_else(|| own.broken("payment_account", "is missing"))?;
    let initializes = method == Method::Recurring && own.flag("initialize")?;
    Ok((Some(account), initializes))
}
