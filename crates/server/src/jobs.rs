//! Background work, taken by lease.

pub(crate) mod breaker;
pub(crate) mod lanes;
pub(crate) mod leases;
pub(crate) mod mistimed;
pub(crate) mod supervise;
pub mod worker;
