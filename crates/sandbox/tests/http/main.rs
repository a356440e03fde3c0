//! The sandbox over real HTTP.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod control;
mod faults;
mod listener;
mod merchant;
mod smart2pay;
