#![doc = include_str!("../README.md")]

pub mod address;
pub mod client_token;
pub mod config;
pub mod engine;
pub mod environment;
pub mod fingerprint;
pub mod http;
mod listener;
pub mod problem;
pub mod providers;

pub mod review;
pub mod server;
pub mod store;
pub mod vault;
