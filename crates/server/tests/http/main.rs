//! The server over real HTTP, with the sandbox in the provider's place.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod bad_input;
mod cards;
mod crowd;
mod everywhere;
mod faults;
mod guessing;
mod keys;
mod late;
mod notifications;
mod once;
mod origins;
mod page;
mod process;
mod redirects;
mod secrets;
mod sessions;
mod widget_files;
mod world;
