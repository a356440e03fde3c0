//! The rules on a request's members, each with the provider's return code.

use serde_json::{Map, Value};

use super::form::Form;
use super::pattern;
use super::payment::Asked;
use super::reason::Reason;

/// What the charge is to be made on.
pub(super) enum Means {
    /// A stored card, with its code if the request has one.
    Token {
        value: String,
        code: Option<String>,
        ask_code: bool,
    },
    /// Nothing: the shopper types a card on the hosted page.
    Hosted,
}

/// A card as it was typed.
pub(super) struct TypedCard {
    pub(super) holder: String,
    pub(super) number: String,
    pub(super) month: u64,
    pub(super) year: u64,
    pub(super) code: Option<String>,
}

/// The members of a payment.
const MEMBERS: [&str; 26] = [
    "MerchantTransactionID",
    "OriginatorTransactionID",
    "Amount",
    "Currency",
    "ReturnURL",
    "Description",
    "StatementDescriptor",
    "Language",
    "ClientIP",
    "SkinID",
    "BillingAddress",
    "ShippingAddress",
    "Customer",
    "CreditCardToken",
    "Splits",
    "Capture",
    "Retry",
    "3DSecure",
    "3DSecureData",
    "DeviceInfo",
    "ScaExemption",
    "CardOnFile",
    "GenerateCreditCardToken",
    "Moto",
    "PaymentTokenLifetime",
    "Installments",
];

/// Checks a payment request.
///
/// # Errors
///
/// Every rule that it breaks.
pub(super) fn payment(body: &Map<String, Value>) -> Result<(Asked, Means), Vec<Reason>> {
    let mut form = Form::new(body);
    form.only(&MEMBERS);
    let reference = form.needed("MerchantTransactionID", 1000, pattern::reference);
    let order = form.text("OriginatorTransactionID", 1011, pattern::reference);
    let amount = form.number("Amount", 1001).filter(|amount| *amount > 0);
    if amount.is_none() {
        form.fail(1001);
    }
    let currency = form.needed("Currency", 1002, pattern::currency);
    let return_url = form.needed("ReturnURL", 1003, pattern::url);
    let lifetime = form.number("PaymentTokenLifetime", 2);
    let [capture, three_d_secure, keep_card, _, _] = [
        "Capture",
        "3DSecure",
        "GenerateCreditCardToken",
        "Retry",
        "Moto",
    ]
    .map(|name| form.flag(name));
    details(&mut form);
    let initial_payment = form.inside("CardOnFile", card_on_file).flatten();
    let token = form.inside("CreditCardToken", token);
    let means = token.unwrap_or(Some(Means::Hosted));
    match (reference, amount, currency, return_url, means) {
        (Some(reference), Some(amount), Some(currency), Some(return_url), Some(means))
            if form.broken.is_empty() =>
        {
            let asked = Asked {
                reference,
                order,
                amount,
                currency,
                return_url,
                // Assumed: captured unless the request says otherwise.
                capture: capture.unwrap_or(true),
                three_d_secure: three_d_secure.unwrap_or(false),
                keep_card: keep_card.unwrap_or(false),
                initial_payment,
                lifetime,
                echo: echo(body),
            };
            Ok((asked, means))
        }
        _ => Err(form.broken),
    }
}

/// Checks what the sandbox only repeats.
fn details(form: &mut Form<'_>) {
    form.text("Description", 1004, |text| pattern::line(text, 1, 255));
    form.text("StatementDescriptor", 1005, |text| {
        pattern::line(text, 0, 250)
    });
    form.text("Language", 1007, pattern::language);
    form.text("ClientIP", 1, pattern::address);
    form.number("SkinID", 114);
    form.number("Installments", 1014);
    form.inside("Customer", |customer| {
        customer.text("Email", 1601, pattern::email);
        customer.text("Phone", 1606, |text| pattern::line(text, 1, 20));
    });
    for name in ["BillingAddress", "ShippingAddress"] {
        form.inside(name, |address| {
            address.text("Country", 1408, pattern::country);
        });
    }
}

/// Checks what a charge of a stored card says about the payment that stored
/// it: the first one refers to none, a later one to it.
fn card_on_file(form: &mut Form<'_>) -> Option<u64> {
    form.only(&["IsInitial", "TransactionType", "InitialPaymentID"]);
    let first = form.flag("IsInitial");
    form.needed("TransactionType", 2, |text| pattern::line(text, 1, 50));
    let initial = form.number("InitialPaymentID", 2);
    if first.is_none() || first == Some(initial.is_some()) {
        form.fail(2);
    }
    initial
}

fn token(form: &mut Form<'_>) -> Option<Means> {
    form.only(&["Value", "SecurityCode", "RequireSecurityCode"]);
    let value = form.needed("Value", 2404, |text| !text.trim().is_empty());
    let code = form.text("SecurityCode", 1204, pattern::security_code);
    let ask_code = form.flag("RequireSecurityCode").unwrap_or(false);
    value.map(|value| Means::Token {
        value,
        code,
        ask_code,
    })
}

fn card(form: &mut Form<'_>) -> Option<TypedCard> {
    form.only(&[
        "HolderName",
        "Number",
        "ExpirationMonth",
        "ExpirationYear",
        "SecurityCode",
    ]);
    let holder = form.needed("HolderName", 1200, pattern::holder);
    let number = form.needed("Number", 1201, pattern::card_number);
    let month = form.needed("ExpirationMonth", 1202, |text| {
        pattern::month(text).is_some()
    });
    let year = form.needed("ExpirationYear", 1203, |text| pattern::year(text).is_some());
    let code = form.text("SecurityCode", 1204, pattern::security_code);
    Some(TypedCard {
        holder: holder?,
        number: number?,
        month: pattern::month(&month?)?,
        year: pattern::year(&year?)?,
        code,
    })
}

/// Checks a card that was typed on the hosted form.
///
/// # Errors
///
/// Every rule that it breaks.
pub(super) fn typed_card(body: &Map<String, Value>) -> Result<TypedCard, Vec<Reason>> {
    let mut form = Form::new(body);
    card(&mut form)
        .filter(|_| form.broken.is_empty())
        .ok_or(form.broken)
}

/// The members that an answer may repeat: no card, no token, and none that is
/// unknown, because a security code may stand in it by mistake.
pub(super) fn echo(body: &Map<String, Value>) -> Map<String, Value> {
    body.iter()
        .filter(|(name, _)| MEMBERS.contains(&name.as_str()))
        .filter(|(name, _)| *name != "CreditCardToken")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
