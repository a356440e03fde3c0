//! Names of ids, alone or joined with others: `customer`, `customer_id`, `user.id`.

use super::words::{NAMES, NOTHING};

/// The name of an id (`customer_id`, `user.id`), or one before zero (`user_0`).
pub(super) fn is_named(small: &str) -> bool {
    let parts = parts(small);
    let Some((last, before)) = parts.split_last() else {
        return false;
    };
    // `user@shop.id` is an address in Indonesia, and `user-00` is somebody's number.
    let named = !small.contains('@') && before.iter().all(is_name);
    named && (is_name(last) || *last == "0" || NOTHING.contains(last))
}

/// What an id is called: `customer`, `id`, `customerid`.
pub(super) fn is_name(part: &&str) -> bool {
    let name = part.strip_suffix("id").filter(|name| !name.is_empty());
    NAMES.contains(part) || name.is_some_and(|name| NAMES.contains(&name))
}

/// What a text is cut into by what stands between words.
pub(super) fn parts(small: &str) -> Vec<&str> {
    let apart = |letter: char| letter.is_whitespace() || "-_.:/|,;+=@#".contains(letter);
    let parts = small.split(apart);
    parts.filter(|part| !part.is_empty()).collect()
}
