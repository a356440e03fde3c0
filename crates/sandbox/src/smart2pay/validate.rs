//! The rules on a request's members, each with the provider's return code.

use serde_json::{Map, Value};

use super::pattern;
use crate::payment::{Asked, Reason};

/// What the charge is to be made on.
pub(super) enum Means {
    /// A stored card, with its code if the request has one.
    Token { value: String, code: Option<String>, ask_code: bool },
    /// A card typed at the merchant.
    Card(TypedCard),
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

/// The members of a payment. Another one is refused (assumed: a typing error
/// in a member's name must show, not pass as a default).
const MEMBERS: [&str; 27] = [
    "MerchantTransactionID", "OriginatorTransactionID", "Amount", "Currency", "ReturnURL",
    "Description", "StatementDescriptor", "Language", "ClientIP", "SkinID", "BillingAddress",
    "ShippingAddress", "Customer", "Card", "CreditCardToken", "Splits", "Capture", "Retry",
    "3DSecure", "3DSecureData", "DeviceInfo", "ScaExemption", "CardOnFile",
    "GenerateCreditCardToken", "Moto", "PaymentTokenLifetime", "Installments",
];

/// Checks a payment request.
///
/// # Errors
///
/// Every rule that it breaks.
pub(super) fn payment(body: &Map<String, Value>) -> Result<(Asked, Means), Vec<Reason>> {
    let mut form = Form { body, broken: Vec::new() };
    for name in body.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
        tracing::warn!(member = %name, "a payment has no such member");
        form.fail(2, "Validation failed");
    }
    let reference = form.text("MerchantTransactionID", true, 1000, "Payment.MerchantTransactionID is invalid", pattern::reference);
    let order = form.text("OriginatorTransactionID", false, 1011, "Payment.OriginatorTransactionID is invalid", pattern::reference);
    let amount = form.number("Amount", 1001, "Payment.Amount is invalid");
    if amount.is_none_or(|amount| amount == 0) {
        form.fail(1001, "Payment.Amount is invalid");
    }
    let currency = form.text("Currency", true, 1002, "Payment.Currency is invalid", pattern::currency);
    let return_url = form.text("ReturnURL", true, 1003, "Payment.ReturnURL is invalid", pattern::url);
    form.text("Description", false, 1004, "Payment.Description is invalid", |text| pattern::line(text, 1, 255));
    form.text("StatementDescriptor", false, 1005, "Payment.StatementDescriptor is invalid", |text| pattern::line(text, 0, 250));
    form.text("Language", false, 1007, "Payment.Language is invalid", pattern::language);
    form.text("ClientIP", false, 1, "Payment.ClientIP is invalid", pattern::address);
    form.number("SkinID", 114, "Skin ID is invalid");
    form.number("Installments", 1014, "Payment.Installments is invalid");
    let lifetime = form.number("PaymentTokenLifetime", 2, "Payment.PaymentTokenLifetime is invalid");
    let [capture, _, three_d_secure, keep_card, _] =
        ["Capture", "Retry", "3DSecure", "GenerateCreditCardToken", "Moto"].map(|name| form.flag(name));
    form.inside("Customer", |customer| {
        customer.text("Email", false, 1601, "Customer.Email is invalid", pattern::email);
        customer.text("Phone", false, 1606, "Customer.Phone is invalid", |text| pattern::line(text, 1, 20));
    });
    for name in ["BillingAddress", "ShippingAddress"] {
        form.inside(name, |address| {
            address.text("Country", false, 1408, "Address.Country is invalid", pattern::country);
        });
    }
    let token = form.inside("CreditCardToken", token);
    let card = form.inside("Card", card);
    let means = match (token, card) {
        (Some(_), Some(_)) => {
            form.fail(2403, "CreditCard and CreditCardToken do not match");
            Means::Hosted
        }
        (Some(token), None) => token.unwrap_or(Means::Hosted),
        (None, Some(card)) => card.map_or(Means::Hosted, Means::Card),
        (None, None) => Means::Hosted,
    };
    let broken = form.broken;
    let (Some(reference), Some(amount), Some(currency), Some(return_url), true) =
        (reference, amount, currency, return_url, broken.is_empty())
    else {
        return Err(broken);
    };
    let echo = body
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "Card" | "CreditCardToken"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
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
        lifetime,
        echo,
    };
    Ok((asked, means))
}

fn token(form: &mut Form<'_>) -> Option<Means> {
    form.only(&["Value", "SecurityCode", "RequireSecurityCode"]);
    let value = form.text("Value", true, 2404, "CreditCardToken details are missing", |text| {
        !text.trim().is_empty()
    });
    let code = form.code();
    let ask_code = form.flag("RequireSecurityCode").unwrap_or(false);
    Some(Means::Token { value: value?, code, ask_code })
}

/// Checks a card, also that of the hosted form.
fn card(form: &mut Form<'_>) -> Option<TypedCard> {
    form.only(&["HolderName", "Number", "ExpirationMonth", "ExpirationYear", "SecurityCode"]);
    let holder = form.text("HolderName", true, 1200, "CardDetails.HolderName is invalid", pattern::holder);
    let number = form.text("Number", true, 1201, "CardDetails.Number is invalid", pattern::card_number);
    let month = form.text("ExpirationMonth", true, 1202, "CardDetails.ExpirationMonth is invalid", |text| pattern::month(text).is_some());
    let year = form.text("ExpirationYear", true, 1203, "CardDetails.ExpirationYear is invalid", |text| pattern::year(text).is_some());
    let code = form.code();
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
    let mut form = Form { body, broken: Vec::new() };
    card(&mut form).filter(|_| form.broken.is_empty()).ok_or(form.broken)
}

/// An object under check, and the rules that it broke.
struct Form<'a> {
    body: &'a Map<String, Value>,
    broken: Vec<Reason>,
}

impl<'a> Form<'a> {
    fn fail(&mut self, code: u16, info: &'static str) {
        let reason = Reason::new(code, info);
        if !self.broken.contains(&reason) {
            self.broken.push(reason);
        }
    }

    /// A member that is there and not null.
    fn member(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    fn only(&mut self, names: &[&str]) {
        if self.body.keys().any(|name| !names.contains(&name.as_str())) {
            self.fail(2, "Validation failed");
        }
    }

    fn text(&mut self, name: &str, needed: bool, code: u16, info: &'static str, rule: impl Fn(&str) -> bool) -> Option<String> {
        match self.member(name) {
            None if !needed => None,
            Some(Value::String(text)) if rule(text) => Some(text.clone()),
            _ => {
                self.fail(code, info);
                None
            }
        }
    }

    /// Up to twelve digits, as a number or as a string.
    fn number(&mut self, name: &str, code: u16, info: &'static str) -> Option<u64> {
        let text = match self.member(name)? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let number = pattern::digits(&text, 1, 12).then(|| text.parse().ok()).flatten();
        if number.is_none() {
            self.fail(code, info);
        }
        number
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        let flag = self.member(name)?;
        if !flag.is_boolean() {
            self.fail(2, "Validation failed");
        }
        flag.as_bool()
    }

    fn code(&mut self) -> Option<String> {
        self.text("SecurityCode", false, 1204, "CardDetails.SecurityCode is invalid", |text| {
            pattern::digits(text, 3, 4)
        })
    }

    /// Checks an object inside; none if it is not there.
    fn inside<T>(&mut self, name: &str, check: impl FnOnce(&mut Form<'a>) -> T) -> Option<T> {
        let Value::Object(body) = self.member(name)? else {
            self.fail(2, "Validation failed");
            return None;
        };
        let mut form = Form { body, broken: Vec::new() };
        let value = check(&mut form);
        self.broken.append(&mut form.broken);
        Some(value)
    }
}
