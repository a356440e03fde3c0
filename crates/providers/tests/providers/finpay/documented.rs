//! The documented answers, and answers made of them by a table's case.

use serde_json::Value;

use super::words::JSON;

/// A documented answer, parsed.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The documented answer to a charge.
pub(super) fn answer() -> Value {
    parsed(include_str!("../../../cases/finpay/answer.json"))
}

/// The documented answer to a look-up.
pub(super) fn checked() -> Value {
    parsed(include_str!("../../../cases/finpay/check.json"))
}

/// Sets members by their JSON pointers; `"absent"` takes one away.
pub(super) fn changed(mut answer: Value, changes: &Value) -> Vec<u8> {
    for (pointer, value) in changes.as_object().unwrap() {
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        let parent = answer.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value == "absent" {
            parent.remove(member);
        } else {
            parent.insert(String::from(member), value.clone());
        }
    }
    serde_json::to_vec(&answer).unwrap()
}

/// The body of a case: its text, or the documented answer changed.
pub(super) fn body(case: &Value, documented: Value) -> Vec<u8> {
    match case.get("text") {
        Some(text) => text.as_str().unwrap().as_bytes().to_vec(),
        None => changed(documented, &case["change"]),
    }
}

pub(super) fn http(case: &Value) -> u16 {
    case.get("http")
        .map_or(200, |http| u16::try_from(http.as_u64().unwrap()).unwrap())
}

pub(super) fn content_type(case: &Value) -> Option<&str> {
    case.get("content_type").map_or(Some(JSON), Value::as_str)
}
