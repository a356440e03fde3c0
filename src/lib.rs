//! Draws the inside of `<one-click-checkout>`.
//!
//! The script defines the element, starts everything and hands over
//! ([`attach()`]); [`flow`] decides, `registry` does what it asks, and the
//! views draw it.

mod attach;
mod client;
mod cut;
pub mod flow;
mod messages;
mod registry;
mod storage;
mod view;

pub use attach::{View, attach};
pub use client::Client;
