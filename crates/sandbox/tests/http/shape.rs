//! The shape of an answer.

use std::collections::BTreeSet;

use serde_json::Value;

/// Every member's path, and what kind of value it has.
pub fn members(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Object(object) => {
            for (name, value) in object {
                collect(value, &format!("{path}.{name}"), found);
            }
            return;
        }
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
    };
    found.insert(format!("{path}: {kind}"));
}
