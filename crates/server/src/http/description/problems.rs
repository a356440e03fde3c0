//! The answers of each call that are not successes, and the headers of all of them.

pub(super) mod codes;
pub(super) mod statuses;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::http::description::examples::problems::all;
use crate::http::description::place::{at, example, operations};
use crate::http::description::problems::codes::{
    ANY, OF_BODY, OF_CALL, OF_CLIENT_TOKEN, OF_KEY, OF_PATH, OF_QUERY, OF_SECRET_KEY,
};
use crate::http::description::problems::statuses::status;
use crate::http::error::problem_schema;

/// Describes the errors of each call, and what every answer has in its head.
pub fn add(document: &mut Value) {
    let schemas = at(document, &["components", "schemas"]);
    for (name, schema) in problem_schema() {
        *at(schemas, &[&name]) = json!(schema);
    }
    for (name, described) in headers() {
        *at(document, &["components", "headers", name]) = described;
    }
    let shown = all();
    for (code, body) in &shown {
        *at(document, &["components", "examples", code, "value"]) = body.clone();
    }
    let shown: Vec<&str> = shown.iter().map(|(code, _)| *code).collect();
    let mut shared = Map::new();
    for operation in operations(document) {
        let codes = codes_of(operation);
        let is_keyed = takes(operation, "header");
        let Some(responses) = at(operation, &["responses"]).as_object_mut() else {
            continue;
        };
        for (_, success) in responses.iter_mut() {
            let replayed = is_keyed.then_some("Idempotent-Replayed");
            *at(success, &["headers"]) = of_answer(replayed);
        }
        for (status, codes) in codes {
            let mut described = described(status, &codes, &shown);
            // What many calls say alike stands once.
            if codes.len() <= 2 {
                let name = codes.join("-");
                let reference = json!({ "$ref": format!("#/components/responses/{name}") });
                shared.insert(name, core::mem::replace(&mut described, reference));
            }
            responses.insert(status.to_string(), described);
        }
    }
    *at(document, &["components", "responses"]) = Value::Object(shared);
}

/// Lists the codes that a call may be answered with, by their status.
fn codes_of(operation: &Value) -> BTreeMap<u16, Vec<&'static str>> {
    let id = operation["operationId"].as_str().unwrap_or_default();
    let own = OF_CALL.iter().find(|(call, _)| *call == id);
    let mut lists = vec![ANY];
    lists.extend(own.into_iter().flat_map(|(_, lists)| lists.iter().copied()));
    let secured = |scheme: &str| {
        operation
            .pointer(&format!("/security/0/{scheme}"))
            .is_some()
    };
    let conditions = [
        (secured("secret_key"), OF_SECRET_KEY),
        (secured("client_token"), OF_CLIENT_TOKEN),
        (operation.get("requestBody").is_some(), OF_BODY),
        (takes(operation, "path"), OF_PATH),
        (takes(operation, "query"), OF_QUERY),
        (takes(operation, "header"), OF_KEY),
    ];
    lists.extend(
        conditions
            .iter()
            .filter(|(met, _)| *met)
            .map(|(_, list)| *list),
    );
    let mut by_status = BTreeMap::<u16, Vec<&str>>::new();
    for code in lists.into_iter().flatten() {
        let codes = by_status.entry(status(code)).or_default();
        if !codes.contains(code) {
            codes.push(code);
        }
    }
    by_status
}

/// Tells whether a call takes something there: `path`, `query`; `header` is the key alone.
fn takes(operation: &Value, place: &str) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.is_some_and(|all| all.iter().any(|one| one["in"] == place))
}

/// Describes the answers of a status; `shown` are the codes that have an example.
fn described(status: u16, codes: &[&str], shown: &[&str]) -> Value {
    let named: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let header = match status {
        401 => Some("WWW-Authenticate"),
        429 => Some("Retry-After"),
        _ => None,
    };
    let mut body = json!({ "schema": {
        "allOf": [{ "$ref": "#/components/schemas/Problem" }],
        "properties": { "status": { "const": status }, "code": { "enum": codes } },
    } });
    for code in codes.iter().filter(|code| shown.contains(code)) {
        *at(&mut body, &["examples", code]) = example(code);
    }
    json!({
        "description": named.join(", "),
        "headers": of_answer(header),
        "content": { "application/problem+json": body },
    })
}

/// Names the headers of an answer: the request's id, and another one.
fn of_answer(another: Option<&str>) -> Value {
    let named = ["Request-Id"].into_iter().chain(another);
    let reference = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    named.map(|name| (name, reference(name))).collect()
}

/// Describes the headers of answers.
fn headers() -> [(&'static str, Value); 4] {
    [
        (
            "Request-Id",
            json!({
                "description": "Names the answer, in the log too.",
                "required": true,
                "schema": { "type": "string", "minLength": 1 },
            }),
        ),
        (
            "Idempotent-Replayed",
            json!({
                "description": "The key was used before: this is what became of that request.",
                "schema": { "type": "string", "const": "true" },
            }),
        ),
        (
            "WWW-Authenticate",
            json!({
                "description": "By what to be let in.",
                "required": true,
                "schema": { "type": "string", "const": "Bearer" },
            }),
        ),
        (
            "Retry-After",
            json!({
                "description": "Seconds until the limit ends.",
                "required": true,
                "schema": { "type": "integer", "minimum": 0 },
            }),
        ),
    ]
}
