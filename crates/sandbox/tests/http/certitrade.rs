//! CertiTrade's dialect.

mod accounts;
mod afterwards;
mod charge;
mod client;
mod look_up;
mod pay_window;
mod rules;
mod seed;
mod signature;
