#![doc = include_str!("../README.md")]

mod answer;
mod http;
mod json;
mod provider;
mod secret;
pub mod smart2pay;

pub use answer::{Answer, NotReadable, Outcome};
pub use http::{HttpRequest, HttpResponse, Method};
pub use provider::{Capabilities, Charge, LookUp, Provider, ProviderName, Reference};
pub use secret::Secret;
