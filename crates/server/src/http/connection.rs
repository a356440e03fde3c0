//! One connection: HTTP/1 over a socket that is watched.

mod head;
mod held;
mod slots;
mod stream;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use http::HeaderValue;
use http::header::CONNECTION;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

pub(crate) use crate::http::connection::slots::{Slots, TakenSlot};

use crate::config::HttpSettings;
use crate::environment::Environment;
use crate::http::connection::head::Framing;
use crate::http::connection::slots::Answering;
use crate::http::connection::stream::{CheckedStream, JudgedHead, Requests};
use crate::http::error::Error;
use crate::tls_identity::TlsIdentity;

/// The HTTP library's buffers: a whole body of the largest kind and no more.
const BUFFER: usize = 16 * 1024;

/// Serves a connection by TLS as [`serve`] does, after a handshake that has a head's time.
/// Who only connects waits as one that asks nothing: its slot can be given to another.
pub(crate) async fn serve_tls(
    socket: TcpStream,
    identity: &TlsIdentity,
    slot: TakenSlot,
    router: Router,
    settings: &HttpSettings,
    environment: &Environment,
    stop: &CancellationToken,
) {
    let leave = slot.leave();
    slot.waits();
    let handshake = identity.acceptor().accept(socket);
    let shaken = tokio::select! {
        shaken = environment.timeout(settings.header_timeout, handshake) => shaken,
        () = leave.cancelled() => None,
        () = stop.cancelled() => None,
    };
    match shaken {
        Some(Ok(stream)) => serve(stream, slot, router, settings, environment, stop).await,
        Some(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        None => {}
    }
}

/// Serves a connection until one of both sides ends it, its slot is needed for
/// another, or `stop` comes: then the answer under way still goes out.
pub(crate) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    socket: S,
    slot: TakenSlot,
    router: Router,
    settings: &HttpSettings,
    environment: &Environment,
    stop: &CancellationToken,
) {
    let leave = slot.leave();
    let requests = Requests::default();
    let checked = Arc::clone(&requests);
    let stream = CheckedStream::new(socket, slot, settings, environment, checked);
    let service = service_fn(|request| answer(router.clone(), request, next(&requests)));
    let mut serving = core::pin::pin!(
        http1::Builder::new()
            // The stream has the times: this library knows none for an idle
            // connection, and would take a half request for one under way.
            .header_read_timeout(None)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service)
    );
    let told = tokio::select! {
        ended = serving.as_mut() => Some(ended),
        () = leave.cancelled() => None,
        () = stop.cancelled() => None,
    };
    let ended = if let Some(ended) = told {
        ended
    } else {
        serving.as_mut().graceful_shutdown();
        serving.await
    };
    if let Err(error) = ended {
        // A client that went away, most often.
        tracing::debug!(%error, "a connection broke");
    }
}

/// Returns what was judged of the request that the HTTP library has come to.
fn next(requests: &Requests) -> Option<JudgedHead> {
    let mut requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
    requests.pop_front()
}

async fn answer(
    router: Router,
    request: http::Request<Incoming>,
    judged: Option<JudgedHead>,
) -> Result<Response, Infallible> {
    let mut request: Request = request.map(Body::new);
    let (verdict, answering) = match judged {
        Some(judged) => (judged.verdict, Some(judged.answering)),
        // Never: every head that is handed on was judged.
        None => (Err(Error::Malformed("where it begins is not clear")), None),
    };
    let is_last = !matches!(verdict, Ok(Framing::Length(_)));
    if let Err(error) = verdict {
        request.extensions_mut().insert(Arc::new(error));
    }
    let mut response = router.oneshot(request).await?;
    if is_last {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    Ok(response.map(|body| {
        Body::new(AnswerBody {
            body,
            _answering: answering,
        })
    }))
}

/// An answer's body: while it is there, the answer is not over.
struct AnswerBody {
    body: Body,
    _answering: Option<Answering>,
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(task)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
