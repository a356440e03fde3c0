mod answers;
mod cards;
mod new_cards;
mod notifications;
mod operations;
mod properties;
mod requests;
pub(crate) mod words;
