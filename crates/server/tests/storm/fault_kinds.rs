//! The kinds of fault, and how often each has hit.

use serde_json::{Map, Value};

macro_rules! kinds {
    ($($kind:ident = $word:literal, $least:literal;)+) => {
        /// A kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FaultKind { $($kind,)+ }

        impl FaultKind {
            /// Each with its name, and how often it hits at least in 1,000 payments.
            const ALL: &'static [(Self, &'static str, u64)] =
                &[$((Self::$kind, $word, $least),)+];
        }
    };
}

kinds! {
    LostBeforeBooking = "lost_before_booking", 10;
    LostAfterBooking = "lost_after_booking", 10;
    NoConnection = "no_connection", 5;
    Cut = "cut", 5;
    Garbage = "garbage", 5;
    Error500 = "error_500", 5;
    Stalled = "stalled", 5;
    HeldBack = "held_back", 5;
    Invisible = "invisible", 5;
    LookUp404 = "look_up_404", 5;
    LookUp500 = "look_up_500", 5;
    LookUpGarbage = "look_up_garbage", 5;
    LookUpLost = "look_up_lost", 5;
    BrowserLost = "browser_lost", 10;
    DoubleClick = "double_click", 10;
    SecondTab = "second_tab", 10;
    Reload = "reload", 10;
    ChangedPayload = "changed_payload", 10;
    Crash = "crash", 5;
    ClockStep = "clock_step", 5;
    ClockDrift = "clock_drift", 1;
    NotificationLost = "notification_lost", 5;
    NotificationTwice = "notification_twice", 5;
    NotificationLate = "notification_late", 5;
}

/// How often each kind has hit.
#[derive(Clone, Debug, Default)]
pub struct FaultCounts(Vec<FaultKind>);

impl FaultCounts {
    pub fn add(&mut self, kind: FaultKind) {
        self.0.push(kind);
    }

    pub fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    fn count(&self, kind: FaultKind) -> u64 {
        let hits = self.0.iter().filter(|one| **one == kind).count();
        u64::try_from(hits).unwrap_or(u64::MAX)
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let counted = FaultKind::ALL
            .iter()
            .map(|(kind, name, _)| ((*name).to_owned(), Value::from(self.count(*kind))));
        Value::Object(counted.collect::<Map<_, _>>())
    }

    /// The kinds that have hit less often than so many payments ask for.
    pub fn too_few(&self, payments: u64) -> Vec<&'static str> {
        let thousands = payments / 1_000;
        let few = FaultKind::ALL
            .iter()
            .filter(|(kind, _, least)| self.count(*kind) < least * thousands);
        few.map(|(_, name, _)| *name).collect()
    }
}
