//! The documents' regular expressions, as functions.

use crate::members::{is_digits, is_of};

/// `^[0-9a-zA-Z_-]{1,50}$`
pub(super) fn reference(text: &str) -> bool {
    is_of(text, 1, 50, |byte| {
        byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
    })
}

/// `^\d{1,12}$`, and its value
pub(super) fn number(text: &str) -> Option<u64> {
    is_digits(text, 1, 12).then(|| text.parse().ok()).flatten()
}

/// `^[A-Z]{3}$`
pub(super) fn currency(text: &str) -> bool {
    is_of(text, 3, 3, |byte| byte.is_ascii_uppercase())
}

/// `^(http(s)?(://|%3A%2F%2F).{1,512})$`
pub(super) fn url(text: &str) -> bool {
    let schemes = ["http://", "https://", "http%3A%2F%2F", "https%3A%2F%2F"];
    let rests = schemes.map(|scheme| text.strip_prefix(scheme));
    rests.into_iter().flatten().any(|rest| line(rest, 1, 512))
}

/// `^.{least,most}$`
pub(super) fn line(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count()) && !text.contains('\n')
}

/// `^[a-zA-Z]{2,3}-[a-zA-Z]{2,4}(-[a-zA-Z]{2,4})*$`
pub(super) fn language(text: &str) -> bool {
    let part = |part: &str, most| is_of(part, 2, most, |byte| byte.is_ascii_alphabetic());
    text.split_once('-')
        .is_some_and(|(first, rest)| part(first, 3) && rest.split('-').all(|one| part(one, 4)))
}

/// `^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$`
pub(super) fn address(text: &str) -> bool {
    text.split('.').count() == 4 && text.split('.').all(|part| is_digits(part, 1, 3))
}

/// `^[a-zA-Z]{2}$`
pub(super) fn country(text: &str) -> bool {
    is_of(text, 2, 2, |byte| byte.is_ascii_alphabetic())
}

/// `^([^@]+@[^\.]+\..+){1,150}$`, of which the count is out of reach in practice.
pub(super) fn email(text: &str) -> bool {
    let (name, host) = text.split_once('@').unwrap_or_default();
    let (first, rest) = host.split_once('.').unwrap_or_default();
    ![name, first, rest].contains(&"")
}

/// `^([A-Z a-z]{1,50})$`
pub(super) fn holder(text: &str) -> bool {
    is_of(text, 1, 50, |byte| {
        byte.is_ascii_alphabetic() || byte == b' '
    })
}

/// `^(\d{16,19})$`, and the check digit right.
pub(super) fn card_number(text: &str) -> bool {
    let sum: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    is_digits(text, 16, 19) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_documents() {
        assert!(reference("s2ptest_i4") && !reference("") && !reference("a b"));
        assert!(url("http://a") && url("https%3A%2F%2Fa") && !url("https://") && !url("ftp://a"));
        assert!(
            language("en-US") && language("zho-Hans-CN") && !language("en") && !language("e-US")
        );
        assert!(address("127.0.0.1") && !address("127.0.0") && !address("1.2.3.1234"));
        assert!(email("a@b.c") && !email("@b.c") && !email("a@b") && !email("a@b."));
        assert!(holder("John Doe") && !holder("R2 D2"));
        assert!(card_number("4111111111111111") && !card_number("4111111111111112"));
    }
}
