pub(crate) mod answers;
mod cards;
mod first;
mod money;
mod notifications;
mod properties;
mod purchase;
mod requests;
pub(crate) mod words;
