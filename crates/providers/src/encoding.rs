//! Texts as they stand in addresses, forms and signatures.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use zeroize::Zeroizing;

/// What is encoded in a segment of an address: everything but what RFC 3986,
/// section 2.3, calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes a text as one segment of an address; `None` for what an address would
/// take for a step up or for nothing.
pub(crate) fn segment(text: &str) -> Option<Zeroizing<String>> {
    if matches!(text, "" | "." | "..") {
        return None;
    }
    // Large enough from the start: growing would leave a copy of a token behind.
    let mut out = Zeroizing::new(String::with_capacity(3 * text.len()));
    out.extend(utf8_percent_encode(text, RESERVED));
    Some(out)
}

/// Reads a name or a value of a form (`application/x-www-form-urlencoded`) as
/// bytes; `None` for an escape that is none.
pub(crate) fn form_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let is_escape =
        |rest: &[u8]| matches!(rest, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
    if !text.split(|byte| *byte == b'%').skip(1).all(is_escape) {
        return None;
    }
    let spaced: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Some(percent_decode(&spaced).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_one_segment() {
        for (text, expected) in [
            ("c-77", Some("c-77")),
            ("a.b_c~d", Some("a.b_c~d")),
            ("../x?y=1&z#% +", Some("..%2Fx%3Fy%3D1%26z%23%25%20%2B")),
            ("é", Some("%C3%A9")),
            ("...", Some("...")),
            ("", None),
            (".", None),
            ("..", None),
        ] {
            let written = segment(text);
            assert_eq!(written.as_ref().map(|it| it.as_str()), expected, "{text}");
        }
        assert_eq!(segment("é%").map(|it| it.capacity()), Some(9));
    }

    #[test]
    fn reads_a_form() {
        for (text, expected) in [
            ("a+b%26", Some(b"a b&".as_slice())),
            ("%44%c3%A9", Some("Dé".as_bytes())),
            ("%ff", Some(b"\xff".as_slice())),
            ("%2B", Some(b"+".as_slice())),
            ("", Some(b"".as_slice())),
            ("%", None),
            ("%3", None),
            ("%zz", None),
            ("a%3%33", None),
        ] {
            assert_eq!(form_decoded(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}
