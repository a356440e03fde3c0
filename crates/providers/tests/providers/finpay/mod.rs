mod answers;
mod cards;
mod movements;
mod notifications;
mod properties;
mod purchases;
mod requests;
mod words;
