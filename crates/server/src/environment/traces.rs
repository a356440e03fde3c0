//! Spans: what was done for a request of a trace, and for how long.

use core::fmt::Debug;
use core::num::NonZeroU64;
use std::sync::Arc;

use http::{Method, StatusCode};
use oneclick_providers::ProviderName;

use crate::environment::random::Random;
use crate::trace_parent::TraceParent;

/// What a span is of. These are all of its attributes: none is of a shopper, a card or an
/// order, and no text from outside is among them.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "otlp"),
    expect(dead_code, reason = "an exporter alone reads it")
)]
pub(crate) enum TracedWork<'a> {
    /// A request to this server, by its id in the log.
    Request {
        /// Its method.
        method: &'a Method,
        /// Its route's template.
        route: &'a str,
        /// What names it in the log.
        request_id: &'a str,
    },
    /// A request to a provider: what it is asked for, as metrics name it.
    ProviderCall {
        /// The provider.
        provider: ProviderName,
        /// `move_money`, `change` or `read`.
        request: &'static str,
    },
    /// A webhook's try, by the webhook's type.
    WebhookTry {
        /// Such as `payment.succeeded`.
        kind: &'a str,
    },
}

/// Sends spans to whoever collects them.
pub(crate) trait SpanExporter: Debug + Send + Sync {
    /// Begins a span, below `parent` or as the first of a trace.
    fn open(&self, parent: Option<TraceParent>, work: TracedWork<'_>) -> Box<dyn ExportedSpan>;

    /// Sends what was not sent yet, which may take a few seconds: the thread waits.
    fn flush(&self);
}

/// A span under way: it ends when it is dropped.
pub(crate) trait ExportedSpan: Debug + Send {
    /// Returns its place in the trace.
    fn place(&self) -> Option<TraceParent>;

    /// Notes what it was answered with.
    fn answered(&mut self, status: StatusCode);

    /// Notes that it was not answered.
    fn failed(&mut self);
}

/// Begins spans: with a trace of the caller's alone they only have a place in it, with an
/// exporter they are sent, too.
#[derive(Clone, Debug)]
pub(crate) struct Traces {
    random: Random,
    exporter: Option<Arc<dyn SpanExporter>>,
}

/// A span under way, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct OpenSpan {
    place: Option<TraceParent>,
    exported: Option<Box<dyn ExportedSpan>>,
}

impl Traces {
    pub(super) fn new(random: Random) -> Self {
        Self {
            random,
            exporter: None,
        }
    }

    /// Sends the spans from now on.
    #[cfg(feature = "otlp")]
    pub(super) fn export(&mut self, exporter: Arc<dyn SpanExporter>) {
        self.exporter = Some(exporter);
    }

    /// Begins a span below `parent`; where there is none, one is the first of a trace if it is
    /// sent to anybody.
    pub(crate) fn open(&self, parent: Option<TraceParent>, work: TracedWork<'_>) -> OpenSpan {
        if let Some(exporter) = &self.exporter {
            let exported = exporter.open(parent, work);
            return OpenSpan {
                place: exported.place(),
                exported: Some(exported),
            };
        }
        let own_id = || NonZeroU64::new(u64::from_be_bytes(self.random.bytes().ok()?));
        OpenSpan {
            place: parent.and_then(|parent| Some(parent.child(own_id()?))),
            exported: None,
        }
    }

    /// Sends the spans that were not sent yet.
    pub(crate) async fn flush(&self) {
        if let Some(exporter) = self.exporter.clone() {
            // What is lost is spans.
            let _ = tokio::task::spawn_blocking(move || exporter.flush()).await;
        }
    }
}

impl OpenSpan {
    /// Returns its place in the trace, for what is done in it; `None` without a trace.
    pub(crate) fn place(&self) -> Option<TraceParent> {
        self.place
    }

    /// Notes what it was answered with.
    pub(crate) fn answered(&mut self, status: StatusCode) {
        if let Some(exported) = &mut self.exported {
            exported.answered(status);
        }
    }

    /// Notes that it was not answered.
    pub(crate) fn failed(&mut self) {
        if let Some(exported) = &mut self.exported {
            exported.failed();
        }
    }
}
