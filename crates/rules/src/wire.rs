//! The messages between the widget and the server, as docs/protocol.md shows them.
//!
//! `serde` derives how each is written and read. The server reads and writes through
//! `serde_json`; the widget writes its requests by it and reads by [`read`], over the
//! value that the browser parsed.

mod card;
mod checkout;
mod json;
mod member;
mod payment;
mod problem;
mod reader;
mod request;
mod unreadable;

pub use checkout::{CheckoutView, ExtendedView, LimitedView, NewCardView};
pub use json::Json;
pub use payment::{Decline, PaymentView, Redirect};
pub use problem::ProblemView;
pub use reader::read;
pub use request::{CancelRequest, PaymentRequest, RequestedCard, SaveConsent};
pub use unreadable::Unreadable;
