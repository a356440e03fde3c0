//! Webhooks to the merchant: signed, sent in order, tried again until they are taken.

pub mod command_line;
pub(crate) mod delivery;
pub mod list;
pub mod redeliver;
pub(crate) mod retry;
pub mod signature;
