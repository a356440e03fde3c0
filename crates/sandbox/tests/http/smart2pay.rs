//! Smart2Pay's dialect.

mod afterwards;
mod charge;
mod fraud;
mod hosted;
mod look_up;
mod notifications;
mod rules;
mod seed;
mod tokens;
