//! Everything that is not a pure function of its input: clock, randomness, and
//! the client for providers.

mod clock;
mod provider_client;
pub mod random;

pub use self::clock::{Clock, Moment};
pub use self::provider_client::{ProviderClient, Received, SendError};
