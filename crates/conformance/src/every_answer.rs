//! What every answer has, whatever was asked: its headers and the members of a problem.

use crate::call::EndpointCall;
use crate::received::EndpointAnswer;
use crate::section::ProtocolSection;

/// What pages must be allowed to read.
const EXPOSED: [&str; 3] = ["request-id", "retry-after", "idempotent-replayed"];

/// Lists what an answer lacks.
pub fn lacks(call: &EndpointCall, answer: &EndpointAnswer) -> Vec<(ProtocolSection, String)> {
    let mut found = Vec::new();
    let kind = if answer.status < 400 {
        "an answer"
    } else {
        "an error"
    };
    if let Some(origin) = &call.origin {
        origins(answer, origin, kind, &mut found);
    }
    if !lists(&answer.header("cache-control"), "no-store") {
        found.push((
            ProtocolSection::Serving,
            format!("{kind} lacks `Cache-Control: no-store`"),
        ));
    }
    let id = answer.header("request-id");
    if !(1..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        found.push((
            ProtocolSection::Common,
            format!("{kind} lacks `Request-Id`: 1 to 128 printable characters without a space"),
        ));
    }
    if answer.status >= 400 {
        problem(answer, &id, &mut found);
    } else if (300..400).contains(&answer.status) {
        found.push((
            ProtocolSection::Serving,
            String::from("a request is redirected, which no page follows"),
        ));
    } else if !answer
        .header("content-type")
        .starts_with("application/json")
    {
        found.push((
            ProtocolSection::Common,
            String::from("an answer is not announced as `application/json`"),
        ));
    }
    found
}

fn origins(
    answer: &EndpointAnswer,
    origin: &str,
    kind: &str,
    found: &mut Vec<(ProtocolSection, String)>,
) {
    let mut miss = |words: String| found.push((ProtocolSection::Serving, words));
    if answer.header("access-control-allow-origin") != *origin {
        miss(format!(
            "{kind} lacks `Access-Control-Allow-Origin` with the page's origin"
        ));
    }
    if !lists(&answer.header("vary"), "origin") {
        miss(format!("{kind} lacks `Vary: Origin`"));
    }
    let exposed = answer.header("access-control-expose-headers");
    for name in EXPOSED {
        if !lists(&exposed, name) {
            miss(format!(
                "{kind} lacks `{name}` in `Access-Control-Expose-Headers`"
            ));
        }
    }
}

fn problem(answer: &EndpointAnswer, id: &str, found: &mut Vec<(ProtocolSection, String)>) {
    let mut miss = |words: &str| found.push((ProtocolSection::Common, String::from(words)));
    if !answer
        .header("content-type")
        .starts_with("application/problem+json")
    {
        miss("an error is not announced as `application/problem+json`");
    }
    if answer.text("code").is_empty() {
        miss("an error has no `code`: it must be a text");
    }
    if answer.text("detail").is_empty() {
        miss("an error has no `detail`: it must say what would be right");
    }
    if answer.text("request_id") != id {
        miss("an error's `request_id` is not the `Request-Id` of its answer");
    }
    let status = answer.body.get("status");
    if status.is_none_or(|status| status.as_u64() != Some(answer.status.into())) {
        miss("an error's `status` is not the status of its answer");
    }
    let code = answer.text("code");
    if code == "request.field" && answer.text("field").is_empty() {
        miss("`request.field` has no `field` that names the member");
    }
}

/// Tells whether a header's list has this entry.
pub fn lists(header: &str, entry: &str) -> bool {
    let mut entries = header.split(',').map(str::trim);
    entries.any(|one| one.eq_ignore_ascii_case(entry))
}
