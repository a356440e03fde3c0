//! What a simulated provider is, and what all of them do alike: count, strike,
//! book, deliver, look up, change, settle and notify.

mod basic;
mod controlled;
mod payment;
mod provider;
mod shared;
mod simulated;
mod store;

pub(crate) use basic::{basic, guarded};
pub(crate) use controlled::Controlled;
pub(crate) use payment::{ChargeDecision, HostedPage, PaymentBase, SimulatedPayment};
pub(crate) use provider::Simulation;
pub(crate) use shared::Shared;
pub(crate) use simulated::{Charged, HostState, SimulatedProvider};
pub(crate) use store::PaymentStore;
