//! Unguessable names, in the forms that the providers use. On a thread with a seed
//! they are the same every time.

use std::cell::RefCell;

use fastrand::Rng;

thread_local! {
    static SEEDED: RefCell<Option<Rng>> = const { RefCell::new(None) };
}

/// Takes all names that are made on this thread from the seed.
pub(crate) fn seed(seed: u64) {
    SEEDED.set(Some(Rng::with_seed(seed)));
}

/// Makes 128 random bits.
pub(crate) fn bits() -> u128 {
    let seeded = SEEDED.with_borrow_mut(|seeded| seeded.as_mut().map(|rng| rng.u128(..)));
    seeded.unwrap_or_else(|| {
        u128::from(getrandom::u64().unwrap_or_default()) << 64
            | u128::from(getrandom::u64().unwrap_or_default())
    })
}

/// Makes 32 hexadecimal digits.
pub(crate) fn hex_32() -> String {
    format!("{:032x}", bits())
}

/// Makes 64 hexadecimal digits.
pub(crate) fn hex_64() -> String {
    format!("{:032x}{:032x}", bits(), bits())
}

/// Makes a random UUID (RFC 9562, version 4).
pub(crate) fn uuid() -> String {
    let id = uuid::Builder::from_random_bytes(bits().to_be_bytes());
    id.into_uuid().to_string()
}

/// Makes eleven digits, the first of which is not 0.
pub(crate) fn digits_11() -> String {
    (10_000_000_000 + bits() % 90_000_000_000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_documented_forms() {
        let id = uuid();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(
            id[14..].starts_with('4') && "89ab".contains(&id[19..20]),
            "{id}"
        );
        assert_eq!(
            (hex_32().len(), hex_64().len(), digits_11().len()),
            (32, 64, 11)
        );
    }
}
