//! A provider's answer out of a reader's bytes.

use oneclick_providers::HttpResponse;
use serde_json::Value;

/// What parts the answers of a call that asks more than once.
const NEXT: &[u8] = b"\n%%\n";

/// Reads a line `200 application/json` and the body behind it; without such a line all is
/// the body, answered by 200 in JSON.
pub(crate) fn response(bytes: &[u8]) -> HttpResponse<'_> {
    with_head(bytes).unwrap_or(HttpResponse {
        status: 200,
        content_type: Some("application/json"),
        body: bytes,
    })
}

/// Reads one answer after the other.
pub(crate) fn responses(bytes: &[u8]) -> Vec<HttpResponse<'_>> {
    let mut rest = bytes;
    let mut read = Vec::new();
    while let Some(end) = rest.windows(NEXT.len()).position(|part| part == NEXT) {
        let (one, more) = rest.split_at(end);
        read.push(response(one));
        rest = more.get(NEXT.len()..).unwrap_or_default();
    }
    read.push(response(rest));
    read
}

/// Parts the first line from what is behind it.
pub(crate) fn first_line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at(end);
    Some((core::str::from_utf8(line).ok()?, rest.get(1..)?))
}

fn with_head(bytes: &[u8]) -> Option<HttpResponse<'_>> {
    let (line, body) = first_line(bytes)?;
    let (status, kind) = line.split_once(' ')?;
    Some(HttpResponse {
        status: status.parse().ok()?,
        content_type: Some(kind).filter(|kind| !kind.is_empty()),
        body,
    })
}

/// Tells whether a JSON body has the text as one of its values, as text or as a number.
pub(crate) fn says(body: &[u8], text: &str) -> bool {
    serde_json::from_slice(body).is_ok_and(|value| holds(&value, text))
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Number(own) => own.to_string() == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => members.values().any(|member| holds(member, text)),
        Value::Null | Value::Bool(_) => false,
    }
}
