pub(crate) mod answers;
mod cards;
mod money;
mod new_cards;
mod notifications;
mod properties;
mod purchase;
mod requests;
pub(crate) mod words;
