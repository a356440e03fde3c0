//! Faults on demand: what to do with which charge or look-up, and how the
//! answer travels.

mod behaviour;
mod connection;
mod delivery;
mod ordered;
mod reply;
mod rule;

pub use behaviour::Behaviour;
pub use rule::Rule;

pub(crate) use behaviour::DeclineCause;
pub(crate) use connection::{BreakableListener, Connection};
pub(crate) use delivery::FaultForm;
pub(crate) use ordered::Faults;
pub(crate) use reply::{Replied, Reply, with};
