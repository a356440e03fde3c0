//! The rules on a request's members, each with the provider's return code.

use serde_json::{Map, Value};

use super::form::{CheckedObject, RefusedMembers};
use super::pattern;
use super::payment::{FraudCheck, Smart2payPayment};
use super::status;
use crate::faults::Rule;
use crate::members::is_digits;
use crate::simulation::PaymentBase;

/// What the charge is to be made on.
pub(super) enum Smart2payMeans {
    /// A stored card, with its code if the request has one.
    Token {
        value: String,
        code: Option<String>,
        ask_code: bool,
    },
    /// Nothing: the shopper types a card on the hosted page.
    Hosted,
}

/// A payment, what it is made on, and the payment that a later charge of a
/// stored card goes back to.
type ReadPayment = (Smart2payPayment, Smart2payMeans, Option<u64>);

/// Checks a payment request.
/// Fails with every rule that it breaks.
pub(super) fn payment(
    body: &Map<String, Value>,
    rule: &Rule,
    now: u64,
) -> Result<ReadPayment, RefusedMembers> {
    let mut form = CheckedObject::new(body);
    let reference = form.needed("MerchantTransactionID", 1000, pattern::reference);
    let order = form.text("OriginatorTransactionID", 1011, pattern::reference);
    let amount = form.amount(1001);
    let currency = form.needed("Currency", 1002, pattern::currency);
    let return_url = form.needed("ReturnURL", 1003, pattern::url);
    let lifetime = form.number("PaymentTokenLifetime", 2);
    let [capture, three_d_secure, ..] = [
        "Capture",
        "3DSecure",
        "GenerateCreditCardToken",
        "Retry",
        "Moto",
    ]
    .map(|name| form.flag(name));
    let email = details(&mut form);
    let initial_payment = form.inside("CardOnFile", card_on_file).flatten();
    let token = form.inside("CreditCardToken", token);
    let means = token.unwrap_or(Some(Smart2payMeans::Hosted));
    form.no_others();
    match (reference, amount, currency, return_url, means) {
        (Some(reference), Some(amount), Some(currency), Some(return_url), Some(means))
            if form.broken.is_empty() =>
        {
            let mut payment = Smart2payPayment {
                base: PaymentBase::new(reference, order, amount, currency, rule, now),
                return_url,
                // Assumed: captured unless the request says otherwise.
                capture: capture.unwrap_or(true),
                lifetime,
                echo: form.echo(),
                status: status::OPEN,
                reasons: Vec::new(),
                captured: None,
                charged: false,
                fraud: email.and_then(|email| FraudCheck::of(&email)),
                dispute: None,
            };
            payment.base.wants_bank |= three_d_secure.unwrap_or(false);
            Ok((payment, means, initial_payment))
        }
        _ => Err(form.refused()),
    }
}

/// Checks what the sandbox only repeats. Answers the customer's address.
fn details(form: &mut CheckedObject<'_>) -> Option<String> {
    form.text("Description", 1004, |text| pattern::line(text, 1, 255));
    form.text("StatementDescriptor", 1005, |text| {
        pattern::line(text, 0, 250)
    });
    form.text("Language", 1007, pattern::language);
    form.text("ClientIP", 1, pattern::address);
    form.number("SkinID", 114);
    form.number("Installments", 1014);
    for name in ["BillingAddress", "ShippingAddress"] {
        form.inside(name, |address| {
            address.text("Country", 1408, pattern::country);
        });
    }
    form.inside("Customer", |customer| {
        customer.text("Phone", 1606, |text| pattern::line(text, 1, 20));
        customer.text("Email", 1601, pattern::email)
    })
    .flatten()
}

/// Checks what a charge of a stored card says about the payment that stored
/// it: the first one refers to none, a later one to it.
fn card_on_file(form: &mut CheckedObject<'_>) -> Option<u64> {
    let first = form.flag("IsInitial");
    form.needed("TransactionType", 2, |text| pattern::line(text, 1, 50));
    let initial = form.number("InitialPaymentID", 2);
    form.no_others();
    if first.is_none() || first == Some(initial.is_some()) {
        form.fail(2);
    }
    initial
}

fn token(form: &mut CheckedObject<'_>) -> Option<Smart2payMeans> {
    let value = form.needed("Value", 2404, |text| !text.trim().is_empty());
    let code = form.text("SecurityCode", 1204, |text| is_digits(text, 3, 4));
    let ask_code = form.flag("RequireSecurityCode").unwrap_or(false);
    form.no_others();
    value.map(|value| Smart2payMeans::Token {
        value,
        code,
        ask_code,
    })
}
