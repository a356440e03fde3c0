//! Where notifications are handed in.

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::notification::ProviderNotification;

/// A notification, and whether it goes out whatever the plan.
pub(super) type Handed = (ProviderNotification, bool);

/// What was handed in and not yet sent.
pub(crate) struct Outgoing(pub(super) UnboundedReceiver<Handed>);

/// The end at which notifications are handed in.
#[derive(Clone)]
pub(crate) struct Outbox(UnboundedSender<Handed>);

impl Outbox {
    pub(crate) fn open() -> (Self, Outgoing) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), Outgoing(receiver))
    }

    /// Sends a notification: as the plan of its provider says, or whatever the
    /// plan says.
    pub(crate) fn send(&self, notification: ProviderNotification, at_once: bool) {
        // An error means that the sandbox is being dropped.
        let _ = self.0.send((notification, at_once));
    }
}
