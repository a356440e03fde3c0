#![doc = include_str!("../README.md")]

pub mod address;
pub mod client_token;
pub mod clock;
pub mod config;
pub mod engine;
pub mod fingerprint;
pub mod http;
mod listener;
pub mod problem;
pub mod provider_client;
pub mod providers;
pub mod random;

pub mod review;
pub mod server;
pub mod store;
pub mod vault;
