mod accounts;
mod answers;
mod requests;
mod rules;
mod words;
