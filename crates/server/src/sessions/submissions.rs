//! Limits how often one token asks for anything to be done.

use oneclick_rules::{Limit, SessionId};

use crate::refusal::Refusal;
use crate::store::{Tx, limits};

/// How many requests to pay, or to change a card, are taken within a minute.
const MOST: i64 = 30;

/// Counts a request to pay or to change a card; to be committed whatever becomes of it.
///
/// # Errors
/// Fails with [`Refusal::Limit`].
pub(crate) fn count_submission(tx: &Tx<'_>, session: &SessionId, now: i64) -> Result<(), Refusal> {
    if limits::note_submission(tx, session, now)? > MOST {
        return Err(Refusal::Limit {
            limit: Limit::SubmissionsPerMinute,
            retry_after: 60,
        });
    }
    Ok(())
}
