//! A shopper, who presses Pay as people do, and asks as the element does.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::bank_page;
use crate::calls::{Caller, HeardAnswer, text};
use crate::process_fault::ProcessFault;
use crate::process_storm::lock;
use crate::purchase::StormPurchase;

/// How long an outcome may take to be told once everything is healed: a lease ends, an
/// order is freed.
const LONGEST_SILENCE: Duration = Duration::from_mins(4);

/// A press of Pay.
#[derive(Clone)]
pub struct SentPress {
    token: String,
    key: String,
    body: Value,
}

/// What the shoppers did and were told.
#[derive(Default)]
pub struct ShoppersBook {
    /// Each order's last press, by which it is asked about at the end.
    pub last_presses: Mutex<Vec<(String, SentPress)>>,
    /// Payments of which a shopper was told that nothing was charged.
    pub told_free: Mutex<Vec<String>>,
}

/// A shopper with a purchase.
pub struct ProcessShopper {
    caller: Caller,
    book: Arc<ShoppersBook>,
    purchase: StormPurchase,
    rng: Rng,
}

impl ProcessShopper {
    /// Comes with the order of this number, pays and leaves.
    pub async fn come(caller: Caller, book: Arc<ShoppersBook>, number: u64, mut rng: Rng) {
        let Some(purchase) = StormPurchase::prepare(&caller, number, &mut rng).await else {
            let what = format_args!("order-{number} could not be prepared");
            return caller.storm.wrong(what);
        };
        let mut shopper = Self {
            caller,
            book,
            purchase,
            rng,
        };
        shopper.shop().await;
    }

    async fn shop(&mut self) {
        let mut previous: Option<String> = None;
        for _ in 0..4 {
            let press = self.new_press(previous.as_deref());
            let order = self.purchase.order.clone();
            lock(&self.book.last_presses).push((order, press.clone()));
            let heard = self.press(&press).await;
            let patience = Duration::from_secs(self.rng.u64(10..60));
            let Some(payment) = self
                .settle(&press, previous.as_deref(), heard, patience)
                .await
            else {
                return;
            };
            let ended = matches!(text(&payment, "state"), "declined" | "failed" | "expired");
            if !ended || self.rng.u32(..10) == 0 {
                return;
            }
            previous = Some(text(&payment, "id").to_owned());
            self.caller.storm.wait(100, 2_000).await;
        }
    }

    fn new_press(&mut self, previous: Option<&str>) -> SentPress {
        SentPress {
            token: self.purchase.client_token.clone(),
            key: format!("{:032x}", self.rng.u128(..)),
            body: self.purchase.press(previous, self.purchase.amount),
        }
    }

    /// Presses in one of the ways in which people press; the payment that is told.
    async fn press(&mut self, press: &SentPress) -> Option<Value> {
        let drawn = self.rng.u32(..100);
        let (storm, caller) = (Arc::clone(&self.caller.storm), self.caller.clone());
        let drawn = if storm.is_healed() { 99 } else { drawn };
        match drawn {
            0..6 => {
                storm.hit(ProcessFault::DoubleClick);
                let second = async {
                    storm.wait(0, 200).await;
                    pay(&caller, press).await
                };
                let (first, second) = tokio::join!(pay(&caller, press), second);
                first.or(second)
            }
            6..12 => {
                storm.hit(ProcessFault::SecondTab);
                let other = SentPress {
                    token: self.purchase.session(&caller).await?,
                    ..self.new_press(press.body.get("previous_payment")?.as_str())
                };
                let (first, _) = tokio::join!(pay(&caller, press), pay(&caller, &other));
                first
            }
            12..16 => {
                storm.hit(ProcessFault::Reload);
                self.leave_during(press, 1_500).await;
                caller.read(&press.token).await;
                pay(&caller, press).await
            }
            16..20 => {
                storm.hit(ProcessFault::ChangedPayload);
                let heard = pay(&caller, press).await;
                self.change(press).await;
                heard
            }
            20..26 => {
                storm.hit(ProcessFault::BrowserLost);
                self.leave_during(press, 300).await;
                pay(&caller, press).await
            }
            _ => pay(&caller, press).await,
        }
    }

    /// Sends a press, and goes away before it is answered, or not.
    async fn leave_during(&mut self, press: &SentPress, most: u64) {
        let left_after = Duration::from_millis(self.rng.u64(..most));
        let paying = self.caller.pay(&press.token, &press.key, &press.body);
        let _ = tokio::time::timeout(left_after, paying).await;
    }

    /// Sends the key of a press again with another amount.
    async fn change(&self, press: &SentPress) {
        let amount = self.purchase.amount + 100;
        let previous = press.body.get("previous_payment").and_then(Value::as_str);
        let body = self.purchase.press(previous, amount);
        let heard = self.caller.pay(&press.token, &press.key, &body).await;
        let charged = heard
            .as_ref()
            .and_then(|heard| heard.body.get("amount")?.as_u64());
        if let Some(HeardAnswer {
            status: 200,
            replayed,
            ..
        }) = heard
            && (replayed || charged != Some(self.purchase.amount))
        {
            let order = &self.purchase.order;
            let what = format_args!("{order}: another amount under one key was taken");
            self.caller.storm.wrong(what);
        }
    }

    /// Asks until the outcome is final; none if the shopper leaves before.
    async fn settle(
        &mut self,
        press: &SentPress,
        previous: Option<&str>,
        heard: Option<Value>,
        patience: Duration,
    ) -> Option<Value> {
        let began = Instant::now();
        let mut payment = heard.unwrap_or(Value::Null);
        let mut without = 0;
        while began.elapsed() < patience {
            let id = text(&payment, "id");
            let is_new = !id.is_empty() && Some(id) != previous;
            match text(&payment, "state") {
                "processing" | "" => {}
                "action_required" if is_new => {
                    bank_page::visit(&self.caller, &payment, &mut self.rng).await;
                }
                _ if is_new => {
                    self.hear(&payment);
                    return Some(payment);
                }
                _ => {}
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            if is_new {
                without = 0;
            } else {
                without += 1;
            }
            // After two answers without a payment the button works again.
            if without > 2 {
                without = 0;
                payment = pay(&self.caller, press).await.unwrap_or(Value::Null);
                continue;
            }
            let read = self.caller.read(&press.token).await;
            if let Some(HeardAnswer {
                status: 200, body, ..
            }) = read
            {
                payment = body.get("payment").cloned().unwrap_or(Value::Null);
            }
        }
        None
    }

    fn hear(&self, payment: &Value) {
        if payment.get("charged").and_then(Value::as_bool) == Some(false)
            && matches!(text(payment, "state"), "declined" | "failed" | "expired")
        {
            lock(&self.book.told_free).push(text(payment, "id").to_owned());
        }
    }
}

/// Presses, and twice again with the same bytes where no answer proves anything.
async fn pay(caller: &Caller, press: &SentPress) -> Option<Value> {
    for pause in [0, 1_000, 4_000] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let heard = caller.pay(&press.token, &press.key, &press.body).await;
        match heard {
            Some(heard) if heard.status == 200 => return Some(heard.body),
            Some(heard) if heard.status < 500 => return heard.body.get("payment").cloned(),
            _ => {}
        }
    }
    None
}

/// Repeats an order's last press, and asks until what became of it is told; whether it is.
pub async fn ask_again(caller: &Caller, press: &SentPress) -> bool {
    let began = Instant::now();
    let mut told = pay(caller, press).await;
    while began.elapsed() < LONGEST_SILENCE {
        if let Some(payment) = &told {
            match text(payment, "state") {
                "processing" | "" => {}
                "action_required" => bank_page::choose(caller, payment, "fail").await,
                _ => return true,
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let read = caller.read(&press.token).await;
        let read = read.filter(|read| read.status == 200);
        told = match read.and_then(|read| read.body.get("payment").cloned()) {
            // There is none: the press has not arrived.
            Some(Value::Null) => pay(caller, press).await,
            read => read,
        };
    }
    false
}
