//! Notifications: what a provider tells a merchant by itself.

mod courier;
mod deliveries;
mod notification;
mod outbox;

pub use courier::{Courier, PostedNotification};

pub(crate) use deliveries::{Deliveries, Plan};
pub(crate) use notification::ProviderNotification;
pub(crate) use outbox::Outbox;
