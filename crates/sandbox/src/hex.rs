//! Bytes as the providers write signatures.

use std::fmt::Write as _;

/// Writes two lower-case hexadecimal digits for each byte.
pub(crate) fn of(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
