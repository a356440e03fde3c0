#![doc = include_str!("../README.md")]
mod certitrade;
mod clock;
mod control;
mod costplus;
mod faults;
mod finpay;
mod hosted_pages;
mod ledger;
mod members;
mod notifications;
mod provider;
mod providers;
mod random;
mod sandbox;
mod settings;
mod simulation;
mod smart2pay;
mod words;

pub use faults::{Behaviour, Rule};
pub use ledger::{Entry, RequestCounts, SecurityCode};
pub use notifications::{Courier, PostedNotification};
pub use provider::SandboxProvider;
pub use sandbox::Sandbox;
pub use settings::{Credentials, SandboxSettings};
