//! Where notifications are handed in.

use std::sync::Arc;

use tokio::sync::mpsc::{self, UnboundedSender};

use super::deliveries::Deliveries;
use super::notification::ProviderNotification;
use super::sender::{Handed, send};
use crate::clock::SandboxClock;

/// The end at which notifications are handed in.
#[derive(Clone)]
pub(crate) struct Outbox(UnboundedSender<Handed>);

impl Outbox {
    /// Starts to send what will be handed in, until the last outbox is dropped.
    pub(crate) fn open(clock: &Arc<SandboxClock>, deliveries: &Arc<Deliveries>) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(send(receiver, Arc::clone(clock), Arc::clone(deliveries)));
        Self(sender)
    }

    /// Sends a notification, if there is one, as the plan of its provider says.
    pub(crate) fn send(&self, notification: Option<ProviderNotification>) {
        self.hand_in(notification, false);
    }

    /// Sends a notification whatever the plan. Answers whether there is one.
    pub(crate) fn send_at_once(&self, notification: Option<ProviderNotification>) -> bool {
        self.hand_in(notification, true)
    }

    fn hand_in(&self, notification: Option<ProviderNotification>, at_once: bool) -> bool {
        // An error means that the sandbox is being dropped.
        notification.is_some_and(|notification| self.0.send((notification, at_once)).is_ok())
    }
}
