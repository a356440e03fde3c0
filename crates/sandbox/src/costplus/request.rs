//! The rules on `POST /orders/` (createOrder, one-click-payments,
//! recurring-payments, auth-capture-void, payment-methods/cards).

use serde_json::{Map, Value};

use super::moment;
use super::order::{CaptureMode, CostplusOrder, CostplusStatus};
use crate::faults::Rule;
use crate::members::{BrokenRule, RequestMembers, is_digits, is_url};
use crate::simulation::PaymentBase;

/// What a stored card is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenUse {
    /// One-click, by the customer.
    OneClick,
    /// Recurring, by the merchant.
    Recurring,
}

/// How a stored card is named.
pub(super) enum Handle {
    VaultToken(String),
    FirstTransaction(String),
}

/// What pays. It cannot be printed: it has the security code.
pub(super) enum CostplusMeans {
    /// The shopper types a card on the hosted page; whether it is stored.
    Hosted { saves: bool },
    Stored {
        kind: TokenUse,
        handle: Handle,
        /// The security code. It goes no further than the check.
        code: Option<String>,
    },
}

/// Cards can be charged in these (assumed: the documents name the call that
/// lists them, not the list).
pub(super) const CURRENCIES: [&str; 16] = [
    "AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HUF", "ISK", "JPY", "NOK", "NZD", "PLN",
    "RON", "SEK", "USD",
];

/// The shopper has this long, unless the request says.
const PERIOD: &str = "PT30M";

/// Reads a request.
/// Fails with the first broken rule.
pub(super) fn read(
    body: &Map<String, Value>,
    id: String,
    rule: &Rule,
    now: u64,
) -> Result<(CostplusOrder, CostplusMeans), BrokenRule> {
    let form = RequestMembers::whole(body);
    let amount = form.amount()?;
    let currency = form.text(
        "currency",
        "a currency that cards can be charged in",
        |text| CURRENCIES.contains(&text),
    )?;
    let currency = form.needed("currency", currency)?;
    let reference = form.text("merchant_order_id", NOT_BLANK, is_some)?;
    let url = |name| form.text(name, "an http or https address", is_url);
    let urls = ["return_url", "failure_url", "webhook_url"].map(url);
    let [return_url, failure_url, webhook_url] = urls;
    let period = form.text("expiration_period", "a period by ISO 8601", |text| {
        moment::period(text).is_some()
    })?;
    let modes = [
        ("manual", CaptureMode::ByHand),
        ("delayed", CaptureMode::Later),
    ];
    let capture = form
        .word("capture_mode", "manual or delayed", &modes)?
        .unwrap_or(CaptureMode::AtOnce);
    if capture == CaptureMode::Later && period.is_none() {
        return Err(form.wrong("expiration_period", "required where capture is delayed"));
    }
    let extra = form.object("extra")?;
    let order = extra.and_then(|extra| extra.member("order")?.as_str());
    let transactions = form.objects("transactions")?;
    // More than one is assumed to be a mistake: the documents show none.
    if transactions.len() > 1 {
        return Err(form.wrong("transactions", "one at most"));
    }
    let (means, options) = match transactions.first() {
        Some(transaction) => means(transaction)?,
        None => (CostplusMeans::Hosted { saves: false }, Map::new()),
    };
    details(&form)?;
    form.no_others()?;
    let period = period.unwrap_or_else(|| PERIOD.to_owned());
    let name = reference.clone().unwrap_or_else(|| id.clone());
    let mut base = PaymentBase::new(name, order.map(str::to_owned), amount, currency, rule, now);
    base.id = id;
    base.expires_at = moment::period(&period).map(|period| now.saturating_add(period));
    let order = CostplusOrder {
        base,
        merchant_order_id: reference,
        return_url: return_url?,
        failure_url: failure_url?,
        webhook_url: webhook_url?,
        period,
        capture_mode: capture,
        echo: form.echo("transactions"),
        has_transaction: !transactions.is_empty(),
        options,
        modified: now,
        completed: None,
        status: CostplusStatus::New,
        transactions: Vec::new(),
        captured: 0,
        capture_done: false,
        voided: 0,
        refunded: 0,
        refunds: Vec::new(),
        refund_of: None,
        saves_card: false,
        decline: None,
    };
    Ok((order, means))
}

/// Checks what the answer only repeats.
fn details(form: &RequestMembers<'_>) -> Result<(), BrokenRule> {
    form.text("description", NOT_BLANK, is_some)?;
    form.text("locale", NOT_BLANK, is_some)?;
    form.object("customer")?;
    form.object("client")?;
    form.objects("order_lines")?;
    let methods = form.member("payment_methods");
    if methods.is_some_and(|methods| *methods != serde_json::json!(["credit-card"])) {
        return Err(form.wrong("payment_methods", "only credit-card is active"));
    }
    Ok(())
}

/// Where the card's options stand. The one-click guide puts them into the
/// transaction, the platform's own documents into `payment_method_details`.
const OPTIONS: [&str; 6] = [
    "one_click_type",
    "recurring_type",
    "schedule_type",
    "vault_token",
    "first_transaction_id",
    "cvc",
];

/// Reads the card's options, and those that the answer repeats.
fn means(
    transaction: &RequestMembers<'_>,
) -> Result<(CostplusMeans, Map<String, Value>), BrokenRule> {
    let methods = [("credit-card", ())];
    let method = transaction.word("payment_method", "only credit-card is active", &methods)?;
    transaction.needed("payment_method", method)?;
    let Some(details) = transaction.object("payment_method_details")? else {
        return Ok((card(transaction)?, Map::new()));
    };
    details.text("dynamic_descriptor", NOT_BLANK, is_some)?;
    details.member("use_customer_name_as_cardholder_name");
    // Before the card's own options, which are not repeated, are asked for.
    let repeated = details.echo("");
    let used = |form: &RequestMembers<'_>| {
        let mut options = OPTIONS.into_iter();
        options.find(|name| form.member(name).is_some())
    };
    let means = match (used(transaction), used(&details)) {
        (Some(name), Some(_)) => {
            return Err(transaction.wrong(name, "the card's options stand in one place"));
        }
        (Some(_), None) => {
            details.no_others()?;
            card(transaction)?
        }
        (None, _) => {
            transaction.no_others()?;
            card(&details)?
        }
    };
    Ok((means, repeated))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenTurn {
    First,
    Later,
}

fn card(form: &RequestMembers<'_>) -> Result<CostplusMeans, BrokenRule> {
    let one_click = [("first", TokenTurn::First), ("one-click", TokenTurn::Later)];
    let one_click = form.word("one_click_type", "first or one-click", &one_click)?;
    let recurring = [("first", TokenTurn::First), ("recurring", TokenTurn::Later)];
    let recurring = form.word("recurring_type", "first or recurring", &recurring)?;
    let schedules = [("scheduled", ()), ("unscheduled", ())];
    let schedule = form.word("schedule_type", "scheduled or unscheduled", &schedules)?;
    let token = form.text("vault_token", NOT_BLANK, is_some)?;
    let first = form.text("first_transaction_id", NOT_BLANK, is_some)?;
    let code = form.text("cvc", "three or four digits", |text| is_digits(text, 3, 4))?;
    form.no_others()?;
    let (kind, turn) = match (one_click, recurring) {
        (Some(_), Some(_)) => return Err(form.wrong("recurring_type", "not with one_click_type")),
        (Some(turn), None) => (Some(TokenUse::OneClick), turn),
        (None, Some(turn)) => (Some(TokenUse::Recurring), turn),
        (None, None) => (None, TokenTurn::First),
    };
    if schedule.is_some() && kind != Some(TokenUse::Recurring) {
        return Err(form.wrong("schedule_type", "only with recurring_type"));
    }
    if recurring == Some(TokenTurn::First) {
        form.needed("schedule_type", schedule)?;
    }
    if code.is_some() && (kind, turn) != (Some(TokenUse::OneClick), TokenTurn::Later) {
        return Err(form.wrong("cvc", "only where one_click_type is one-click"));
    }
    let handle = match (token, first) {
        (Some(_), Some(_)) => {
            return Err(form.wrong("first_transaction_id", "not with vault_token"));
        }
        (Some(token), None) => Some(Handle::VaultToken(token)),
        (None, Some(first)) => Some(Handle::FirstTransaction(first)),
        (None, None) => None,
    };
    match (kind, turn, handle) {
        (Some(kind), TokenTurn::Later, Some(handle)) => {
            Ok(CostplusMeans::Stored { kind, handle, code })
        }
        (_, TokenTurn::Later, _) => {
            Err(form.wrong("vault_token", "required, or first_transaction_id"))
        }
        (_, TokenTurn::First, Some(_)) => {
            Err(form.wrong("vault_token", "not with a first payment"))
        }
        (kind, TokenTurn::First, None) => Ok(CostplusMeans::Hosted {
            saves: kind.is_some(),
        }),
    }
}

pub(super) const NOT_BLANK: &str = "a text that is not blank";

/// Checks that a text is not blank.
pub(super) fn is_some(text: &str) -> bool {
    !text.trim().is_empty()
}
