//! What has made a request fail.

use std::error::Error;
use std::io;

/// Returns the error of this type among what has caused another.
pub(super) fn caused_by<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        cause = inner(error);
    }
    None
}

/// Returns the next cause. An `io::Error` names as its cause that of the error it holds.
fn inner<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(holding) => match holding.get_ref() {
            Some(held) => Some(held),
            None => None,
        },
        None => error.source(),
    }
}
