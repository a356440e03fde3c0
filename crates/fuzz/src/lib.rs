#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    reason = "a reader panics where a rule is broken: that is what is looked for"
)]

mod byte_reader;
mod configuration;
mod message;
mod provider;
mod purchase;
mod request;
mod response;
pub mod seeds;
mod words;

pub use byte_reader::ByteReader;

/// Lists every reader of bytes from outside.
pub fn every_reader() -> Vec<ByteReader> {
    let mut readers = provider::readers();
    readers.extend(words::readers());
    readers.extend(message::readers());
    readers.extend(configuration::readers());
    readers.extend(request::readers());
    readers
}
