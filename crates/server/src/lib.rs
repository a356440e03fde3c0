//! The checkout server: HTTP API, payment engine, store.

pub mod config;
pub mod http;
pub mod problem;
pub mod random;
pub mod vault;
