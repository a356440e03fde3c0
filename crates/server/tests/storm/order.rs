//! An order of a shopper with a stored card at one of the providers.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use fastrand::Rng;
use oneclick_sandbox::{Behaviour, Rule, SandboxProvider};
use serde_json::Value;

use crate::bodies::{self, StormTerms};
use crate::decisions::decided;
use crate::door::{DoorCall, FrontDoor, ORIGIN};
use crate::fault_kinds::FaultKind;
use crate::sabotage::Sabotage;
use crate::world::StormWorld;

/// An order that can be paid.
#[derive(Clone)]
pub struct StormOrder {
    pub name: String,
    /// What pays it.
    pub payer: OrderCard,
    pub terms: StormTerms,
    pub client_token: String,
    /// Whether its money is captured by a call of the merchant's.
    manual: bool,
    /// What becomes of it once its shopper has left.
    pub afterwards: Option<FaultKind>,
}

/// The card that pays an order.
#[derive(Clone)]
pub enum OrderCard {
    /// A stored one, by its id.
    Stored(String),
    /// A new one, typed on the provider's page.
    New {
        /// Whether its owner wants it kept.
        keep: bool,
    },
}

/// How many orders of 100 are paid by a new card.
const NEW_CARDS: u32 = 12;

/// Sends the sandbox a control call; its answer.
pub async fn control(world: &StormWorld, path: &str, body: &Value) -> Option<Value> {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()));
    let response = world.sandbox.get()?.exchange(request.ok()?).await?;
    if !response.status().is_success() {
        world.note("control", format_args!("{path} {}", response.status()));
        return None;
    }
    Some(serde_json::from_slice(response.body()).unwrap_or(Value::Null))
}

impl StormOrder {
    /// Makes an order with a customer, a card and a session of its own; none if the
    /// merchant's calls are not answered.
    pub async fn prepare(door: &Arc<FrontDoor>, number: u64, rng: &mut Rng) -> Option<Self> {
        let provider = *rng.choice(&SandboxProvider::ALL)?;
        let terms = bodies::terms(provider);
        let name = format!("order-{number}");
        let payer = if rng.u32(..100) < NEW_CARDS {
            OrderCard::New { keep: rng.bool() }
        } else {
            let stored = bodies::stored_card(terms.provider);
            let token = control(&door.world, "/control/tokens", &stored).await?;
            let card = bodies::card_import(terms.provider, token.get("value")?);
            // Not `shopper-0`: the server takes that for nobody.
            let path = format!("/v1/customers/lind-{number}/cards");
            let card = DoorCall::merchant("POST", &path, Some(card));
            let card = door.insist(&card, &[200, 201]).await?;
            OrderCard::Stored(card.member("id")?.to_owned())
        };
        let mut order = Self {
            name,
            payer,
            terms,
            client_token: String::new(),
            manual: false,
            afterwards: afterwards(provider, rng),
        };
        let often = door.world.sabotage.and_then(Sabotage::shows_best_by);
        if often.is_some() && provider != SandboxProvider::Finpay && rng.bool() {
            order.afterwards = often;
        }
        let by_hand = [
            FaultKind::MerchantCapture,
            FaultKind::MerchantCancel,
            FaultKind::MoneyAfterCancel,
        ];
        if order.afterwards.is_some_and(|kind| by_hand.contains(&kind)) {
            match (provider, &order.payer) {
                // It has no such choice: it captures at night, by itself.
                (SandboxProvider::Certitrade, _) => {}
                // Its page then stays open for a week, unless somebody gives it up.
                (SandboxProvider::Costplus, OrderCard::New { .. }) => order.afterwards = None,
                _ => order.manual = true,
            }
        }
        order.client_token = order.session(door).await?;
        order.rule(&door.world, provider, rng);
        Some(order)
    }

    /// Opens a session; its client token.
    pub async fn session(&self, door: &Arc<FrontDoor>) -> Option<String> {
        let customer = self.customer();
        let body = bodies::session(&self.name, &customer, self.terms, self.manual, ORIGIN);
        let session = DoorCall::merchant("POST", "/v1/sessions", Some(body));
        let session = door.insist(&session, &[201]).await?;
        session.member("client_token").map(str::to_owned)
    }

    /// The customer's id.
    pub fn customer(&self) -> String {
        self.name.replace("order", "lind")
    }

    /// The body of a press.
    pub fn press(&self, previous: Option<&str>) -> Value {
        match &self.payer {
            OrderCard::Stored(card) => bodies::press(card, self.terms, self.terms.amount, previous),
            OrderCard::New { keep } => {
                bodies::press_new_card(*keep, self.terms, self.terms.amount, previous)
            }
        }
    }

    /// Says what the provider decides about the order's money.
    fn rule(&self, world: &StormWorld, provider: SandboxProvider, rng: &mut Rng) {
        let drawn = decided(provider, rng);
        let behaviour = match self.afterwards {
            Some(FaultKind::DeclineReversed) => Some(Behaviour::Declined),
            Some(FaultKind::ChargedTwiceThere) => {
                self.charge_twice(world);
                None
            }
            // What waits for the merchant's own capture CertiTrade ends without a word.
            Some(FaultKind::CaptureFailed) if provider == SandboxProvider::Certitrade => None,
            Some(FaultKind::CaptureFailed) => Some(Behaviour::CaptureRequested),
            _ => drawn,
        };
        let times = rng.u32(1..3);
        let milliseconds = Some(rng.u64(1_000..600_000));
        if let Some(behaviour) = behaviour {
            self.behave(world, behaviour, times, milliseconds);
        }
    }

    /// Has the provider lose its answer, and take the money once more when it is asked.
    fn charge_twice(&self, world: &StormWorld) {
        world.excuse(&self.name, FaultKind::ChargedTwiceThere);
        // The same bytes are sent twice more.
        self.behave(world, Behaviour::AnswerLost, 3, None);
        self.behave(world, Behaviour::LookUpDuplicate, 1, None);
    }

    fn behave(
        &self,
        world: &StormWorld,
        behaviour: Behaviour,
        times: u32,
        milliseconds: Option<u64>,
    ) {
        let rule = Rule {
            times: Some(times),
            milliseconds,
            ..Rule::always(Some(&self.name), behaviour)
        };
        if let Some(Err(refused)) = world.sandbox.get().map(|sandbox| sandbox.behave(rule)) {
            world.wrong(refused);
        }
    }
}

/// Draws what becomes of an order at this provider once its shopper has left.
fn afterwards(provider: SandboxProvider, rng: &mut Rng) -> Option<FaultKind> {
    let possible: &[FaultKind] = match provider {
        SandboxProvider::Smart2pay => &[
            FaultKind::DeclineReversed,
            FaultKind::CaptureFailed,
            FaultKind::MoneyAfterCancel,
            FaultKind::RefundElsewhere,
            FaultKind::Chargeback,
            FaultKind::MerchantRefund,
            FaultKind::MerchantCapture,
            FaultKind::MerchantCancel,
        ],
        SandboxProvider::Costplus => &[
            FaultKind::DeclineReversed,
            FaultKind::RefundElsewhere,
            FaultKind::MerchantRefund,
            FaultKind::MerchantCapture,
            FaultKind::MerchantCancel,
        ],
        SandboxProvider::Certitrade => &[
            FaultKind::CaptureFailed,
            FaultKind::ChargedTwiceThere,
            FaultKind::RefundElsewhere,
            FaultKind::MerchantRefund,
            FaultKind::MerchantCancel,
        ],
        SandboxProvider::Finpay => &[FaultKind::CaptureFailed, FaultKind::RefundElsewhere],
    };
    let place = rng.usize(..possible.len().max(4) * 3);
    possible.get(place).copied()
}
