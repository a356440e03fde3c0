mod answers;
mod cards;
mod first_payments;
mod movements;
mod notifications;
mod properties;
mod requests;
pub(crate) mod words;
