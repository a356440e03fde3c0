//! What holds between members of a request, which no member's own type says.

use serde_json::{Value, json};

use crate::http::description::place::{at, operations};

/// Adds it to the descriptions of the requests, and to lists that no entry is there twice.
pub fn add(document: &mut Value) {
    let no = json!({ "type": "null" });
    let text = json!({ "type": "string" });
    let rules = [
        (
            "CheckoutPaymentRequest",
            json!([
                { "required": ["card"], "properties": { "card": text, "new_card": no } },
                {
                    "required": ["new_card"],
                    "properties": { "new_card": { "type": "object" }, "card": no, "cvc": no },
                },
            ]),
        ),
        (
            "ImportRequest",
            json!([
                {
                    "required": ["brand", "last_four"],
                    "properties": { "brand": text, "last_four": text },
                },
                { "properties": { "brand": no, "last_four": no, "expiry": no } },
            ]),
        ),
        (
            "RedeliveryRequest",
            json!([
                { "required": ["since"], "properties": { "all_parked": { "const": false } } },
                {
                    "required": ["all_parked"],
                    "properties": { "all_parked": { "const": true } },
                    "not": { "required": ["since"] },
                },
            ]),
        ),
        (
            "ResolutionRequest",
            json!([
                {
                    "required": ["charged"],
                    "properties": { "operation": no, "duplicate": no },
                    "not": { "anyOf": [{ "required": ["succeeded"] }, { "required": ["reversed"] }] },
                },
                {
                    "required": ["succeeded"],
                    "properties": { "duplicate": no },
                    "not": { "anyOf": [{ "required": ["charged"] }, { "required": ["reversed"] }] },
                },
                {
                    "required": ["reversed"],
                    "properties": { "operation": no },
                    "not": { "anyOf": [{ "required": ["charged"] }, { "required": ["succeeded"] }] },
                },
            ]),
        ),
    ];
    let schemas = at(document, &["components", "schemas"]);
    for (name, one_of) in rules {
        *at(schemas, &[name, "oneOf"]) = one_of;
    }
    for schema in schemas.as_object_mut().into_iter().flatten() {
        if schema.1["additionalProperties"] == json!(false) {
            name_lists(schema.1);
        }
    }
    take_off_null_bodies(document);
}

/// A list of words in a request has each once.
fn name_lists(schema: &mut Value) {
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (_, member) in members.into_iter().flatten() {
        if member["type"] == json!("array") {
            *at(member, &["uniqueItems"]) = json!(true);
        }
    }
}

/// A body that may be left out may not be null.
fn take_off_null_bodies(document: &mut Value) {
    for operation in operations(document) {
        let Some(body) = operation.get_mut("requestBody") else {
            continue;
        };
        let schema = at(body, &["content", "application/json", "schema"]);
        let read = schema["oneOf"].as_array().and_then(|either| {
            let read = either.iter().find(|one| one["type"] != json!("null"));
            read.cloned()
        });
        if let Some(read) = read {
            *schema = read;
        }
    }
}
