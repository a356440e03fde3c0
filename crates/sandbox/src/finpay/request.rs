//! The rules on the two calls that pay (one-click-payment, basic-payment,
//! stored-card-initiation, two-click-payment; order and customer object).

use serde_json::{Map, Value};

use super::payment::{FinpayPayment, FinpayStatus, FinpayUrls};
use super::refusal::{FinpayRefusal, MISSING, NOT_ALLOWED, WRONG_FORMAT};
use crate::faults::Rule;
use crate::members::{BrokenRule, RequestMembers, is_digits, is_of, is_url};
use crate::random;
use crate::simulation::PaymentBase;

/// What pays. It cannot be printed: it has the token.
pub(super) enum FinpayMeans {
    /// A stored card.
    Token(String),
    /// The shopper types a card on the hosted page; whether it is stored.
    Hosted { saves: bool },
}

/// Why a request is refused, and what the text goes on with.
#[derive(Debug)]
pub(super) struct RefusedRequest {
    pub(super) refusal: FinpayRefusal,
    pub(super) more: String,
}

impl From<BrokenRule> for RefusedRequest {
    /// Writes the texts as they were seen from the provider.
    fn from(wrong: BrokenRule) -> Self {
        let path = wrong.path;
        let (refusal, more) = if wrong.missing {
            (MISSING, format!(" {path}"))
        } else {
            (WRONG_FORMAT, format!(". The {path} format is invalid"))
        };
        Self { refusal, more }
    }
}

/// Unless the request says, the hosted page is open for a day, in minutes.
const TIMEOUT: u64 = 1440;

/// Reads a request. `hosted`: of `initiate`.
/// Fails with the first broken rule.
pub(super) fn read(
    body: &Map<String, Value>,
    hosted: bool,
    rule: &Rule,
    now: u64,
) -> Result<(FinpayPayment, FinpayMeans), RefusedRequest> {
    let form = RequestMembers::whole(body);
    let order = form.needed("order", form.object("order")?)?;
    let customer = form.needed("customer", form.object("customer")?)?;
    let url = form.object("url")?;
    if hosted {
        form.needed("url", url.as_ref())?;
    }
    for name in ["billing", "shipping", "device"] {
        form.object(name)?;
    }
    let mut payment = self::order(&order, rule, now)?;
    payment.customer = self::customer(&customer)?;
    payment.urls = url.map_or(Ok(FinpayUrls::default()), |url| urls(&url))?;
    if let Some(meta) = form.object("meta")? {
        payment.meta = meta.member("data").cloned().unwrap_or_default();
        meta.no_others()?;
    }
    // Not simulated.
    let refused = |name: &str| RefusedRequest {
        refusal: NOT_ALLOWED,
        more: format!(": {name}"),
    };
    if form.object("recurring")?.is_some() {
        return Err(refused("recurring"));
    }
    if let Some(source) = form.object("sourceOfFunds")? {
        let kind = source.text("type", "a text", |_| true)?;
        if source.needed("type", kind)? != "cc" {
            return Err(refused("sourceOfFunds.type"));
        }
        source.no_others()?;
    }
    let means = means(&form, hosted)?;
    form.no_others()?;
    if let FinpayMeans::Token(_) | FinpayMeans::Hosted { saves: true } = means {
        customer.needed("id", payment.customer.as_ref())?;
    }
    Ok((payment, means))
}

/// Reads the card. Only what the samples show of the object is known.
fn means(form: &RequestMembers<'_>, hosted: bool) -> Result<FinpayMeans, BrokenRule> {
    let Some(card) = form.object("card")? else {
        let hosted = hosted.then_some(FinpayMeans::Hosted { saves: false });
        return form.needed("card", hosted);
    };
    let token = card.text("token", "a token", |text| length(text, 1, 255))?;
    let kinds: &[(&str, bool)] = if hosted {
        &[("STORED", false), ("TO_BE_STORED", true)]
    } else {
        &[("STORED", false)]
    };
    let to_be_stored = card.word("storedOnFile", "STORED or TO_BE_STORED", kinds)?;
    card.no_others()?;
    if !card.needed("storedOnFile", to_be_stored)? {
        return card.needed("token", token).map(FinpayMeans::Token);
    }
    match token {
        None => Ok(FinpayMeans::Hosted { saves: true }),
        Some(_) => Err(card.wrong("token", "not with TO_BE_STORED")),
    }
}

fn order(form: &RequestMembers<'_>, rule: &Rule, now: u64) -> Result<FinpayPayment, BrokenRule> {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let id = form.text("id", "letters, digits, - and _", |text| {
        is_of(text, 1, 30, sign)
    })?;
    // Whole rupiah, as a string.
    let amount = form.text("amount", "digits", |text| is_digits(text, 1, 14))?;
    let amount = form.needed("amount", amount)?;
    let amount = amount.parse().ok().filter(|amount| *amount > 0);
    let amount = amount.ok_or_else(|| form.wrong("amount", "more than 0"))?;
    form.word("currency", "IDR", &[("IDR", ())])?;
    let description = form.text("description", "a text", |text| length(text, 1, 127))?;
    let timeout = form.text("timeout", "minutes", |text| is_digits(text, 1, 8))?;
    let timeout = timeout.and_then(|text| text.parse().ok());
    form.no_others()?;
    let id = form.needed("id", id)?;
    let currency = "IDR".to_owned();
    let mut base = PaymentBase::new(id, description, amount, currency, rule, now);
    base.expire_after(timeout.unwrap_or(TIMEOUT));
    Ok(FinpayPayment {
        base,
        number: random::digits_11(),
        customer: None,
        urls: FinpayUrls::default(),
        meta: Value::Null,
        status: FinpayStatus::RequestInitiated,
        refusal: None,
        paid: None,
        saves_card: false,
    })
}

/// Reads the customer's id, if it is there.
fn customer(form: &RequestMembers<'_>) -> Result<Option<String>, BrokenRule> {
    form.text("email", "an address", |text| {
        let at = text.find('@').is_some_and(|at| at > 0);
        length(text, 3, 320) && at && !text.ends_with('@')
    })?;
    for name in ["firstName", "lastName"] {
        form.text(name, "a text", |text| length(text, 1, 50))?;
    }
    let phone = form.text("mobilePhone", "a number by E.164", |text| {
        let number = text.strip_prefix('+').unwrap_or_default();
        is_digits(number, 7, 15) && !number.starts_with('0')
    })?;
    form.needed("mobilePhone", phone)?;
    form.text("phone", "a text", |text| length(text, 1, 15))?;
    form.text("taxRegistrationId", "a text", |text| length(text, 1, 30))?;
    let id = form.text("id", "a text", |text| length(text, 1, 320))?;
    form.no_others()?;
    Ok(id)
}

fn urls(form: &RequestMembers<'_>) -> Result<FinpayUrls, BrokenRule> {
    let url = |name| form.text(name, "an http or https address", is_url);
    let urls = FinpayUrls {
        callback: url("callbackUrl")?,
        success: url("successUrl")?,
        fail: url("failUrl")?,
        back: url("backUrl")?,
    };
    form.no_others()?;
    Ok(urls)
}

fn length(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count())
}
