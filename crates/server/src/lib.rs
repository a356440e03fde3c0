#![doc = include_str!("../README.md")]

pub mod address;
pub mod backup;
pub mod client_token;
pub mod config;
pub mod deployment;
pub mod environment;
pub mod fingerprint;
pub mod http;
mod listener;
pub mod log;
pub mod panic_report;
pub mod problem;
pub mod providers;

pub mod cards;
mod carry_out;
mod change_signal;
pub mod jobs;
mod key_hash;
mod leave_store;
mod metrics;
pub mod model;
pub mod operations;
mod operator_listener;
#[cfg(feature = "otlp")]
mod otlp;
pub mod payments;
pub mod recovery;
pub mod reference_key;
pub mod refusal;
pub mod registry;
pub mod reload;
mod replaceable;
pub mod review;
mod scrape;
pub mod server;
mod server_keys;
pub mod sessions;
pub mod stop_signal;
pub mod store;
mod tls_identity;
mod trace;
mod trace_parent;
pub mod vault;
pub mod webhooks;
mod write_probe;
