//! A shopper's page with its session, as the checks play it.

use anyhow::Context as _;
use oneclick_rules::wire::read;
use oneclick_rules::{CvcPolicy, StoredCard};
use reqwest::Method;
use serde_json::{Value, json};

use crate::call::{CallAnswer, EndpointCall};
use crate::checked::{CheckResult, Unpassed, broken, hold, not_offered};
use crate::endpoint::Endpoint;
use crate::received::{EndpointAnswer, text};
use crate::section::ProtocolSection;
use crate::session_source::{SessionCase, SessionSource, SessionWish, ShopperToken};

/// What most orders cost, in minor units.
pub const AMOUNT: u64 = 995;

/// What the checks work with.
#[derive(Clone, Copy)]
pub struct Kit<'kit> {
    /// The endpoint.
    pub endpoint: &'kit Endpoint,
    /// Makes its sessions.
    pub sessions: &'kit dyn SessionSource,
}

impl<'kit> Kit<'kit> {
    /// Opens a page for an order of its own.
    pub async fn page(self, case: SessionCase) -> CheckResult<TestedPage<'kit>> {
        let order = format!("conformance-{}", random_text(6)?);
        self.page_of(case, &order, AMOUNT).await
    }

    /// Opens a page for an order.
    pub async fn page_of(
        self,
        case: SessionCase,
        order: &str,
        amount: u64,
    ) -> CheckResult<TestedPage<'kit>> {
        let wish = SessionWish {
            case,
            order: String::from(order),
            amount,
        };
        let made = self.sessions.make(wish).await;
        let Some(token) = made.map_err(Unpassed::Impossible)? else {
            return not_offered(format!(
                "the session command offers no case `{}`",
                case.word()
            ));
        };
        hold(token.is_well_formed(), ProtocolSection::Serving, || {
            String::from(
                "the token is none that the element takes: A–Z a–z 0–9 _ - . ~ + /, `=` at its end, not beginning with `cs_` or `sk_`",
            )
        })?;
        Ok(TestedPage {
            endpoint: self.endpoint,
            token,
            order: String::from(order),
        })
    }
}

/// A page with an element: one session.
#[derive(Clone, Debug)]
pub struct TestedPage<'kit> {
    endpoint: &'kit Endpoint,
    token: ShopperToken,
    /// The order that was asked for.
    pub order: String,
}

impl TestedPage<'_> {
    /// Begins a request with the session's token.
    pub fn call(&self, method: Method, below: &str, answer: CallAnswer) -> EndpointCall {
        self.endpoint.call(method, below, answer).by(&self.token)
    }

    /// Sends a request.
    pub async fn send(&self, call: EndpointCall) -> CheckResult<EndpointAnswer> {
        self.endpoint.send(call).await
    }

    /// Asks for the checkout.
    pub async fn ask(&self) -> CheckResult<EndpointAnswer> {
        self.send(self.call(Method::GET, "", CallAnswer::Checkout))
            .await
    }

    /// Reads the checkout.
    pub async fn read(&self) -> CheckResult<Value> {
        self.ask().await?.good(ProtocolSection::Checkout).cloned()
    }

    /// Reads the order's payment.
    pub async fn payment(&self) -> CheckResult<Value> {
        let checkout = self.read().await?;
        Ok(checkout.get("payment").cloned().unwrap_or_default())
    }

    /// Begins a request to pay.
    pub fn paying(&self, key: &str, body: &Value) -> EndpointCall {
        self.call(Method::POST, "", CallAnswer::Payment)
            .header("Idempotency-Key", key)
            .json(body)
    }

    /// Pays.
    pub async fn pay(&self, key: &str, body: &Value) -> CheckResult<EndpointAnswer> {
        self.send(self.paying(key, body)).await
    }

    /// Gives a payment up.
    pub async fn cancel(&self, payment: &str) -> CheckResult<EndpointAnswer> {
        let body = json!({ "previous_payment": payment });
        let call = self.call(Method::POST, "/cancel", CallAnswer::Payment);
        self.send(call.json(&body)).await
    }

    /// Asks for a later end of the session.
    pub async fn extend(&self) -> CheckResult<EndpointAnswer> {
        let call = self.call(Method::POST, "/extend", CallAnswer::Extended);
        self.send(call).await
    }

    /// Changes a card: `below` is `/{id}` and what is to be done.
    pub async fn change_card(&self, method: Method, below: &str) -> CheckResult<EndpointAnswer> {
        let below = format!("/cards{below}");
        self.send(self.call(method, &below, CallAnswer::Checkout))
            .await
    }
}

/// Returns the card that is picked at first.
pub fn picked(checkout: &Value) -> CheckResult<StoredCard> {
    let cards = checkout.get("cards").and_then(Value::as_array);
    let cards = cards.map(Vec::as_slice).unwrap_or_default();
    let mut readable = Vec::new();
    for card in cards {
        match read::<StoredCard>(card) {
            Ok(card) if card.unusable.is_none() => readable.push(card),
            Ok(_) => {}
            Err(error) => return broken(ProtocolSection::Checkout, format!("cards[]: {error}")),
        }
    }
    let place = readable.iter().position(|card| card.default).unwrap_or(0);
    match readable.into_iter().nth(place) {
        Some(card) => Ok(card),
        None => broken(
            ProtocolSection::Checkout,
            "the checkout has no card that can pay: the session command must make one",
        ),
    }
}

/// Returns what a press sends: the picked card with its code, and the amount on screen.
pub fn press(checkout: &Value) -> CheckResult<Value> {
    let card = picked(checkout)?;
    let member = |name: &str| checkout.get(name).cloned().unwrap_or_default();
    let newest = checkout
        .get("payment")
        .and_then(|payment| payment.get("id"));
    let mut body = json!({
        "card": card.id.as_str(), "amount": member("amount"), "currency": member("currency"),
        "previous_payment": newest,
    });
    if card.cvc == CvcPolicy::Required {
        set(&mut body, "cvc", json!(code(&card)));
    }
    Ok(body)
}

/// Returns the code that a card takes here.
pub fn code(card: &StoredCard) -> &'static str {
    match card.brand.as_str() {
        "american_express" | "hipercard" => "1234",
        _ => "123",
    }
}

/// Sets a member of an object.
pub fn set(body: &mut Value, member: &str, value: Value) {
    if let Some(object) = body.as_object_mut() {
        object.insert(String::from(member), value);
    }
}

/// Returns a body with another value of one member.
pub fn with(body: &Value, member: &str, value: Value) -> Value {
    let mut changed = body.clone();
    set(&mut changed, member, value);
    changed
}

/// Returns a body without a member.
pub fn without(body: &Value, member: &str) -> Value {
    let mut changed = body.clone();
    if let Some(object) = changed.as_object_mut() {
        object.remove(member);
    }
    changed
}

/// Makes an idempotency key.
pub fn new_key() -> CheckResult<String> {
    random_text(16)
}

/// Makes a text of twice as many hexadecimal digits as bytes.
pub fn random_text(bytes: usize) -> CheckResult<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random)
        .context("the system gives no random bytes")
        .map_err(Unpassed::Impossible)?;
    Ok(hex::encode(random))
}

/// Returns a payment's id.
pub fn id_of(payment: &Value) -> &str {
    text(payment, "id")
}
