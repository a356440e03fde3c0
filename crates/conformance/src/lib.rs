#![doc = include_str!("../README.md")]

mod call;
mod checked;
mod checks;
mod endpoint;
mod every_answer;
mod page;
mod received;
mod report;
mod run;
mod section;
mod session_command;
mod session_source;
mod shape;

pub use report::{CheckCounts, Say};
pub use run::{Conformance, run};
pub use section::ProtocolSection;
pub use session_command::SessionCommand;
pub use session_source::{MakingSession, SessionCase, SessionSource, SessionWish, ShopperToken};
