//! A shopper, who presses Pay as people do, and asks as the element does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;

use crate::bank_page;
use crate::calls::{Caller, HeardAnswer, text};
use crate::merchant_deed::PaidOrder;
use crate::process_fault::ProcessFault;
use crate::process_storm::lock;
use crate::purchase::StormPurchase;
use crate::sent_press::{SentPress, ShoppersBook, pay};

/// A shopper with a purchase.
pub struct ProcessShopper {
    caller: Caller,
    book: Arc<ShoppersBook>,
    purchase: StormPurchase,
    rng: Rng,
}

impl ProcessShopper {
    /// Comes with the order of this number, pays and leaves the place; the merchant does
    /// then what was drawn.
    pub async fn come(
        caller: Caller,
        book: Arc<ShoppersBook>,
        number: u64,
        mut rng: Rng,
        place: OwnedSemaphorePermit,
    ) {
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
        let is_paid = shopper.shop().await;
        drop(place);
        let ProcessShopper {
            caller,
            purchase,
            mut rng,
            ..
        } = shopper;
        if let (true, Some(deed)) = (is_paid, purchase.deed) {
            let order = PaidOrder {
                caller,
                name: purchase.order,
                amount: purchase.terms.amount,
            };
            order.undergo(deed, &mut rng).await;
        }
    }

    /// Shops until the shopper leaves; whether it is paid.
    async fn shop(&mut self) -> bool {
        let mut previous: Option<String> = None;
        for _ in 0..4 {
            let press = self.new_press(previous.as_deref());
            let heard = self.press(&press).await;
            let patience = Duration::from_secs(self.rng.u64(10..60));
            let settled = self.settle(press, previous.take(), heard, patience).await;
            let Some(payment) = settled else {
                return false;
            };
            let ended = matches!(text(&payment, "state"), "declined" | "failed" | "expired");
            if !ended || self.rng.u32(..10) == 0 {
                return text(&payment, "state") == "succeeded";
            }
            previous = Some(text(&payment, "id").to_owned());
            self.caller.storm.wait(100, 2_000).await;
        }
        false
    }

    fn new_press(&mut self, previous: Option<&str>) -> SentPress {
        let press = SentPress::new(&self.purchase, previous, &mut self.rng);
        let order = self.purchase.order.clone();
        lock(&self.book.last_presses).insert(order, press.clone());
        press
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
                let mut purchase = self.purchase.clone();
                purchase.client_token = purchase.session(&caller).await?;
                let previous = press.body.get("previous_payment")?.as_str();
                let other = SentPress::new(&purchase, previous, &mut self.rng);
                let (first, _) = tokio::join!(pay(&caller, press), pay(&caller, &other));
                first
            }
            12..16 => {
                storm.hit(ProcessFault::Reload);
                self.leave_during(press, 1_500).await;
                caller.read(press.token()).await;
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
        let paying = self.caller.pay(press.token(), &press.key, &press.body);
        let _ = tokio::time::timeout(left_after, paying).await;
    }

    /// Sends the key of a press again with another amount.
    async fn change(&self, press: &SentPress) {
        let amount = self.purchase.terms.amount + 100;
        let previous = press.body.get("previous_payment").and_then(Value::as_str);
        let body = self.purchase.press(previous, amount);
        let heard = self.caller.pay(press.token(), &press.key, &body).await;
        let charged = heard
            .as_ref()
            .and_then(|heard| heard.body.get("amount")?.as_u64());
        if let Some(HeardAnswer {
            status: 200,
            replayed,
            ..
        }) = heard
            && (replayed || charged != Some(self.purchase.terms.amount))
        {
            let order = &self.purchase.order;
            let what = format_args!("{order}: another amount under one key was taken");
            self.caller.storm.wrong(what);
        }
    }

    /// Asks until the outcome is final; none if the shopper leaves before.
    async fn settle(
        &mut self,
        mut press: SentPress,
        mut previous: Option<String>,
        heard: Option<Value>,
        patience: Duration,
    ) -> Option<Value> {
        let began = Instant::now();
        let mut payment = heard.unwrap_or(Value::Null);
        let mut without = 0;
        while began.elapsed() < patience {
            let id = text(&payment, "id");
            let is_new = !id.is_empty() && Some(id) != previous.as_deref();
            match text(&payment, "state") {
                "processing" | "" => {}
                "action_required" if is_new => {
                    self.book.note_visit(&self.caller, &payment);
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
                payment = pay(&self.caller, &press).await.unwrap_or(Value::Null);
                continue;
            }
            match self.caller.read(press.token()).await {
                Some(read) if read.status == 200 => {
                    payment = read.body.get("payment").cloned().unwrap_or(Value::Null);
                }
                // Nobody knows the page any more: the shop shows a new one.
                Some(read) if read.status == 401 => {
                    previous = None;
                    payment = Value::Null;
                    self.purchase.make_known(&self.caller).await?;
                    press = self.new_press(None);
                }
                _ => {}
            }
        }
        None
    }

    fn hear(&self, payment: &Value) {
        if payment.get("charged").and_then(Value::as_bool) == Some(false)
            && matches!(text(payment, "state"), "declined" | "failed" | "expired")
        {
            lock(&self.book.told_free).insert(text(payment, "id").to_owned());
        }
    }
}
