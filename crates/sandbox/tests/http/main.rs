//! The sandbox over real HTTP.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod breaking;
mod certitrade;
mod control;
mod costplus;
mod faults;
mod finpay;
mod help;
mod listener;
mod merchant;
mod shape;
mod smart2pay;
