//! Due times that no clock which is right can have set: the wall clock was
//! ahead when they were written, or has been set back since.
//!
//! What each queue is bounded by:
//!
//! | queue | column | farthest ahead |
//! |---|---|---|
//! | look-ups of open attempts | `attempts.look_up_at` | [`Farthest::usual`] |
//! | look-ups of attempts that are over | `attempts.look_up_at` | [`Farthest::watched`] |
//! | new cards | `attempts.save_at` | [`Farthest::usual`] |
//! | operations | `operations.look_up_at` | [`Farthest::usual`] |
//! | duplicates | `duplicates.reverse_at` | [`Farthest::usual`] |
//! | lines of webhooks | `webhook_lines.due_at` | [`Farthest::webhooks`] |
//! | removed cards whose deletion has begun | `cards.delete_at` | [`Farthest::usual`] |
//! | removed cards that can be brought back, or whose deletion a payment puts off | `cards.delete_at` | [`Farthest::undo`] |

use crate::model::state::under_way;
use crate::store::{Result, Tx, values};

/// Says how far ahead of now work is ever planned, milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Farthest {
    /// What is asked until it is known.
    pub usual: i64,
    /// What is over and only watched.
    pub watched: i64,
    /// How long a removed card can be brought back.
    pub undo: i64,
    /// What the merchant has not taken yet.
    pub webhooks: i64,
}

impl Farthest {
    /// Returns the same, and `more` milliseconds: what other servers' clocks may be
    /// ahead of ours.
    #[must_use]
    pub fn and(self, more: i64) -> Self {
        let Self {
            usual,
            watched,
            undo,
            webhooks,
        } = self;
        Self {
            usual: usual.saturating_add(more),
            watched: watched.saturating_add(more),
            undo: undo.saturating_add(more),
            webhooks: webhooks.saturating_add(more),
        }
    }
}

/// Makes due what is due later than any work is planned ahead. A removed card
/// can be brought back for its whole time, which begins anew. To be called in
/// a transaction; returns how many rows there were.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn make_due(tx: &Tx<'_>, farthest: Farthest, undo: i64, now: i64) -> Result<usize> {
    let Farthest { usual, watched, .. } = farthest;
    let mut made_due = 0;
    for (statement, ahead) in [
        (
            concat!(
                "UPDATE attempts SET look_up_at = $1 WHERE look_up_at > $1 + $2 AND state IN ",
                under_way!()
            ),
            usual,
        ),
        (
            "UPDATE attempts SET look_up_at = $1 WHERE look_up_at > $1 + $2",
            watched,
        ),
        (
            "UPDATE attempts SET save_at = $1 WHERE save_at > $1 + $2",
            usual,
        ),
        (
            "UPDATE operations SET look_up_at = $1 WHERE look_up_at > $1 + $2",
            usual,
        ),
        (
            "UPDATE duplicates SET reverse_at = $1 WHERE reverse_at > $1 + $2",
            usual,
        ),
        (
            "UPDATE cards SET delete_at = $1 WHERE delete_at > $1 + $2 AND delete_tries > 0",
            usual,
        ),
        (
            "UPDATE webhook_lines SET due_at = $1 WHERE due_at > $1 + $2",
            farthest.webhooks,
        ),
    ] {
        made_due += tx.execute(statement, values![now, ahead])?;
    }
    // One whose time was set longer once, by other settings, keeps it.
    made_due += tx.execute(
        "UPDATE cards SET removed_at = $1, delete_at = $1 + $3, restore_until = MIN(restore_until, $1 + $3)
         WHERE delete_at > $1 + $2 AND removed_at > $1 AND delete_tries = 0",
        values![now, farthest.undo, undo],
    )?;
    Ok(made_due)
}
