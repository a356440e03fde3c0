//! Where notifications are handed in and sent, again until they are accepted.

use std::sync::Arc;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;

use super::courier::{Courier, PostedNotification};
use super::deliveries::{Deliveries, Plan, PlannedSending};
use super::notification::ProviderNotification;
use crate::clock::SandboxClock;

/// A notification, and whether it goes out whatever the plan.
type Handed = (ProviderNotification, bool);

/// The end at which notifications are handed in.
#[derive(Clone)]
pub(crate) struct Outbox(UnboundedSender<Handed>);

impl Outbox {
    /// Starts to send what will be handed in, until the last outbox is dropped.
    pub(crate) fn open(
        clock: &Arc<SandboxClock>,
        deliveries: &Arc<Deliveries>,
        courier: Courier,
    ) -> Self {
        let (handed_in, outgoing) = mpsc::unbounded_channel();
        let sender = Sender {
            courier,
            clock: Arc::clone(clock),
            deliveries: Arc::clone(deliveries),
        };
        tokio::spawn(send(outgoing, sender));
        Self(handed_in)
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

/// Sends what is handed in, first attempts in that order.
async fn send(mut outgoing: UnboundedReceiver<Handed>, sender: Sender) {
    let mut later = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            handed = outgoing.recv() => {
                let Some(handed) = handed else { return };
                sender.start(handed, &mut later).await;
            }
            Some(_) = later.join_next() => {}
        }
    }
}

#[derive(Clone)]
struct Sender {
    courier: Courier,
    clock: Arc<SandboxClock>,
    deliveries: Arc<Deliveries>,
}

impl Sender {
    async fn start(&self, (notification, at_once): Handed, later: &mut JoinSet<()>) {
        let plan = if at_once {
            Plan::default()
        } else {
            self.deliveries.planned(notification.provider)
        };
        match plan.action {
            PlannedSending::Drop => self.deliveries.record(&notification, None, false),
            PlannedSending::Late => {
                let due = self.clock.now().saturating_add(plan.milliseconds);
                let sender = self.clone();
                later.spawn(async move {
                    sender.clock.wait_until(due).await;
                    sender.insist(notification, 0).await;
                });
            }
            PlannedSending::Send | PlannedSending::Twice => {
                if plan.action == PlannedSending::Twice {
                    self.attempt(&notification).await;
                }
                if !self.attempt(&notification).await {
                    let sender = self.clone();
                    later.spawn(async move { sender.insist(notification, 1).await });
                }
            }
        }
    }

    /// Sends until it is accepted, or there were attempts enough.
    async fn insist(&self, notification: ProviderNotification, done: u32) {
        for round in done..notification.attempts {
            if round > 0 {
                let due = self.clock.now().saturating_add(notification.apart);
                self.clock.wait_until(due).await;
            }
            if self.attempt(&notification).await {
                return;
            }
        }
    }

    /// Sends once. Answers whether it was accepted.
    async fn attempt(&self, notification: &ProviderNotification) -> bool {
        let posted = PostedNotification::of(notification);
        let answer = self.courier.post(posted).await;
        self.deliveries.record(notification, answer, true);
        answer.is_some_and(notification.accepts)
    }
}
