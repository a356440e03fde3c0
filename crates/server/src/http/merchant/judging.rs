//! Judges the members of a body, one by one.

use oneclick_rules::{ErrorCode, Violation};
use serde::Deserialize;
use utoipa::ToSchema;

/// Says when the money is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Capture {
    Automatic,
    Manual,
}

/// Keeps the value, or notes the rule it broke, so that all are told at once.
pub(super) fn noted<T>(
    value: Result<T, ErrorCode>,
    field: &'static str,
    broken: &mut Vec<Violation>,
) -> Option<T> {
    value
        .map_err(|code| broken.push(Violation::new(code, field)))
        .ok()
}
