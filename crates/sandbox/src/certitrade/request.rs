//! The rules on a payment request (reference/resources/payment.md,
//! customer.md).

use serde_json::{Map, Value};

use super::fields::{flag, needed, number, text, url};
use super::payment::{CertitradeMethod, CertitradePayment, CertitradeState};
use crate::faults::Rule;
use crate::members::{BrokenRule, RequestMembers};
use crate::simulation::PaymentBase;
use crate::words::{read_word, word};

/// Table of currencies (reference/tables.md).
const CURRENCIES: [&str; 12] = [
    "SEK", "EUR", "USD", "DKK", "GBP", "NOK", "AUD", "CAD", "NZD", "CHF", "TRY", "JPY",
];

/// Table of languages; the first is the default.
const LANGUAGES: [&str; 9] = ["sv", "en", "no", "da", "fi", "de", "fr", "it", "es"];

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

/// Checks a payment request. Answers the client's number of this message as
/// well (reference/concepts.md, Resending a request). It is made now, in days so long.
/// Fails with the first rule that it breaks.
pub(super) fn read(
    request: &Map<String, Value>,
    rule: &Rule,
    (now, day): (u64, u64),
) -> Result<(CertitradePayment, Option<u64>), BrokenRule> {
    let form = &RequestMembers::whole(request);
    let message = number(form, "message_id")?;
    let method = read_word(&needed(form, "method", 50)?);
    let method = method.map_err(|_| form.wrong("method", "is not CARD, RECURRING or ONE_CLICK"))?;
    let currency = needed(form, "currency", 3)?;
    if !CURRENCIES.contains(&currency.as_str()) {
        return Err(form.wrong("currency", "is not in the table of currencies"));
    }
    let language = text(form, "language", 2)?.unwrap_or_else(|| "sv".to_owned());
    if !LANGUAGES.contains(&language.as_str()) {
        return Err(form.wrong("language", "is not in the table of languages"));
    }
    let (account, initializes) = data(form, method)?;
    let amount = number(form, "amount")?.filter(|amount| *amount > 0);
    let amount = amount.ok_or_else(|| form.wrong("amount", "is missing or 0"))?;
    let reference = text(form, "reference", 64)?.unwrap_or_default();
    let order = text(form, "description", 64)?.filter(|text| !text.is_empty());
    let payment = CertitradePayment {
        base: PaymentBase::new(reference, order, amount, currency, rule, now),
        language,
        method,
        return_url: url(form, "return_url")?,
        callback_url: url(form, "callback_url")?,
        customer: customer(form)?,
        account,
        initializes,
        state: CertitradeState::Created,
        amount,
        authorized: None,
        authorized_at: 0,
        day,
        attempts: Vec::new(),
        ends_in_fraud: false,
        declines: false,
        callback: None,
    };
    form.no_others()?;
    // Mandatory by the table; the example of ONE_CLICK has neither, nor any
    // use for them.
    if payment.has_window() && payment.return_url.is_none() {
        return Err(form.wrong("return_url", "is missing"));
    }
    if payment.has_window() && payment.callback_url.is_none() {
        return Err(form.wrong("callback_url", "is missing"));
    }
    Ok((payment, message))
}

/// Reads the customer with all members, as answers show it.
fn customer(form: &RequestMembers<'_>) -> Result<Map<String, Value>, BrokenRule> {
    let given = form.object("customer")?;
    let mut customer = Map::new();
    for (name, most) in CUSTOMER {
        let given = given.as_ref().map(|given| text(given, name, most));
        let text = given.transpose()?.flatten();
        customer.insert(name.to_owned(), text.unwrap_or_default().into());
    }
    given.map_or(Ok(()), |given| given.no_others())?;
    Ok(customer)
}

/// Reads the account to charge, and whether the payment initialises it.
fn data(
    form: &RequestMembers<'_>,
    method: CertitradeMethod,
) -> Result<(Option<String>, bool), BrokenRule> {
    let data = form.object("data")?;
    let own = data.as_ref().map(|data| data.object(&word(method)));
    let own = own.transpose()?.flatten();
    data.map_or(Ok(()), |data| data.no_others())?;
    if method == CertitradeMethod::Card {
        own.map_or(Ok(()), |own| own.no_others())?;
        return Ok((None, false));
    }
    let own = own.ok_or_else(|| form.wrong("data", "has no payment_account"))?;
    // A string by the table, a number by that of the account: either is taken.
    let account = match text(&own, "payment_account", 50) {
        Ok(text) => text.filter(|text| !text.is_empty()),
        Err(_) => number(&own, "payment_account")?.map(|id| id.to_string()),
    };
    let account = account.ok_or_else(|| own.wrong("payment_account", "is missing"))?;
    let initializes = method == CertitradeMethod::Recurring && flag(&own, "initialize")?;
    own.no_others()?;
    Ok((Some(account), initializes))
}
