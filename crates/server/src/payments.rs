//! Payments: created, sent, looked up and settled; duplicate charges and what waits for
//! a person.

pub(crate) mod cancel_open;
pub mod create;
pub(crate) mod duplicate;
pub(crate) mod limits;
pub(crate) mod look_up;
pub(crate) mod look_up_times;
pub(crate) mod notified;
pub(crate) mod returned;
pub mod review;
pub(crate) mod send;
pub(crate) mod settle;
pub mod standing;
pub(crate) mod view;
pub(crate) mod watches;
