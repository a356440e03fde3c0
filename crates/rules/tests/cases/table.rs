//! A table of cases and how it is run.

use oneclick_rules::{ErrorCode, Violation};
use serde_json::{Value, json};

/// Gives `run` each row and compares what it makes of it with `expected`.
/// Tells every row that went wrong, not only the first.
pub(super) fn check(table: &str, run: impl Fn(&Value) -> Value) {
    let rows: Vec<Value> = serde_json::from_str(table).unwrap();
    assert!(!rows.is_empty());
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let found = run(row);
            (found != row["expected"]).then(|| format!("{row}\n    gives {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text of a member.
pub(super) fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap()
}

/// A number of a member, in the type that is asked for.
pub(super) fn number<T: TryFrom<i128>>(row: &Value, name: &str) -> Option<T> {
    let number = &row[name];
    let number = number
        .as_u64()
        .map_or_else(|| number.as_i64().unwrap().into(), i128::from);
    T::try_from(number).ok()
}

/// A broken rule as the tables write it.
pub(super) fn broken(code: ErrorCode) -> Value {
    json!({ "code": code.as_str() })
}

/// Broken rules with their members as the tables write them.
pub(super) fn violations(broken: &[Violation]) -> Value {
    broken
        .iter()
        .map(|violation| json!({ "code": violation.code.as_str(), "field": violation.field }))
        .collect()
}
