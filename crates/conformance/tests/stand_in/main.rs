//! The checks against the stand-in in Python: clean as it is, and each of its faults named
//! by the section that it breaks.
#![expect(
    clippy::unwrap_used,
    reason = "what the tests share stands outside test functions"
)]

mod endpoint;
mod faults;
mod spoiling;
