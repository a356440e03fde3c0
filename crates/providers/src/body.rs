//! Bodies of requests, in memory that is wiped.

use std::io;

use oneclick_rules::ErrorCode;
use serde::Serialize;
use zeroize::Zeroizing;

/// Gives the body as JSON, in memory that is large enough from the start: growing
/// would leave a copy of the security code behind.
///
/// # Errors
/// [`ErrorCode::TextLength`] where serde refuses, which a struct of texts and
/// numbers never makes it do.
pub(crate) fn written(body: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, ErrorCode> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, body).map_err(|_| ErrorCode::TextLength)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *bytes, body).map_err(|_| ErrorCode::TextLength)?;
    Ok(bytes)
}

/// Counts what is written to it.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_outgrows_its_first_memory() {
        for text in ["", "312", "\u{1}\"\\é☕", &"\u{1}".repeat(1_000)] {
            let body = written(&[text]).unwrap();
            assert_eq!(body.capacity(), body.len());
            assert_eq!(*body, serde_json::to_vec(&[text]).unwrap());
        }
    }
}
