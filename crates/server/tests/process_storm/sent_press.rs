//! A press of Pay, what the shoppers did and were told, and what comes of a press that is
//! repeated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::bank_page;
use crate::calls::{Caller, text};
use crate::process_storm::lock;
use crate::purchase::StormPurchase;

/// How long an outcome may take to be told once everything is healed: a lease ends, an
/// order is freed.
const LONGEST_SILENCE: Duration = Duration::from_mins(4);

/// A press of Pay.
#[derive(Clone)]
pub struct SentPress {
    purchase: StormPurchase,
    pub key: String,
    pub body: Value,
}

impl SentPress {
    /// A new press, on a page that has seen the payment `previous` last.
    pub fn new(purchase: &StormPurchase, previous: Option<&str>, rng: &mut Rng) -> Self {
        Self {
            purchase: purchase.clone(),
            key: format!("{:032x}", rng.u128(..)),
            body: purchase.press(previous, purchase.terms.amount),
        }
    }

    /// The page's client token.
    pub fn token(&self) -> &str {
        &self.purchase.client_token
    }
}

/// What the shoppers did and were told.
#[derive(Default)]
pub struct ShoppersBook {
    /// Each order's last press, by which it is asked about at the end.
    pub last_presses: Mutex<BTreeMap<String, SentPress>>,
    /// Payments of which a shopper was told that nothing was charged.
    pub told_free: Mutex<BTreeSet<String>>,
}

impl ShoppersBook {
    /// Notes that a shopper goes on at the provider's page. A restored store may lead there
    /// again after it was told that nothing was charged: that was so until now.
    pub fn note_visit(&self, caller: &Caller, payment: &Value) {
        if caller.storm.progress.restored() > 0 {
            lock(&self.told_free).remove(text(payment, "id"));
        }
    }
}

/// Presses, and twice again with the same bytes where no answer proves anything.
pub async fn pay(caller: &Caller, press: &SentPress) -> Option<Value> {
    for pause in [0, 1_000, 4_000] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let heard = caller.pay(press.token(), &press.key, &press.body).await;
        match heard {
            Some(heard) if heard.status == 200 => return Some(heard.body),
            Some(heard) if heard.status < 500 => return heard.body.get("payment").cloned(),
            _ => {}
        }
    }
    None
}

/// Repeats an order's last press, and asks until what became of it is told; whether it is.
pub async fn ask_again(
    caller: &Caller,
    book: &ShoppersBook,
    mut press: SentPress,
    mut rng: Rng,
) -> bool {
    let began = Instant::now();
    let mut told = pay(caller, &press).await;
    while began.elapsed() < LONGEST_SILENCE {
        if let Some(payment) = &told {
            match text(payment, "state") {
                "processing" | "" => {}
                "action_required" => {
                    book.note_visit(caller, payment);
                    // A page that was failed at may go on asking for another card.
                    bank_page::choose(caller, payment, "approve").await;
                }
                _ => return true,
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        told = match caller.read(press.token()).await {
            Some(read) if read.status == 200 => match read.body.get("payment") {
                // There is none: the press has not arrived.
                Some(Value::Null) => pay(caller, &press).await,
                read => read.cloned(),
            },
            // Nobody knows the page any more: the shop shows a new one.
            Some(read) if read.status == 401 => {
                if press.purchase.make_known(caller).await.is_none() {
                    return false;
                }
                press = SentPress::new(&press.purchase, None, &mut rng);
                pay(caller, &press).await
            }
            _ => None,
        };
    }
    false
}
