//! The messages between the widget and the server, as docs/protocol.md shows them.
//!
//! The server writes answers through `serde` and the widget reads them through
//! [`Json`], whoever parsed the bytes; the widget writes its request by hand,
//! so that the security code is never in a JSON value.

mod checkout;
mod json;
mod payment;
mod problem;
mod request;

pub use checkout::{CheckoutView, ExtendedView};
pub use json::{Json, Unreadable};
pub use payment::{Decline, PaymentView, Redirect};
pub use problem::ProblemView;
pub use request::{CancelRequest, PaymentRequest};
