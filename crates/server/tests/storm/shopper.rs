//! A shopper, who presses Pay as people do, and asks as the element does.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::aftermath;
use crate::doings::{Doings, MadePress, post};
use crate::door::{DoorCall, FrontDoor, ToldAnswer};
use crate::fault_kinds::FaultKind;
use crate::order::{OrderCard, StormOrder};
use crate::visits;
use crate::world::lock;

/// A shopper with an order.
pub struct StormShopper {
    door: Arc<FrontDoor>,
    doings: Arc<Doings>,
    order: StormOrder,
    rng: Rng,
}

/// For how long a shopper looks at the page; who still waits then looks now and then.
const AT_THE_PAGE: Duration = Duration::from_mins(10);

/// How a shopper presses Pay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PressManner {
    Once,
    Twice,
    InTwoTabs,
    InTwoSessions,
    Reloading,
    Changing,
}

impl StormShopper {
    /// Comes with the order of this number, pays and leaves.
    pub async fn come(door: Arc<FrontDoor>, doings: Arc<Doings>, number: u64, mut rng: Rng) {
        let Some(order) = StormOrder::prepare(&door, number, &mut rng).await else {
            return door
                .world
                .note("merchant", format_args!("gives order-{number} up"));
        };
        *lock(&doings.prepared) += 1;
        if let OrderCard::New { keep } = order.payer {
            door.world.hit(FaultKind::NewCard);
            if !keep {
                lock(&doings.unkept).push(order.customer());
            }
        }
        let mut shopper = Self {
            door,
            doings,
            order,
            rng,
        };
        shopper.pay().await;
        let StormShopper {
            door,
            order,
            mut rng,
            ..
        } = shopper;
        aftermath::follow(&door, &order, &mut rng).await;
    }

    async fn pay(&mut self) {
        let mut previous: Option<String> = None;
        for _ in 0..4 {
            let manner = self.manner();
            let Some(payment) = self.attempt(previous.as_deref(), manner).await else {
                return self.note("leaves without knowing");
            };
            let state = member(&payment, "state").to_owned();
            self.note(&state);
            if !matches!(state.as_str(), "declined" | "failed" | "expired") {
                return;
            }
            previous = Some(member(&payment, "id").to_owned());
            if self.rng.u32(..10) == 0 {
                return;
            }
            self.door.world.wait(1_000, 20_000).await;
        }
    }

    fn note(&self, what: &str) {
        self.door.world.note(&self.order.name, what);
    }

    fn manner(&mut self) -> PressManner {
        let world = &self.door.world;
        let drawn = self.rng.u32(..100);
        if world.is_healed() {
            return PressManner::Once;
        }
        let (manner, kind) = match drawn {
            0..6 => (PressManner::Twice, FaultKind::DoubleClick),
            6..12 => (PressManner::InTwoTabs, FaultKind::SecondTab),
            12..16 => (PressManner::Reloading, FaultKind::Reload),
            16..20 => (PressManner::Changing, FaultKind::ChangedPayload),
            20..24 => (PressManner::InTwoSessions, FaultKind::SecondSession),
            _ => return PressManner::Once,
        };
        world.hit(kind);
        manner
    }

    /// Presses Pay and waits for the outcome; none if the shopper leaves before.
    async fn attempt(&mut self, previous: Option<&str>, manner: PressManner) -> Option<Value> {
        let press = MadePress {
            token: self.order.client_token.clone(),
            key: format!("{:032x}", self.rng.u128(..)),
            body: self.order.press(previous),
        };
        lock(&self.doings.last_presses).push((self.order.name.clone(), press.clone()));
        let door = Arc::clone(&self.door);
        let told = match manner {
            PressManner::Once => self.press(&press).await,
            PressManner::Twice => {
                let second = async {
                    door.world.wait(0, 300).await;
                    self.press(&press).await
                };
                let (first, second) = tokio::join!(biased; self.press(&press), second);
                first.or(second)
            }
            PressManner::InTwoTabs => {
                let other = MadePress {
                    token: self.order.session(&door).await?,
                    key: format!("{:032x}", self.rng.u128(..)),
                    body: press.body.clone(),
                };
                let (first, _) = tokio::join!(biased; self.press(&press), self.press(&other));
                first
            }
            PressManner::InTwoSessions => {
                // The page was made anew, and what was pressed before is sent again by it.
                self.order.client_token = self.order.session(&door).await?;
                let again = MadePress {
                    token: self.order.client_token.clone(),
                    ..press.clone()
                };
                let (first, second) = tokio::join!(biased; self.press(&press), self.press(&again));
                first.or(second)
            }
            PressManner::Reloading => {
                let left_after = Duration::from_millis(self.rng.u64(..1_500));
                let mut call = post(&press);
                call.left_after = Some(left_after);
                let _ = door.ask(&call).await;
                self.press(&press).await
            }
            PressManner::Changing => {
                let told = self.press(&press).await;
                let mut changed = post(&press);
                if let Some(amount) = changed
                    .body
                    .as_mut()
                    .and_then(|body| body.get_mut("amount"))
                {
                    *amount = json!(self.order.terms.amount + 100);
                }
                if let Some(told) = door.ask(&changed).await
                    && told.status == 200
                {
                    door.world.wrong(format_args!(
                        "{}: another amount under one key was taken: {}",
                        self.order.name, told.body
                    ));
                }
                told
            }
        };
        self.settle(previous, told).await
    }

    /// Presses, and twice again with the same bytes where no answer proves anything.
    async fn press(&self, press: &MadePress) -> Option<Value> {
        for pause in [0, 1_000, 4_000] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let told = self.door.ask(&post(press)).await;
            match told {
                Some(told) if told.status == 200 => return Some(told.body),
                Some(told) if told.status < 500 => {
                    let code = told.member("code").unwrap_or("?").to_owned();
                    self.note(&format!("refused: {} {code}", told.status));
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    /// Asks until the outcome is final; none if the shopper leaves before.
    async fn settle(&mut self, previous: Option<&str>, told: Option<Value>) -> Option<Value> {
        let began = self.door.world.age();
        let patience = Duration::from_secs(self.rng.u64(60..7_200));
        let mut payment = told.unwrap_or(Value::Null);
        let mut pause = 1;
        loop {
            let known = payment
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(|id| Some(id) != previous);
            match member(&payment, "state") {
                "processing" | "" => {}
                "action_required" if known => {
                    let (door, order) = (&self.door, &self.order);
                    let done = visits::go_through(door, order, &mut self.rng, &payment).await;
                    if !done {
                        self.door.world.wait(1_000, 30_000).await;
                    }
                }
                _ if known => {
                    self.hear(&payment);
                    return Some(payment);
                }
                _ => {}
            }
            let waited = self.door.world.age().saturating_sub(began);
            if waited > patience {
                return None;
            }
            let asked = payment.get("poll_after").and_then(Value::as_u64);
            let seconds = if waited > AT_THE_PAGE {
                self.rng.u64(60..300)
            } else {
                asked.unwrap_or(pause).max(1)
            };
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            pause = (pause * 2).min(30);
            let mut call = DoorCall::new("GET", "/checkout/v1");
            call.bearer = Some(self.order.client_token.clone());
            match self.door.ask(&call).await {
                Some(ToldAnswer {
                    status: 200, body, ..
                }) => payment = body.get("payment").cloned().unwrap_or(Value::Null),
                Some(told) if told.status == 401 => return None,
                _ => {}
            }
        }
    }

    fn hear(&self, payment: &Value) {
        if payment.get("charged").and_then(Value::as_bool) == Some(false)
            && matches!(member(payment, "state"), "declined" | "failed" | "expired")
        {
            let id = member(payment, "id").to_owned();
            lock(&self.doings.told_free).push(id);
        }
    }
}

fn member<'a>(payment: &'a Value, name: &str) -> &'a str {
    payment.get(name).and_then(Value::as_str).unwrap_or("")
}
