//! Background work, taken by lease.

pub(crate) mod background;
pub(crate) mod breaker;
pub(crate) mod due;
pub(crate) mod job;
pub(crate) mod lanes;
pub(crate) mod leases;
pub(crate) mod mistimed;
pub(crate) mod rounds;
pub(crate) mod supervise;
pub mod worker;
