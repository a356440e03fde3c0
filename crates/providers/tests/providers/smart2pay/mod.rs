mod answers;
mod properties;
mod requests;
mod words;
