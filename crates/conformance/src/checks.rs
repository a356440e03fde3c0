//! The checks, by what they are about.

pub mod cards;
pub mod declining;
pub mod forms;
pub mod hosted;
pub mod lost;
pub mod origins;
pub mod paying;
pub mod racing;
pub mod security_codes;
pub mod sessions;
