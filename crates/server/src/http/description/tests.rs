use std::collections::BTreeSet;

use oneclick_rules::wire::{CheckoutView, ExtendedView, PaymentView};
use oneclick_rules::{ErrorCode, Violation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::description::problems::codes;
use crate::http::description::problems::statuses::{OF_STATUS, status};
use crate::http::description::{openapi_json, told};
use crate::problem::Problem;

const PROTOCOL: &str = include_str!("../../../../../docs/protocol.md");
const CODES: &str = include_str!("../../../../../docs/guide/codes.md");

fn document() -> Value {
    serde_json::from_str(&openapi_json()).unwrap()
}

/// Every operation: its path, method and description.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let items = document["paths"].as_object().unwrap().iter();
    let of_item = items.flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    of_item.collect()
}

#[test]
fn the_committed_description_is_current() {
    let committed = include_str!("../../../../../docs/openapi.json");
    assert!(
        committed == openapi_json(),
        "docs/openapi.json is old: cargo run -p oneclick-server -- openapi > docs/openapi.json"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(at: &Value, document: &Value) {
        if let Some(to) = at.get("$ref").and_then(Value::as_str) {
            assert!(document.pointer(&to[1..]).is_some(), "{to}");
        }
        for below in at.as_object().into_iter().flat_map(|all| all.values()) {
            walk(below, document);
        }
        for below in at.as_array().into_iter().flatten() {
            walk(below, document);
        }
    }
    let document = document();
    walk(&document, &document);
}

#[test]
fn what_is_described_is_written_for_its_readers() {
    fn walk(at: &Value) {
        let text = at
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        assert!(
            !text.contains("[`") && !text.contains("::") && !text.contains("```"),
            "{text}"
        );
        let members = at.as_object().into_iter().flat_map(|all| all.values());
        members.for_each(walk);
        at.as_array().into_iter().flatten().for_each(walk);
    }
    walk(&document());
}

#[test]
fn every_call_has_its_codes_and_every_code_its_status() {
    let document = document();
    let operations = operations(&document);
    let ids: BTreeSet<_> = operations
        .iter()
        .map(|(_, operation)| operation["operationId"].as_str().unwrap())
        .collect();
    let listed: BTreeSet<_> = codes::OF_CALL.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, listed);
    assert_eq!(ids.len(), operations.len(), "an id stands twice");
    for (call, operation) in operations {
        let responses = operation["responses"].as_object().unwrap();
        assert!(!responses.contains_key("0"), "{call}: {}", responses["0"]);
        let is_told = |response: &&Value| response["description"] != "";
        assert!(responses.values().all(|one| is_told(&one)), "{call}");
        assert!(operation["summary"].is_string(), "{call}");
    }
}

/// The codes of the protocol's errors, whole (`.length` after `cvc.missing` is `cvc.length`),
/// each with the statuses of its row.
fn codes_of_the_protocol() -> Vec<(String, Vec<u16>)> {
    let (_, section) = PROTOCOL.split_once("\n## Errors\n").unwrap();
    let mut found = Vec::new();
    for row in section.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let statuses: Vec<u16> = cells[1]
            .split(", ")
            .filter_map(|one| one.parse().ok())
            .collect();
        if statuses.is_empty() {
            continue;
        }
        let mut stem = "";
        for code in cells[2].split('`').skip(1).step_by(2) {
            let whole = if code.starts_with('.') {
                format!("{stem}{code}")
            } else {
                stem = code.split('.').next().unwrap();
                String::from(code)
            };
            found.push((whole, statuses.clone()));
        }
    }
    found
}

#[test]
fn the_codes_and_their_statuses_are_those_of_the_protocol() {
    let told = codes_of_the_protocol();
    for (code, statuses) in &told {
        assert!(
            statuses.contains(&status(code)),
            "{code} is not described as {statuses:?}"
        );
    }
    for code in OF_STATUS.iter().flat_map(|(_, codes)| *codes) {
        assert!(
            told.iter().any(|(one, _)| one == code),
            "{code} is not in docs/protocol.md"
        );
    }
}

#[test]
fn a_broken_rule_is_described_by_the_status_that_it_is_answered_with() {
    for code in ErrorCode::ALL {
        let answered = Problem::of_rules(&[Violation::new(*code, "member")]);
        // Three are refused by a word of their own.
        if !matches!(
            code,
            ErrorCode::AmountChanged | ErrorCode::CardUnknown | ErrorCode::OrderCustomer
        ) {
            assert_eq!(answered.status.as_u16(), status(code.as_str()), "{code}");
        }
    }
}

#[test]
fn the_webhooks_are_those_of_the_guide() {
    let (_, section) = CODES.split_once("\n## Webhooks\n").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let told: BTreeSet<_> = rows.filter_map(|row| row.split('`').next()).collect();
    let listed: BTreeSet<_> = told::TYPES.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(listed, told);
}

/// The examples behind a media type's `examples`, each behind its reference.
fn examples<'a>(body: &'a Value, document: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let listed = body["examples"].as_object().into_iter().flatten();
    let followed = listed.map(|(name, example)| {
        let path = &example["$ref"].as_str().unwrap()[1..];
        (name.as_str(), &document.pointer(path).unwrap()["value"])
    });
    followed.collect()
}

#[test]
fn every_answer_that_has_a_body_shows_one() {
    let document = document();
    let mut shown = BTreeSet::new();
    for (call, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let body = &response["content"]["application/json"];
            if body.is_null() {
                continue;
            }
            let examples = examples(body, &document);
            assert_eq!(examples.len(), 1, "{call} {status}");
            let (name, example) = examples[0];
            assert!(example.is_object(), "{call} {status}: {name}");
            shown.insert(name.to_owned());
        }
    }
    let all = document["components"]["examples"].as_object().unwrap();
    // A code has a small letter first, a type a capital.
    let of_types = all
        .keys()
        .filter(|name| name.starts_with(char::is_uppercase));
    assert!(of_types.eq(shown.iter()), "an example is shown nowhere");
}

#[test]
fn what_the_element_reads_of_an_example_writes_the_example() {
    fn check<T: DeserializeOwned + Serialize>(name: &str, document: &Value) {
        let example = &document["components"]["examples"][name]["value"];
        let read: T = serde_json::from_value(example.clone()).unwrap();
        assert_eq!(&serde_json::to_value(read).unwrap(), example, "{name}");
    }
    let document = document();
    check::<CheckoutView>("CheckoutView", &document);
    check::<PaymentView>("PaymentView", &document);
    check::<ExtendedView>("ExtendedView", &document);
}

#[test]
fn an_error_shows_its_own_body_under_its_status() {
    let document = document();
    let mut shown = BTreeSet::new();
    for (call, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let path = response["$ref"].as_str().map(|path| &path[1..]);
            let response = path.map_or(response, |path| document.pointer(path).unwrap());
            let body = &response["content"]["application/problem+json"];
            for (code, example) in examples(body, &document) {
                assert_eq!(example["code"], code, "{call}");
                assert_eq!(&example["status"].to_string(), status, "{call} {code}");
                assert!(!example["detail"].as_str().unwrap().is_empty());
                shown.insert(code.to_owned());
            }
        }
    }
    let all = document["components"]["examples"].as_object().unwrap();
    let of_codes = all
        .keys()
        .filter(|name| name.starts_with(char::is_lowercase));
    assert!(of_codes.eq(shown.iter()), "an example is shown nowhere");
    assert!(shown.len() >= 27, "{shown:?}");
}

#[test]
fn every_webhook_shows_what_the_server_tells() {
    let document = document();
    for (kind, _, members) in told::TYPES {
        let body = &document["webhooks"][kind]["post"]["requestBody"];
        let example = &body["content"]["application/json"]["example"];
        assert_eq!(example["type"], *kind);
        for member in *members {
            assert!(example["data"][member].is_object(), "{kind}: {member}");
        }
    }
}
