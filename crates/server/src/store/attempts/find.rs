//! Attempts, found.

use oneclick_providers::AttemptReference;
use oneclick_rules::{OrderReference, PaymentId};

use crate::model::attempt::Attempt;
use crate::store::attempts::read;
use crate::store::{Result, StoreError, Tx, values};

/// Returns the attempt with this id.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, id: &PaymentId) -> Result<Option<Attempt>> {
    one(tx, "SELECT * FROM attempts WHERE id = $1", id.as_str())
}

/// Returns the attempt whose shopper comes back to this address.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find_by_return(tx: &Tx<'_>, return_token: &str) -> Result<Option<Attempt>> {
    // What can be none is not sent: it may be a secret of another kind, and a database's
    // own log may have every statement with its values.
    if !may_be_return_token(return_token) {
        return Ok(None);
    }
    one(
        tx,
        "SELECT * FROM attempts WHERE return_token = $1",
        return_token,
    )
}

/// Tells whether a text has the letters of a return token. A client token and a secret key
/// have others.
fn may_be_return_token(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().all(fits)
}

/// Returns the attempt with our reference at the provider.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find_by_reference(tx: &Tx<'_>, reference: &AttemptReference) -> Result<Option<Attempt>> {
    one(
        tx,
        "SELECT * FROM attempts WHERE reference = $1",
        reference.as_str(),
    )
}

/// Returns the attempt whose payment has this id at the provider, or else the one under
/// which it was found as a duplicate.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find_by_payment(tx: &Tx<'_>, provider: &str, payment: &str) -> Result<Option<Attempt>> {
    let own = tx.row(
        "SELECT * FROM attempts WHERE provider = $1 AND provider_payment_id = $2",
        values![provider, payment],
        read,
    )?;
    if own.is_some() {
        return Ok(own);
    }
    tx.row(
        "SELECT * FROM attempts WHERE id IN
             (SELECT attempt_id FROM duplicates WHERE provider = $1 AND provider_payment_id = $2)",
        values![provider, payment],
        read,
    )
}

fn one(tx: &Tx<'_>, statement: &'static str, value: &str) -> Result<Option<Attempt>> {
    tx.row(statement, values![value], read)
}

/// Returns the order's attempts, the newest first: all of them or none, since any of
/// them may hold the order. In the order in which they were written: their
/// times may be of a clock that was set back between them.
///
/// # Errors
/// Fails if the database is unreachable, or one cannot be read.
pub fn of_order(tx: &Tx<'_>, order: &OrderReference) -> Result<Vec<Attempt>> {
    tx.query(
        "SELECT * FROM attempts WHERE order_reference = $1 ORDER BY rowid DESC",
        values![order.as_str()],
        read,
    )
}

/// Returns the number of the order's next attempt: one more than the last one's, and
/// none that an attempt may have had that was lost.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn next_number(tx: &Tx<'_>, order: &OrderReference) -> Result<i64> {
    let number = tx.value(
        "SELECT MAX(first_number,
             (SELECT COALESCE(MAX(number), 0) + 1 FROM attempts WHERE order_reference = $1))
         FROM orders WHERE reference = $1",
        values![order.as_str()],
    )?;
    number.ok_or(StoreError::Missing)
}

/// Returns the number of the order's last attempt; 0 if there is none.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn last_number(tx: &Tx<'_>, order: &OrderReference) -> Result<i64> {
    let number = tx.value(
        "SELECT COALESCE(MAX(number), 0) FROM attempts WHERE order_reference = $1",
        values![order.as_str()],
    )?;
    number.ok_or(StoreError::Missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;
    use crate::fingerprint::FingerprintKey;
    use crate::reference_key::ReferenceKey;

    #[test]
    fn only_what_may_be_a_return_token_is_asked_for() {
        let random = Environment::real().random().clone();
        let key = ReferenceKey::of(&FingerprintKey::new(&random).unwrap());
        let order = OrderReference::parse("N-1").unwrap();
        assert!(may_be_return_token(&key.return_token(&order, 1)));
        assert!(!may_be_return_token(
            random.client_token().unwrap().expose()
        ));
        assert!(!may_be_return_token(
            "sk_test_0123456789abcdef0123456789abcdef"
        ));
    }
}
