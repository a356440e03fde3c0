//! Bodies of answers that end too soon, or never.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::Bytes;
use http_body::Frame;

/// How much of an answer without an end there is at most, lest a server that
/// reads on fills the memory: no server reads so much.
pub const FLOOD: usize = 64 << 20;

/// A body that goes on with blanks, which end no JSON and spoil none.
pub struct Endless {
    next: Bytes,
    left: usize,
    poured: Arc<AtomicUsize>,
}

impl Endless {
    /// Begins with these bytes; counts into `poured` what is taken.
    pub fn behind(bytes: Bytes, poured: &Arc<AtomicUsize>) -> Self {
        Self {
            next: bytes,
            left: FLOOD,
            poured: Arc::clone(poured),
        }
    }
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let next = std::mem::replace(&mut self.next, Bytes::from_static(&[b' '; 16_384]));
        self.poured.fetch_add(next.len(), Ordering::Relaxed);
        self.left = self.left.saturating_sub(next.len());
        Poll::Ready((self.left > 0).then_some(Ok(Frame::data(next))))
    }
}

/// A body that breaks off before its first byte.
pub struct Broken;

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("it breaks off"))))
    }
}
