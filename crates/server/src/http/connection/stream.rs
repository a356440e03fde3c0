//! The socket as the HTTP library sees it: heads that were judged, bodies of
//! the length that was judged, no memory of what was read before.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::config::HttpSettings;
use crate::environment::{Environment, Timer};
use crate::http::connection::head::{self, Framing};
use crate::http::connection::held::{Arrival, Held};
use crate::http::connection::slots::{Answering, TakenSlot};
use crate::http::error::Error;

/// What the HTTP library reads in the place of a head that is refused.
const IN_ITS_PLACE: &[u8] = b"GET / HTTP/1.1\r\nhost: refused\r\nconnection: close\r\n\r\n";

/// A request whose head was handed on.
#[derive(Debug)]
pub(super) struct JudgedHead {
    /// What follows it, or why it is refused.
    pub(super) verdict: Result<Framing, Error>,
    /// Lasts until the answer is over.
    pub(super) answering: Answering,
}

/// The requests that the HTTP library has not come to yet.
pub(super) type Requests = Arc<Mutex<VecDeque<JudgedHead>>>;

/// A socket whose requests are judged and waited for no longer than the
/// settings say.
pub(super) struct CheckedStream<S> {
    socket: S,
    held: Held,
    /// So many bytes may be handed on before the next head.
    passes: u64,
    /// Nothing comes after what may be handed on.
    ended: bool,
    /// What is waited for, until [`Self::deadline`].
    waiting: Awaited,
    deadline: Timer,
    /// The client takes nothing, until [`Self::stall`].
    stalled: bool,
    stall: Timer,
    settings: HttpSettings,
    slot: TakenSlot,
    requests: Requests,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    /// For nothing: a request is being read or answered.
    No,
    /// For a request's first byte.
    Request,
    /// For the end of its head.
    Head,
}

impl<S: AsyncRead + Unpin> CheckedStream<S> {
    pub(super) fn new(
        socket: S,
        slot: TakenSlot,
        settings: &HttpSettings,
        environment: &Environment,
        requests: Requests,
    ) -> Self {
        slot.waits();
        Self {
            socket,
            held: Held::new(),
            passes: 0,
            ended: false,
            // Who connects wants to ask: the first request has a head's time.
            waiting: Awaited::Request,
            deadline: environment.timer(settings.header_timeout),
            stalled: false,
            stall: environment.timer(settings.write_timeout),
            settings: settings.clone(),
            slot,
            requests,
        }
    }

    /// Hands on what may be handed on.
    fn pass(&mut self, task: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let most = usize::try_from(self.passes)
            .unwrap_or(usize::MAX)
            .min(into.remaining());
        let held = self.held.bytes();
        let taken = if held.is_empty() {
            let mut part = into.take(most);
            ready!(Pin::new(&mut self.socket).poll_read(task, &mut part))?;
            let taken = part.filled().len();
            into.advance(taken);
            taken
        } else {
            let taken = most.min(held.len());
            into.put_slice(held.get(..taken).unwrap_or_default());
            self.held.let_go(taken);
            taken
        };
        // A body in chunks has no end here.
        if self.passes < u64::MAX {
            self.passes -= u64::try_from(taken).unwrap_or(self.passes);
        }
        Poll::Ready(Ok(()))
    }

    /// Reads until a head is there and judged; `false` where none will come.
    fn poll_head(&mut self, task: &mut Context<'_>) -> Poll<io::Result<bool>> {
        loop {
            match self.held.look() {
                Arrival::Whole(length) => {
                    let head = self.held.bytes().get(..length).unwrap_or_default();
                    match head::check(head) {
                        Ok(framing) => self.take_on(length, framing),
                        Err(error) => self.refuse(error),
                    }
                    return Poll::Ready(Ok(true));
                }
                Arrival::TooLong => {
                    self.refuse(Error::HeadTooLarge);
                    return Poll::Ready(Ok(true));
                }
                Arrival::BareLineFeed => {
                    self.refuse(Error::Malformed("a line does not end with CR LF"));
                    return Poll::Ready(Ok(true));
                }
                Arrival::Partial => {}
            }
            match self.poll_socket(task) {
                Poll::Ready(count) => {
                    if count? == 0 {
                        return Poll::Ready(Ok(false));
                    }
                    self.wait_for(Awaited::Head, self.settings.header_timeout);
                }
                Poll::Pending => {
                    ready!(Pin::new(&mut self.deadline).poll(task));
                    if self.waiting == Awaited::Head {
                        self.refuse(Error::Slow);
                        return Poll::Ready(Ok(true));
                    }
                    return Poll::Ready(Ok(false));
                }
            }
        }
    }

    fn poll_socket(&mut self, task: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut free = ReadBuf::new(self.held.free());
        ready!(Pin::new(&mut self.socket).poll_read(task, &mut free))?;
        let count = free.filled().len();
        self.held.filled(count);
        Poll::Ready(Ok(count))
    }

    fn wait_for(&mut self, what: Awaited, within: std::time::Duration) {
        if self.waiting != what {
            self.waiting = what;
            self.deadline.reset(within);
        }
    }

    fn take_on(&mut self, length: usize, framing: Framing) {
        self.passes = match framing {
            Framing::Length(body) => u64::try_from(length).map_or(body, |head| {
                // As good as endless, and not what stands for chunks.
                head.saturating_add(body).min(u64::MAX - 1)
            }),
            Framing::Chunked => u64::MAX,
        };
        self.hand_on(Ok(framing));
    }

    /// Has the request answered by its error, and reads no other one.
    fn refuse(&mut self, error: Error) {
        self.held.replace(IN_ITS_PLACE);
        self.passes = u64::try_from(IN_ITS_PLACE.len()).unwrap_or_default();
        self.ended = true;
        self.hand_on(Err(error));
    }

    fn hand_on(&mut self, verdict: Result<Framing, Error>) {
        self.waiting = Awaited::No;
        let judged = JudgedHead {
            verdict,
            answering: self.slot.answers(),
        };
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push_back(judged);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for CheckedStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // The HTTP library reads into memory that it has used before: a body
        // with a security code stands there until this overwrites it.
        into.initialize_unfilled().fill(0);
        if this.passes > 0 {
            return this.pass(task, into);
        }
        if this.ended {
            return Poll::Pending;
        }
        if this.slot.poll_answered(task).is_pending() {
            // Only whether the client goes away; what it asks next has time.
            if this.held.bytes().is_empty() && ready!(this.poll_socket(task))? == 0 {
                return Poll::Ready(Ok(()));
            }
            return Poll::Pending;
        }
        if this.waiting == Awaited::No {
            this.slot.waits();
            this.wait_for(Awaited::Request, this.settings.idle_timeout);
            if !this.held.bytes().is_empty() {
                this.wait_for(Awaited::Head, this.settings.header_timeout);
            }
        }
        if ready!(this.poll_head(task))? {
            return this.pass(task, into);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> CheckedStream<S> {
    /// Fails where the client has taken nothing for too long.
    fn unless_stalled<T>(
        &mut self,
        task: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.stalled = false;
            return polled;
        }
        if !self.stalled {
            self.stalled = true;
            self.stall.reset(self.settings.write_timeout);
        }
        ready!(Pin::new(&mut self.stall).poll(task));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CheckedStream<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.socket).poll_write(task, bytes);
        this.unless_stalled(task, polled)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.socket).poll_write_vectored(task, parts);
        this.unless_stalled(task, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        // TLS takes what it is given before the client takes any of it.
        let this = self.get_mut();
        let polled = Pin::new(&mut this.socket).poll_flush(task);
        this.unless_stalled(task, polled)
    }

    fn poll_shutdown(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.socket).poll_shutdown(task);
        this.unless_stalled(task, polled)
    }
}

#[cfg(test)]
mod tests;
