//! What becomes of requests to a provider, and the answers to those that are spoilt.

use axum::body::Body;
use axum::response::Response;

use crate::stage::bodies::Broken;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It arrives and its answer breaks off.
    Lost,
    /// It never arrives, and the answer breaks off.
    Dropped,
    /// It arrives and is answered with a fault of the provider's.
    Error500,
    /// It never arrives, and is answered with a fault of the provider's.
    Error500Dropped,
    /// It arrives and is answered with bytes that are not JSON.
    Garbage,
    /// It waits until its sender gives up.
    Hangs,
    /// It arrives, and its answer waits until it is let go.
    Held,
    /// It waits until it is let go, and arrives then.
    Delayed,
    /// It arrives, and its answer waits until it is let go and breaks off.
    HeldLost,
    /// It arrives, and behind its answer come blanks without an end.
    Endless,
    /// It arrives and is answered with this status and this JSON.
    Says(u16, &'static str),
    /// It arrives and is answered, by a clock that shows this.
    Dated(&'static str),
    /// It never arrives, and is answered with this status and this JSON.
    SaysDropped(u16, &'static str),
}

/// An answer that says nothing: an empty fault of the provider's, bytes that
/// are not JSON, or one that breaks off.
pub fn spoilt(fault: Option<Fault>) -> Response {
    let (status, body) = match fault {
        Some(Fault::Error500 | Fault::Error500Dropped) => (500, Body::empty()),
        Some(Fault::Says(status, text) | Fault::SaysDropped(status, text)) => {
            (status, Body::from(text))
        }
        Some(Fault::Garbage) => (200, Body::from("\u{1}not JSON")),
        _ => (200, Body::new(Broken)),
    };
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body)
        .unwrap()
}
