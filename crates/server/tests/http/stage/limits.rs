//! When a limit is free again.

use crate::stage::answer::Answer;

pub const HOUR: i64 = 3_600_000;

/// When the answer says to come back, seconds.
pub fn retry_after(answer: &Answer) -> i64 {
    let told = answer.headers["retry-after"].to_str().unwrap();
    told.parse().unwrap()
}
