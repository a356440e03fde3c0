//! The messages that a shopper reads, by their keys; the texts are in `src/languages`.

mod choice;
mod key;

pub use key::MessageKey;
