//! What a simulated provider is, and what all of them do alike: count, strike,
//! book, deliver, look up, change, settle and notify.

mod basic;
mod call;
mod payment;
mod provider;
mod simulated;
mod store;

pub(crate) use basic::{basic, guarded};
pub(crate) use call::ProviderCall;
pub(crate) use payment::{CardCheck, ChargeDecision, HostedPage, PaymentBase, SimulatedPayment};
pub(crate) use provider::Simulation;
pub(crate) use simulated::{Controlled, HostState, Shared, SimulatedProvider};
pub(crate) use store::{MerchantSite, PaymentStore};
