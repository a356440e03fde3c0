//! What the simulated providers share: the address, the clock, the faults, the
//! notifications.

use std::sync::Arc;

use crate::clock::SandboxClock;
use crate::faults::Faults;
use crate::notifications::{Deliveries, Outbox, Outgoing};

pub(crate) struct Shared {
    /// Where the sandbox listens, without a provider's path.
    pub(crate) url: String,
    pub(crate) clock: Arc<SandboxClock>,
    pub(crate) faults: Faults,
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) outbox: Outbox,
}

impl Shared {
    pub(crate) fn new(url: String) -> (Self, Outgoing) {
        let (outbox, outgoing) = Outbox::open();
        let shared = Self {
            url,
            clock: Arc::default(),
            faults: Faults::default(),
            deliveries: Arc::default(),
            outbox,
        };
        (shared, outgoing)
    }
}
