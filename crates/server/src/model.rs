//! Defines what is stored, and which state may follow which.

pub mod attempt;
pub mod card;
pub mod consent;
pub(crate) mod described_words;
pub mod duplicate;
pub(crate) mod example;
pub mod operation;
pub mod operation_state;
pub mod order;
pub mod saving;
pub mod session;
pub mod state;
pub mod webhook;
