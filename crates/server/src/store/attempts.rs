//! Attempts and their events.
//!
//! Every change is a compare-and-set on the version and writes its event with
//! the version's number, so that two writers cannot both be right.

mod attempt;
mod cancel_open;
mod duplicate;
mod events;
mod find;
mod save;
mod schedule;

use oneclick_providers::Dispute;
use oneclick_rules::{CardId, DeclineReason, SessionId};
use sqlx::SqliteConnection;

pub use attempt::{Attempt, Change};
pub use cancel_open::{note_cancel_answered, note_cancel_asked};
pub use duplicate::{
    Duplicate, DuplicateState, REVERSALS, duplicate_states, duplicates, insert_duplicate,
    is_reversed, note_duplicate_kept, note_reversed, plan_reversal, take_up_again,
};
pub use events::{Event, before_review, events};
pub use find::{find, find_by_payment, find_by_reference, find_by_return, for_review, of_order};
pub use save::{
    Prepared, SAVES, SaveState, Saving, note_due_save, note_prepared, note_saved, request_save,
    save_later,
};
pub use schedule::{
    LOOK_UPS, LookedUp, Schedule, expedite, expedite_all_open, look_again, note_look_up,
};

pub(super) use attempt::read;
pub(super) use duplicate::read as read_duplicate;
use events::insert_event;

use super::orders::minor_of;
use crate::engine::state::State;

/// Writes the intent: an attempt in [`State::Created`] and its first event.
///
/// # Errors
/// Where the store does not answer; a unique violation where the order is held.
pub async fn insert(store: &mut SqliteConnection, attempt: &Attempt) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO attempts (id, order_reference, session_id, card_id, provider, reference, return_token, state,
             amount, currency, idempotency_key, fingerprint, cvc_given, created_at, updated_at, version, look_up_at,
             card_use, redirect_kind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(attempt.id.as_str())
    .bind(attempt.order.as_str())
    .bind(attempt.session.as_ref().map(SessionId::as_str))
    .bind(attempt.card.as_ref().map(CardId::as_str))
    .bind(&attempt.provider)
    .bind(attempt.reference.as_str())
    .bind(&attempt.return_token)
    .bind(attempt.state.as_str())
    .bind(minor_of(attempt.amount))
    .bind(attempt.amount.currency().as_str())
    .bind(attempt.key.as_str())
    .bind(&attempt.fingerprint)
    .bind(i64::from(attempt.cvc_given))
    .bind(attempt.created_at)
    .bind(attempt.updated_at)
    .bind(attempt.version)
    .bind(attempt.look_up_at)
    .bind(attempt.card_use.as_str())
    .bind(attempt.redirect_kind.as_str())
    .execute(&mut *store)
    .await?;
    let change = Change {
        kind: "intent",
        by: match attempt.session {
            Some(_) => "shopper",
            None => "merchant",
        },
        ..Change::default()
    };
    insert_event(
        store,
        attempt,
        None,
        &change,
        attempt.state,
        attempt.created_at,
    )
    .await
}

/// Changes the attempt to `to` if nobody has changed it since it was read.
///
/// Its schedule is merged with what stands in the store: while somebody waits
/// for a look-up, the sooner one wins.
///
/// Returns the attempt as it is then, or `None` where somebody was first.
///
/// # Errors
/// Where the store does not answer; a unique violation where the new state
/// holds an order that another attempt holds.
pub async fn change(
    store: &mut SqliteConnection,
    attempt: &Attempt,
    to: State,
    change: &Change<'_>,
    now: i64,
) -> sqlx::Result<Option<Attempt>> {
    let (redirect_url, redirect_expires_at) = change.redirect.unzip();
    let row = sqlx::query(
        "UPDATE attempts SET state = $1, decline_reason = $2, provider_payment_id = COALESCE($3, provider_payment_id),
             redirect_url = COALESCE($4, redirect_url),
             redirect_expires_at = CASE WHEN $4 IS NULL THEN redirect_expires_at ELSE $5 END,
             look_up_at = CASE WHEN $11 = 1 THEN look_up_at
                 WHEN expedites > expedites_answered THEN MIN(COALESCE(look_up_at, $6), COALESCE($6, look_up_at))
                 ELSE $6 END,
             updated_at = $7, version = version + 1, dispute = COALESCE($10, dispute)
         WHERE id = $8 AND version = $9 RETURNING *",
    )
    .bind(to.as_str())
    .bind(change.decline_reason.map(DeclineReason::as_str))
    .bind(change.provider_payment_id)
    .bind(redirect_url)
    .bind(redirect_expires_at.flatten())
    .bind(change.schedule.at())
    .bind(now)
    .bind(attempt.id.as_str())
    .bind(attempt.version)
    .bind(change.dispute.map(Dispute::as_str))
    .bind(change.schedule.keeps())
    .fetch_optional(&mut *store)
    .await?;
    let Some(changed) = row.as_ref().map(read).transpose()? else {
        return Ok(None);
    };
    insert_event(store, &changed, Some(attempt.state), change, to, now).await?;
    Ok(Some(changed))
}
