//! Reads what a merchant asks for with `POST /v1/sessions`, and the rules for it.

use oneclick_rules::{
    Amount, CardUse, Currency, Customer, CustomerFields, CustomerId, CvcPolicy, ErrorCode,
    OrderReference, Violation, language_tag, phone_number,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::{JsonAddress, Role, check_line};
use crate::config::Origin;
use crate::http::app::App;
use crate::http::body::RequestBody;
use crate::http::error::Error;
use crate::http::merchant::judging::{Capture, noted};
use crate::model::session::Terms;
use crate::sessions::open::NewSession;

/// The longest address to go back to.
const LONGEST_URL: usize = 2048;

/// A session to open, every member still to be judged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSessionRequest {
    /// The order's own reference: one customer and one charge each.
    #[schema(value_type = OrderReference)]
    order: String,
    /// What it costs, minor units.
    #[schema(minimum = 1, maximum = 99_999_999_999_999_u64)]
    amount: u64,
    #[schema(value_type = Currency)]
    currency: String,
    /// Whose cards are shown; left out for a guest.
    customer: Option<CustomerBody>,
    /// Where the shopper comes back to: its origin is on the configuration's list.
    #[schema(max_length = 2048)]
    return_url: String,
    /// BCP 47 tag.
    language: Option<String>,
    /// One line, for the provider.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// One line, for the shopper's statement.
    #[schema(max_length = 1000)]
    statement_descriptor: Option<String>,
    /// Asks for 3-D Secure where the provider takes that.
    #[schema(nullable = false)]
    three_d_secure: Option<bool>,
    /// What is done about the security code; else as configured.
    #[schema(nullable = false)]
    cvc: Option<CvcPolicy>,
    /// When the money is taken; else `automatic`.
    #[schema(nullable = false)]
    capture: Option<Capture>,
    /// Seconds; else 3600.
    #[schema(minimum = 60, maximum = 14_400)]
    #[schema(nullable = false)]
    lifetime: Option<u32>,
    /// Where a new card is paid and saved; else as configured.
    #[schema(nullable = false)]
    provider: Option<String>,
    /// What the shopper agrees to when a new card is saved; else `one_click`.
    #[schema(min_items = 1)]
    #[schema(nullable = false)]
    save_uses: Option<Vec<CardUse>>,
    billing: Option<JsonAddress>,
    shipping: Option<JsonAddress>,
}

// Null is refused where leaving the member out has a meaning of its own: a
// lifetime, an immediate capture, no 3-D Secure, the configuration's provider.
impl RequestBody for NewSessionRequest {
    const NULLABLE: &'static [&'static str] = &[
        "customer",
        "customer.email",
        "customer.first_name",
        "customer.last_name",
        "customer.phone",
        "language",
        "description",
        "statement_descriptor",
        "billing",
        "billing.*",
        "shipping",
        "shipping.*",
    ];
}

/// Whose cards are shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SessionCustomer)]
struct CustomerBody {
    /// Your own id of the customer, the same for ever.
    #[schema(value_type = CustomerId)]
    id: String,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    phone: Option<String>,
}

impl NewSessionRequest {
    /// Judges every member.
    pub fn check(self, app: &App) -> Result<NewSession, Error> {
        let mut broken = Vec::new();
        self.check_texts(&mut broken);
        let order = noted(OrderReference::parse(&self.order), "order", &mut broken);
        let currency = noted(Currency::parse(&self.currency), "currency", &mut broken);
        let amount = currency
            .and_then(|currency| noted(Amount::new(self.amount, currency), "amount", &mut broken));
        let country = self.billing.as_ref().and_then(JsonAddress::country);
        let mut doubts = Vec::new();
        let customer = self
            .customer
            .as_ref()
            .and_then(|customer| customer.check(country.as_deref(), &mut doubts, &mut broken));
        let return_url = noted(return_url(&self.return_url, app), "return_url", &mut broken);
        let language = self.language.as_deref().unwrap_or_default();
        let language = noted(language_tag(language), "language", &mut broken);
        let billing = self
            .billing
            .and_then(|address| address.check(Role::Billing, &mut broken));
        let shipping = self
            .shipping
            .and_then(|address| address.check(Role::Shipping, &mut broken));
        let save_uses = self.save_uses.unwrap_or_else(|| vec![CardUse::OneClick]);
        if save_uses.is_empty() {
            broken.push(Violation::new(ErrorCode::CardUse, "save_uses"));
        }
        let capture = self.capture != Some(Capture::Manual);
        let lifetime = self.lifetime.unwrap_or(3_600);
        if !(60..=14_400).contains(&lifetime) {
            broken.push(Violation::new(ErrorCode::SessionLifetime, "lifetime"));
        }
        match (order, amount, return_url) {
            (Some(order), Some(amount), Some(return_url)) if broken.is_empty() => Ok(NewSession {
                order,
                amount,
                customer,
                terms: Terms {
                    return_url,
                    language: language.flatten(),
                    description: self.description.filter(is_told),
                    statement_descriptor: self.statement_descriptor.filter(is_told),
                    three_d_secure: self.three_d_secure.unwrap_or(false),
                    capture,
                    cvc: self.cvc.unwrap_or(app.config.cvc),
                    provider: self.provider,
                    save_uses,
                    billing,
                    shipping,
                },
                lifetime,
                doubts,
            }),
            _ => Err(Error::rules(broken)),
        }
    }
}

impl NewSessionRequest {
    /// Checks the texts, but not their lengths: those are the provider's to judge.
    fn check_texts(&self, broken: &mut Vec<Violation>) {
        let texts = [
            (&self.description, "description"),
            (&self.statement_descriptor, "statement_descriptor"),
        ];
        for (text, field) in texts {
            if let Some(Err(code)) = text.as_deref().map(check_line) {
                broken.push(Violation::new(code, field));
            }
        }
    }
}

impl CustomerBody {
    /// Judges every member; what is blank counts as left out. A phone number that
    /// cannot be understood is a doubt: it is left out, and broken only if the
    /// provider needs it.
    fn check(
        &self,
        country: Option<&str>,
        doubts: &mut Vec<Violation>,
        broken: &mut Vec<Violation>,
    ) -> Option<Customer> {
        let told = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim);
            text.filter(|text| !text.is_empty()).map(String::from)
        };
        let given = told(&self.phone);
        let phone = given
            .as_deref()
            .and_then(|text| phone_number(text, country));
        if given.is_some() && phone.is_none() {
            doubts.push(Violation::new(ErrorCode::CustomerPhone, "customer.phone"));
        }
        let (email, first_name, last_name) = (
            told(&self.email),
            told(&self.first_name),
            told(&self.last_name),
        );
        let fields = CustomerFields {
            id: &self.id,
            email: email.as_deref(),
            first_name: first_name.as_deref(),
            last_name: last_name.as_deref(),
            phone: phone.as_deref(),
        };
        Customer::check(fields)
            .map_err(|mut violations| broken.append(&mut violations))
            .ok()
    }
}

/// Tells whether there is anything to read in a text.
#[expect(clippy::ptr_arg, reason = "it filters options")]
fn is_told(text: &String) -> bool {
    !text.trim().is_empty()
}

/// Returns the address as browsers write it, its origin on the config's list.
fn return_url(text: &str, app: &App) -> Result<String, ErrorCode> {
    let origin = Origin::of(text).ok_or(ErrorCode::ReturnUrlOrigin)?;
    if !app.config.return_origins.contains(&origin) {
        return Err(ErrorCode::ReturnUrlOrigin);
    }
    let url = reqwest::Url::parse(text).map_err(|_| ErrorCode::ReturnUrlOrigin)?;
    if url.as_str().len() > LONGEST_URL {
        return Err(ErrorCode::TextLength);
    }
    Ok(String::from(url.as_str()))
}
