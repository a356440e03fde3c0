//! What is stored and what may follow what.

pub mod operation_state;
pub mod state;
