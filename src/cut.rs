//! Cuts texts.

/// Cuts a text at the first `mark`, an ASCII character: what is before it, and behind it.
///
/// What the standard library does for any pattern is a kilobyte in the WebAssembly.
pub fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_once_and_without_the_mark() {
        assert_eq!(cut("a=é=c", b'='), Some(("a", "é=c")));
        assert_eq!(cut("=", b'='), Some(("", "")));
        assert_eq!(cut("é", b'='), None);
    }
}
