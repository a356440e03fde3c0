//! The kinds of fault, and how often each has hit.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

macro_rules! kinds {
    ($($kind:ident = $word:literal, $least:literal;)+) => {
        /// A kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind { $($kind,)+ }

        impl FaultKind {
            /// Each with its name, and how often it hits at least in 1,000 payments: so
            /// seldom that chance alone does not fail a storm.
            const ALL: &'static [(Self, &'static str, u64)] =
                &[$((Self::$kind, $word, $least),)+];
        }
    };
}

kinds! {
    LostBeforeBooking = "lost_before_booking", 10;
    LostAfterBooking = "lost_after_booking", 10;
    NoConnection = "no_connection", 5;
    Cut = "cut", 2;
    Garbage = "garbage", 2;
    Error500 = "error_500", 2;
    Stalled = "stalled", 5;
    HeldBack = "held_back", 5;
    Invisible = "invisible", 5;
    LookUp404 = "look_up_404", 5;
    LookUp500 = "look_up_500", 5;
    LookUpGarbage = "look_up_garbage", 5;
    LookUpLost = "look_up_lost", 5;
    LookUpPaged = "look_up_paged", 2;
    LookUpInTwo = "look_up_in_two", 2;
    BrowserLost = "browser_lost", 10;
    NewCard = "new_card", 20;
    DoubleClick = "double_click", 10;
    SecondTab = "second_tab", 10;
    SecondSession = "second_session", 5;
    Reload = "reload", 10;
    ChangedPayload = "changed_payload", 10;
    Crash = "crash", 5;
    Standstill = "standstill", 2;
    PowerCut = "power_cut", 1;
    UnsyncedLost = "unsynced_lost", 1;
    ClockStep = "clock_step", 5;
    ClockDrift = "clock_drift", 1;
    NotificationLost = "notification_lost", 2;
    NotificationTwice = "notification_twice", 2;
    NotificationLate = "notification_late", 2;
    WebhookRefused = "webhook_refused", 2;
    WebhookLate = "webhook_late", 1;
    WebhookAnswerLost = "webhook_answer_lost", 2;
    WebhookLost = "webhook_lost", 1;
    WebhookOutOfTime = "webhook_out_of_time", 2;
    MerchantDown = "merchant_down", 1;
    ChargedTwiceThere = "charged_twice_there", 2;
    DeclineReversed = "decline_reversed", 5;
    CaptureFailed = "capture_failed", 5;
    MoneyAfterCancel = "money_after_cancel", 1;
    RefundElsewhere = "refund_elsewhere", 2;
    Chargeback = "chargeback", 1;
    MerchantRefund = "merchant_refund", 2;
    MerchantCapture = "merchant_capture", 1;
    MerchantCancel = "merchant_cancel", 1;
}

/// How often each kind has hit.
#[derive(Clone, Debug, Default)]
pub struct FaultCounts(BTreeMap<FaultKind, u64>);

impl FaultCounts {
    pub fn add(&mut self, kind: FaultKind) {
        *self.0.entry(kind).or_default() += 1;
    }

    pub fn append(&mut self, others: &Self) {
        for (kind, count) in &others.0 {
            *self.0.entry(*kind).or_default() += count;
        }
    }

    fn count(&self, kind: FaultKind) -> u64 {
        self.0.get(&kind).copied().unwrap_or_default()
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let counted = FaultKind::ALL
            .iter()
            .map(|(kind, name, _)| ((*name).to_owned(), Value::from(self.count(*kind))));
        Value::Object(counted.collect::<Map<_, _>>())
    }

    /// The kinds that have hit less often than so many payments ask for. Those of which
    /// there is one in 1,000 are asked for once in 3,000: chance alone fails no storm.
    pub fn too_few(&self, payments: u64) -> Vec<&'static str> {
        let asked = |least: u64| match least {
            1 => payments / 3_000,
            _ => least * (payments / 1_000),
        };
        let few = FaultKind::ALL
            .iter()
            .filter(|(kind, _, least)| self.count(*kind) < asked(*least));
        few.map(|(_, name, _)| *name).collect()
    }
}
