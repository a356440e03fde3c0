//! The path to a member as an error tells it.

/// The longest that is told, characters.
const LONGEST: usize = 64;
/// The longest name of a member that is told, characters; ours are shorter.
const LONGEST_NAME: usize = 32;
/// With so many digits it may be a security code, a card's number or a token.
const DIGITS: usize = 3;

/// Returns the path with each name that can be nobody's for a member left out: who puts a
/// secret in the place of a name does not get it back.
pub fn shown(path: &str) -> String {
    let names = path.split('.').map(shown_name);
    let whole = names.collect::<Vec<_>>().join(".");
    whole.chars().take(LONGEST).collect()
}

fn shown_name(name: &str) -> &str {
    // A place in a list is the server's own count.
    let (member, _) = name.split_once('[').unwrap_or((name, ""));
    let digits = member.bytes().filter(u8::is_ascii_digit).count();
    if member.chars().count() <= LONGEST_NAME && digits < DIGITS {
        name
    } else {
        "…"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_and_what_may_be_a_secret_is_not() {
        let cases = [
            ("customer.email", "customer.email"),
            ("uses[12]", "uses[12]"),
            ("address-line-1", "address-line-1"),
            ("", ""),
            ("cvc.737", "cvc.…"),
            ("0F6B2D94E8A14C7395D1C7E3A2F80B46", "…"),
            ("a.sk_test_abcdefghijklmnopqrstuvwxyz", "a.…"),
        ];
        for (path, told) in cases {
            assert_eq!(shown(path), told);
        }
        assert_eq!(shown(&"ab.".repeat(100)).len(), LONGEST);
    }
}
