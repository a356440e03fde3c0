//! Notifications: what a provider tells a merchant by itself.

mod deliveries;
mod notification;
mod outbox;

pub(crate) use deliveries::{Deliveries, Plan};
pub(crate) use notification::ProviderNotification;
pub(crate) use outbox::Outbox;
