//! The kinds of fault that befall real processes, and how often each has hit.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcessFault {
    NoConnection,
    LostBeforeBooking,
    LostAfterBooking,
    Cut,
    Garbage,
    Error500,
    Stalled,
    HeldBack,
    Invisible,
    LookUp404,
    LookUp500,
    LookUpGarbage,
    LookUpLost,
    BrowserLost,
    DoubleClick,
    SecondTab,
    Reload,
    ChangedPayload,
    NotificationLost,
    NotificationTwice,
    NotificationLate,
    WebhookRefused,
    WebhookLate,
    WebhookLost,
    WebhookAnswerLost,
    NewCard,
    MerchantCapture,
    MerchantCancel,
    MerchantRefund,
    Killed,
    Stopped,
    DatabaseKilled,
    DiskFull,
    RefusedUnavailable,
    Restored,
    RefusedRecovering,
    AttemptLost,
}

/// Each kind with its name, and how often it hits at least in 1,000 payments.
const KINDS: [(ProcessFault, &str, u64); 29] = [
    (ProcessFault::NoConnection, "no_connection", 1),
    (ProcessFault::LostBeforeBooking, "lost_before_booking", 5),
    (ProcessFault::LostAfterBooking, "lost_after_booking", 5),
    (ProcessFault::Cut, "cut", 2),
    (ProcessFault::Garbage, "garbage", 2),
    (ProcessFault::Error500, "error_500", 2),
    (ProcessFault::Stalled, "stalled", 2),
    (ProcessFault::HeldBack, "held_back", 2),
    (ProcessFault::Invisible, "invisible", 2),
    (ProcessFault::LookUp404, "look_up_404", 5),
    (ProcessFault::LookUp500, "look_up_500", 5),
    (ProcessFault::LookUpGarbage, "look_up_garbage", 5),
    (ProcessFault::LookUpLost, "look_up_lost", 5),
    (ProcessFault::BrowserLost, "browser_lost", 5),
    (ProcessFault::DoubleClick, "double_click", 5),
    (ProcessFault::SecondTab, "second_tab", 5),
    (ProcessFault::Reload, "reload", 5),
    (ProcessFault::ChangedPayload, "changed_payload", 5),
    (ProcessFault::NotificationLost, "notification_lost", 5),
    (ProcessFault::NotificationTwice, "notification_twice", 5),
    (ProcessFault::NotificationLate, "notification_late", 5),
    (ProcessFault::WebhookRefused, "webhook_refused", 5),
    (ProcessFault::WebhookLate, "webhook_late", 2),
    (ProcessFault::WebhookLost, "webhook_lost", 5),
    (ProcessFault::WebhookAnswerLost, "webhook_answer_lost", 5),
    (ProcessFault::NewCard, "new_card", 5),
    (ProcessFault::MerchantCapture, "merchant_capture", 2),
    (ProcessFault::MerchantCancel, "merchant_cancel", 2),
    (ProcessFault::MerchantRefund, "merchant_refund", 2),
];

/// Those that befall processes and their store whole, and how often at least in a storm that has them.
const OF_PROCESSES: [(ProcessFault, &str, u64); 8] = [
    (ProcessFault::Killed, "killed", 3),
    (ProcessFault::Stopped, "stopped", 1),
    (ProcessFault::DatabaseKilled, "database_killed", 1),
    (ProcessFault::DiskFull, "disk_full", 1),
    (ProcessFault::RefusedUnavailable, "refused_unavailable", 1),
    (ProcessFault::Restored, "restored", 1),
    (ProcessFault::RefusedRecovering, "refused_recovering", 1),
    (ProcessFault::AttemptLost, "attempt_lost", 1),
];

/// How often each kind has hit.
#[derive(Clone, Debug, Default)]
pub struct ProcessFaultCounts(BTreeMap<ProcessFault, u64>);

impl ProcessFaultCounts {
    pub fn add(&mut self, kind: ProcessFault, times: u64) {
        *self.0.entry(kind).or_default() += times;
    }

    pub fn of(&self, kind: ProcessFault) -> u64 {
        self.0.get(&kind).copied().unwrap_or_default()
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let all = KINDS.iter().chain(&OF_PROCESSES);
        let counted = all.map(|(kind, name, _)| ((*name).to_owned(), Value::from(self.of(*kind))));
        Value::Object(counted.collect::<Map<_, _>>())
    }

    /// The kinds that have hit less often than so many payments ask for; `upsets` are
    /// those of whole processes that there were to be.
    pub fn too_few(&self, payments: u64, upsets: &[ProcessFault]) -> Vec<&'static str> {
        let often = KINDS.iter();
        let often = often.filter(|(kind, _, least)| self.of(*kind) < least * payments / 1_000);
        let upset = OF_PROCESSES.iter();
        let upset =
            upset.filter(|(kind, _, least)| upsets.contains(kind) && self.of(*kind) < *least);
        often.chain(upset).map(|(_, name, _)| *name).collect()
    }
}
