//! What really happened at the simulated providers: the entries, the requests
//! that came, the cards.

mod card;
mod entry;
mod requests;

pub use card::SecurityCode;
pub use entry::Entry;
pub use requests::RequestCounts;

pub(crate) use card::{ControlCard, ShownCard, SimulatedCard, brand, seed};
pub(crate) use requests::Counts;
