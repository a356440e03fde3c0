//! Limits how often one token asks for anything to be done.

use oneclick_rules::{Limit, SessionId};

use crate::refusal::Refusal;
use crate::store::{self, Tx, limits};

/// How many requests to pay, or to change a card, are taken within a minute.
const MOST: i64 = 30;

/// Counts a request to pay or to change a card; to be committed whatever becomes of it.
///
/// # Errors
/// Fails with [`Refusal::Limit`].
pub(crate) fn count_submission(tx: &Tx<'_>, session: &SessionId, now: i64) -> Result<(), Refusal> {
    note_submission(tx, session, now)?;
    check_submissions(tx, session)
}

/// Notes a request to pay or to change a card: [`check_submissions`] counts it.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn note_submission(tx: &Tx<'_>, session: &SessionId, now: i64) -> store::Result<()> {
    limits::note_submission(tx, session, now)
}

/// Refuses the request that was noted last if there were too many within a minute.
///
/// # Errors
/// Fails with [`Refusal::Limit`].
pub(crate) fn check_submissions(tx: &Tx<'_>, session: &SessionId) -> Result<(), Refusal> {
    if limits::submissions(tx, session)? > MOST {
        return Err(Refusal::Limit {
            limit: Limit::SubmissionsPerMinute,
            retry_after: 60,
        });
    }
    Ok(())
}
