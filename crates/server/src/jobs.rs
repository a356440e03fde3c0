//! Background work, taken by lease.

pub(crate) mod background;
pub(crate) mod breaker;
pub(crate) mod job;
pub(crate) mod lanes;
pub(crate) mod leases;
pub(crate) mod mistimed;
pub(crate) mod retention;
pub(crate) mod rounds;
pub(crate) mod steady;
pub(crate) mod supervise;
pub(crate) mod sweeps;
pub mod worker;
