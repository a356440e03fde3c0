//! Sends spans to a collector, by OTLP over HTTP, as protobuf.

mod collector;

use core::num::{NonZeroU64, NonZeroU128};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use http::StatusCode;
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt as _,
    TraceFlags, TraceId, TraceState, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{
    Protocol, SpanExporter as OtlpExporter, WithExportConfig as _, WithHttpConfig as _,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, Span};

use crate::environment::{ExportedSpan, SpanExporter, TracedWork};
use crate::otlp::collector::Collector;
use crate::trace_parent::TraceParent;

/// How long the collector may take to answer, and a stop to send what is left.
const WITHIN: Duration = Duration::from_secs(3);

/// Makes what sends spans to a collector's whole address, in batches and from a thread of its
/// own: no request waits for it, and what a collector does not take is lost.
///
/// # Errors
/// Fails if the HTTP client cannot start.
pub(crate) fn exporter(endpoint: &str) -> anyhow::Result<Arc<dyn SpanExporter>> {
    let exporter = OtlpExporter::builder()
        .with_http()
        .with_http_client(Collector::new(WITHIN)?)
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .with_timeout(WITHIN)
        .build()
        .context("cannot start what sends spans")?;
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder_empty()
        .with_service_name("oneclick")
        .with_attribute(version);
    let provider = SdkTracerProvider::builder()
        .with_resource(resource.build())
        .with_batch_exporter(exporter)
        .build();
    let tracer = provider.tracer("oneclick");
    Ok(Arc::new(Collected { provider, tracer }))
}

/// Spans of which a collector is told.
#[derive(Debug)]
struct Collected {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl SpanExporter for Collected {
    fn open(&self, parent: Option<TraceParent>, work: TracedWork<'_>) -> Box<dyn ExportedSpan> {
        let above = parent.map_or_else(Context::new, |parent| {
            Context::new().with_remote_span_context(context(parent))
        });
        let begun = described(work).start_with_context(&self.tracer, &above);
        Box::new(CollectedSpan(begun))
    }

    fn flush(&self) {
        if let Err(error) = self.provider.shutdown_with_timeout(WITHIN) {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

/// A span under way; it ends when it is dropped.
#[derive(Debug)]
struct CollectedSpan(Span);

impl ExportedSpan for CollectedSpan {
    fn place(&self) -> Option<TraceParent> {
        let context = self.0.span_context();
        let trace = u128::from_be_bytes(context.trace_id().to_bytes());
        let span = u64::from_be_bytes(context.span_id().to_bytes());
        Some(TraceParent::new(
            NonZeroU128::new(trace)?,
            NonZeroU64::new(span)?,
            context.is_sampled(),
        ))
    }

    fn answered(&mut self, status: StatusCode) {
        let code = i64::from(status.as_u16());
        self.0
            .set_attribute(KeyValue::new("http.response.status_code", code));
        if status.is_server_error() {
            self.failed();
        }
    }

    fn failed(&mut self) {
        self.0.set_status(Status::error(""));
    }
}

/// Names the work, and lists its attributes.
fn described(work: TracedWork<'_>) -> SpanBuilder {
    let text = |name: &'static str, value: &str| KeyValue::new(name, String::from(value));
    let (name, kind, attributes) = match work {
        TracedWork::Request {
            method,
            route,
            request_id,
        } => (
            format!("{} {route}", shown(method)),
            SpanKind::Server,
            vec![
                text("http.request.method", shown(method)),
                text("http.route", route),
                text("oneclick.request_id", request_id),
            ],
        ),
        TracedWork::ProviderCall { provider, request } => (
            format!("{provider} {request}"),
            SpanKind::Client,
            vec![
                text("oneclick.provider", provider.as_str()),
                text("oneclick.request", request),
            ],
        ),
        TracedWork::WebhookTry { kind } => (
            format!("webhook {kind}"),
            SpanKind::Client,
            vec![text("oneclick.webhook", kind)],
        ),
    };
    SpanBuilder::from_name(name)
        .with_kind(kind)
        .with_attributes(attributes)
}

/// Returns a method that is one of ours: any other is a text from outside.
fn shown(method: &http::Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "_OTHER",
    }
}

fn context(parent: TraceParent) -> SpanContext {
    let (trace, span, is_sampled) = parent.parts();
    SpanContext::new(
        TraceId::from_bytes(trace.get().to_be_bytes()),
        SpanId::from_bytes(span.get().to_be_bytes()),
        if is_sampled {
            TraceFlags::SAMPLED
        } else {
            TraceFlags::default()
        },
        true,
        TraceState::default(),
    )
}
