//! What to do with notifications, and what became of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::notification::ProviderNotification;
use crate::provider::SandboxProvider;

/// What the merchant made of a notification.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    provider: SandboxProvider,
    reference: String,
    url: String,
    /// The HTTP status; none if no answer came or nothing was sent.
    answer: Option<u16>,
    /// Whether it went out; false where it was told to be dropped.
    posted: bool,
}

/// What to do with a provider's notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PlannedSending {
    /// Sends each as the provider would.
    #[default]
    Send,
    /// Sends none.
    Drop,
    /// Sends each twice.
    Twice,
    /// Sends each `milliseconds` late, so that others come before it.
    Late,
}

/// An instruction about notifications.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    provider: SandboxProvider,
    #[serde(rename = "do")]
    pub(super) action: PlannedSending,
    #[serde(default)]
    pub(super) milliseconds: u64,
}

/// The instructions in force, and the notifications that were sent, or were
/// told not to be.
#[derive(Default)]
pub(crate) struct Deliveries(Mutex<(HashMap<SandboxProvider, Plan>, Vec<Delivery>)>);

impl Deliveries {
    fn lock(&self) -> MutexGuard<'_, (HashMap<SandboxProvider, Plan>, Vec<Delivery>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets what to do with a provider's notifications from now on.
    pub(crate) fn plan(&self, plan: Plan) {
        self.lock().0.insert(plan.provider, plan);
    }

    /// Finds what to do with a provider's notifications.
    pub(super) fn planned(&self, provider: SandboxProvider) -> Plan {
        let plan = self.lock().0.get(&provider).copied();
        plan.unwrap_or_default()
    }

    /// Records what became of a notification.
    pub(super) fn record(
        &self,
        notification: &ProviderNotification,
        answer: Option<u16>,
        posted: bool,
    ) {
        let delivery = Delivery {
            provider: notification.provider,
            reference: notification.reference.clone(),
            url: notification.url.clone(),
            answer,
            posted,
        };
        // Without the address: its last part is a secret of the merchant's.
        tracing::info!(provider = ?delivery.provider, delivery.reference, answer, posted, "notification");
        self.lock().1.push(delivery);
    }

    /// Lists the notifications that were sent.
    pub(crate) fn list(&self) -> Vec<Delivery> {
        self.lock().1.clone()
    }
}
