//! A request that leaves in time or not at all.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::environment::deadline::Deadline;
use crate::environment::internet::cause::caused_by;

/// The request did not leave in time.
#[derive(Debug, thiserror::Error)]
#[error("too late to send")]
struct TooLate;

/// A request's body. The connection asks for it once it can be written to, and
/// writes nothing of the request before it has it: what is too late by then
/// does not leave, whether connecting took so long or the machine has slept.
///
/// One without bytes is asked at that moment whether it has any: it has none in
/// time, and is not to be had when it is late.
#[derive(Debug)]
struct Timely {
    body: Option<Bytes>,
    deadline: Deadline,
}

/// Makes a body that is handed out before the deadline alone.
pub(super) fn hold(body: Bytes, deadline: Deadline) -> reqwest::Body {
    reqwest::Body::wrap(Timely {
        body: Some(body),
        deadline,
    })
}

impl Body for Timely {
    type Data = Bytes;
    type Error = TooLate;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TooLate>>> {
        let late = self.deadline.may_be_over();
        let body = self.body.take();
        Poll::Ready(body.map(|body| {
            if late || body.is_empty() {
                Err(TooLate)
            } else {
                Ok(Frame::data(body))
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        let in_time = || !self.deadline.may_be_over();
        let none_left = |body: &Bytes| body.is_empty() && in_time();
        self.body.as_ref().is_none_or(none_left)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            // Of no known length, or it would not be asked for.
            Some(body) if body.is_empty() => SizeHint::default(),
            body => {
                let left = body.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(left).unwrap_or(u64::MAX))
            }
        }
    }
}

/// Tells whether it failed because it was too late.
pub(super) fn was_too_late(error: &reqwest::Error) -> bool {
    caused_by::<TooLate>(error).is_some()
}
