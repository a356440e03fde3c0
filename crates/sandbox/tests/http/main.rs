//! The sandbox over real HTTP.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod afterwards;
mod charge;
mod control;
mod faults;
mod hosted;
mod look_up;
mod merchant;
mod rules;
mod seed;
