//! What is stored and what may follow what.

pub mod attempt;
pub mod card;
pub mod consent;
pub mod duplicate;
pub mod operation;
pub mod operation_state;
pub mod order;
pub mod saving;
pub mod session;
pub mod state;
