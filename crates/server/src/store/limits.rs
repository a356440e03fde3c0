//! Counts for the limits against guessing, inside the intent's transaction.

use oneclick_rules::{CustomerId, OrderReference, SessionId};

use crate::model::card::Card;
use crate::model::state::under_way;
use crate::store::{Result, StoreError, Tx, values};

const DAY: i64 = 24 * 3_600_000;

/// Notes a request to pay or to change a card, and forgets the session's older than a minute.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_submission(tx: &Tx<'_>, session: &SessionId, now: i64) -> Result<()> {
    let minute_ago = now - 60_000;
    tx.change(
        "DELETE FROM submissions WHERE session_id = $1 AND at <= $2",
        values![session.as_str(), minute_ago],
    )?;
    tx.change(
        "INSERT INTO submissions (session_id, at) VALUES ($1, $2)",
        values![session.as_str(), now],
    )
}

/// Counts the requests of the session that are noted.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn submissions(tx: &Tx<'_>, session: &SessionId) -> Result<i64> {
    tx.value(
        "SELECT COUNT(*) FROM submissions WHERE session_id = $1",
        values![session.as_str()],
    )?
    .ok_or(StoreError::Missing)
}

/// Says how often the security code of a card's token was tried of late, whoever's
/// card it was then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CvcTries {
    /// Tries that count as wrong ones now.
    pub counted: usize,
    /// Until when no code is taken, Unix milliseconds.
    pub blocked_until: Option<i64>,
}

impl CvcTries {
    /// After so many wrong codes no more is taken.
    pub const WRONG: usize = 3;
    /// After so many within a day that were wrong or that nobody decided, neither.
    const IN_ALL: usize = 10;
    /// How long one that nobody has decided counts as a wrong one: else twenty
    /// at once would all be the first. As long as the longest wait for a
    /// look-up to free an order.
    const UNDECIDED: i64 = DAY / 24;

    /// Judges tries, each with whether it was wrong and since when that is known.
    fn of(tries: &[(bool, i64)], now: i64) -> Self {
        let ends = |undecided: i64| {
            let end = |(wrong, at): &(bool, i64)| at + if *wrong { DAY } else { undecided };
            let mut ends: Vec<i64> = tries.iter().map(end).filter(|end| *end > now).collect();
            ends.sort_unstable_by(|one, other| other.cmp(one));
            ends
        };
        let (short, long) = (ends(Self::UNDECIDED), ends(DAY));
        // Blocked until one of those that fill the limit counts no more.
        let blocked_until = [short.get(Self::WRONG - 1), long.get(Self::IN_ALL - 1)];
        Self {
            counted: short.len(),
            blocked_until: blocked_until.into_iter().flatten().max().copied(),
        }
    }
}

/// Counts tries at the security code of the card's token: wrong ones, and those
/// that may still turn out to be wrong.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn cvc_tries(tx: &Tx<'_>, card: &Card, now: i64) -> Result<CvcTries> {
    let sql = concat!(
        "SELECT attempts.state = 'declined' AS wrong,
             CASE attempts.state WHEN 'declined' THEN attempts.updated_at ELSE attempts.created_at END AS at
         FROM token_uses JOIN attempts ON attempts.id = token_uses.attempt_id
             JOIN orders ON orders.reference = attempts.order_reference
             LEFT JOIN limit_resets ON limit_resets.customer_id = orders.customer_id
         WHERE token_uses.provider = $1 AND token_uses.fingerprint = $2 AND cvc_given = 1
             AND attempts.created_at > COALESCE(limit_resets.at, 0)
             AND ((decline_reason = 'wrong_cvc' AND attempts.updated_at > $3)
                 OR (attempts.created_at > $3 AND state IN ",
        under_way!(),
        "))"
    );
    let tries: Vec<(bool, i64)> = tx.query(
        sql,
        values![&card.provider, &card.fingerprint, now - DAY],
        |row| Ok((row.get("wrong")?, row.get("at")?)),
    )?;
    Ok(CvcTries::of(&tries, now))
}

/// Counts nothing of the customer's any more that was tried before.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn reset(tx: &Tx<'_>, customer: &CustomerId, now: i64) -> Result<()> {
    tx.change(
        "INSERT INTO limit_resets (customer_id, at) VALUES ($1, $2)
         ON CONFLICT (customer_id) DO UPDATE SET at = excluded.at",
        values![customer.as_str(), now],
    )
}

/// How many of a day's declines fill an order's limit, and a customer's.
const DECLINES: (i64, i64) = (5, 10);
/// How many new cards of a day fill the limit, and how many in all with those of
/// which nothing was tried.
const NEW_CARDS: (i64, i64) = (5, 20);

/// Says when one of those that fill a limit is a day old, by the newest of as many.
fn a_day_after(filled: Option<i64>) -> Option<i64> {
    filled.map(|at| at + DAY)
}

/// Says until when the order takes no more after its declines, Unix milliseconds.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn declines_of_order(tx: &Tx<'_>, order: &OrderReference, now: i64) -> Result<Option<i64>> {
    let filled = tx.value(
        "SELECT attempts.updated_at
         FROM attempts JOIN orders ON orders.reference = attempts.order_reference
             LEFT JOIN limit_resets ON limit_resets.customer_id = orders.customer_id
         WHERE order_reference = $1 AND state = 'declined' AND attempts.updated_at > $2
             AND attempts.created_at > COALESCE(limit_resets.at, 0)
         ORDER BY attempts.updated_at DESC LIMIT 1 OFFSET $3",
        values![order.as_str(), now - DAY, DECLINES.0 - 1],
    )?;
    Ok(a_day_after(filled))
}

/// Says until when the customer takes no more after their declines, charges under way
/// included, Unix milliseconds.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn declines_of_customer(tx: &Tx<'_>, customer: &CustomerId, now: i64) -> Result<Option<i64>> {
    let sql = concat!(
        "SELECT at FROM (
             SELECT CASE attempts.state WHEN 'declined' THEN attempts.updated_at ELSE attempts.created_at END AS at
             FROM attempts JOIN orders ON orders.reference = attempts.order_reference
                 LEFT JOIN limit_resets ON limit_resets.customer_id = orders.customer_id
             WHERE orders.customer_id = $1 AND attempts.created_at > COALESCE(limit_resets.at, 0)
                 AND (attempts.state = 'declined' OR attempts.state IN ",
        under_way!(),
        ")) AS counted
         WHERE at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3"
    );
    let filled = tx.value(sql, values![customer.as_str(), now - DAY, DECLINES.1 - 1])?;
    Ok(a_day_after(filled))
}

/// Tells whether so much was tried of late, for the order or by its customer, that any
/// limit on new cards or declines may be reached: most checkouts are asked no more.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn may_be_reached(
    tx: &Tx<'_>,
    order: &OrderReference,
    customer: Option<&CustomerId>,
    now: i64,
) -> Result<bool> {
    let fewest = DECLINES.0.min(DECLINES.1).min(NEW_CARDS.0).min(NEW_CARDS.1);
    let filled: Option<i64> = tx.value(
        "SELECT 1 FROM attempts JOIN orders ON orders.reference = attempts.order_reference
         WHERE (orders.reference = $1 OR orders.customer_id = $2)
             AND MAX(attempts.created_at, attempts.updated_at) > $3
         LIMIT 1 OFFSET $4",
        values![
            order.as_str(),
            customer.map(CustomerId::as_str),
            now - DAY,
            fewest - 1
        ],
    )?;
    Ok(filled.is_some())
}

/// Says until when the customer, a guest with the order, begins with no more new
/// cards, Unix milliseconds. One that the provider never took is none. One whose
/// page ended untried is one of many that cost the provider a request.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn new_cards(
    tx: &Tx<'_>,
    order: &OrderReference,
    customer: Option<&CustomerId>,
    now: i64,
) -> Result<Option<i64>> {
    let mut until = None;
    for (untried, most) in [("expired", NEW_CARDS.0), ("", NEW_CARDS.1)] {
        let filled = tx.value(
            "SELECT attempts.created_at
             FROM attempts JOIN orders ON orders.reference = attempts.order_reference
                 LEFT JOIN limit_resets ON limit_resets.customer_id = orders.customer_id
             WHERE (orders.reference = $1 OR orders.customer_id = $2) AND attempts.created_at > $3
                 AND attempts.created_at > COALESCE(limit_resets.at, 0)
                 AND (attempts.card_id IS NULL OR attempts.save_state IS NOT NULL)
                 AND attempts.state NOT IN ('failed', $4)
             ORDER BY attempts.created_at DESC LIMIT 1 OFFSET $5",
            values![
                order.as_str(),
                customer.map(CustomerId::as_str),
                now - DAY,
                untried,
                most - 1
            ],
        )?;
        until = until.max(a_day_after(filled));
    }
    Ok(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = DAY / 24;
    const NOW: i64 = 100 * DAY;

    /// Says when the block ends, in hours from now.
    fn blocked(tries: &[(bool, i64)]) -> Option<i64> {
        let tries = tries.iter().map(|(wrong, ago)| (*wrong, NOW - ago * HOUR));
        let until = CvcTries::of(&tries.collect::<Vec<_>>(), NOW).blocked_until;
        until.map(|until| (until - NOW) / HOUR)
    }

    #[test]
    fn three_wrong_cvcs_block_until_the_first_is_a_day_old() {
        assert_eq!(blocked(&[(true, 1), (true, 2)]), None);
        assert_eq!(blocked(&[(true, 1), (true, 5), (true, 3)]), Some(19));
        assert_eq!(blocked(&[(true, 1), (true, 24), (true, 3)]), None);
        assert_eq!(
            blocked(&[(true, 1), (true, 5), (true, 3), (true, 9)]),
            Some(19)
        );
    }

    #[test]
    fn what_nobody_decided_counts_for_an_hour_and_ten_for_a_day() {
        assert_eq!(blocked(&[(false, 0), (true, 1), (true, 2)]), Some(1));
        assert_eq!(blocked(&[(false, 1), (true, 1), (true, 2)]), None);
        assert_eq!(blocked(&[(false, 2); 9]), None);
        assert_eq!(blocked(&[(false, 2); 10]), Some(22));
        assert_eq!(blocked(&[(false, 24); 30]), None);
    }
}
