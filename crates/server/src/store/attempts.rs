//! Attempts and their events.
//!
//! Every change is a compare-and-set on the version and writes its event with
//! the version's number, so that two writers cannot both be right.

mod attempt;
mod cancel_open;
mod change;
mod duplicate;
mod events;
mod find;
mod lists;
mod save;
mod saving;
mod schedule;

use oneclick_providers::Dispute;
use oneclick_rules::{CardId, DeclineReason, SessionId};

pub(super) use crate::store::attempts::attempt::read;
pub use crate::store::attempts::cancel_open::{note_cancel_answered, note_cancel_asked};
pub use crate::store::attempts::change::{Change, Schedule};
pub(super) use crate::store::attempts::duplicate::read as read_duplicate;
pub use crate::store::attempts::duplicate::{
    REVERSALS, duplicate_states, duplicates, insert_duplicate, is_reversed, note_duplicate_kept,
    note_reversed, plan_reversal, take_up_again,
};
pub use crate::store::attempts::events::{Event, before_review, events};
pub use crate::store::attempts::find::{
    find, find_by_payment, find_by_reference, find_by_return, last_number, next_number, of_order,
};
pub use crate::store::attempts::lists::{AttemptPage, ListPlace, for_review, in_state};
pub use crate::store::attempts::save::{
    SAVES, note_due_save, note_prepared, note_saved, request_save, save_later,
};
pub use crate::store::attempts::schedule::{
    LOOK_UPS, LookedUp, bring_all_open_forward, bring_forward, can_be_brought_forward, expedite,
    note_look_up,
};

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::store::attempts::events::insert_event;
use crate::store::orders::amount_column;
use crate::store::{Result, Tx, values};

/// Writes the intent: an attempt in [`State::Created`] and its first event.
///
/// # Errors
/// Fails if the database is unreachable; a unique violation where the order is held.
pub fn insert(tx: &Tx<'_>, attempt: &Attempt) -> Result<()> {
    insert_row(tx, attempt)?;
    let change = Change {
        kind: "intent",
        by: match attempt.session {
            Some(_) => "shopper",
            None => "merchant",
        },
        ..Change::default()
    };
    insert_event(
        tx,
        attempt,
        None,
        &change,
        attempt.state,
        attempt.created_at,
    )
}

/// Writes an attempt that the store has lost and its provider knows, and its first event.
///
/// # Errors
/// Fails if the database is unreachable; a unique violation where it is known, or where it
/// would hold an order that is held.
pub fn insert_recovered(tx: &Tx<'_>, attempt: &Attempt) -> Result<()> {
    insert_row(tx, attempt)?;
    let change = Change {
        kind: "recovered",
        by: "recover",
        ..Change::default()
    };
    let at = attempt.awaited_since();
    insert_event(tx, attempt, None, &change, attempt.state, at)
}

fn insert_row(tx: &Tx<'_>, attempt: &Attempt) -> Result<()> {
    let sql = "INSERT INTO attempts (id, order_reference, session_id, card_id, provider, reference, return_token, state,
             amount, currency, cvc_given, created_at, updated_at, version, look_up_at,
             card_use, redirect_kind, number, provider_payment_id, recovered_at, on_pay_page)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    tx.change(
        sql,
        values![
            attempt.id.as_str(),
            attempt.order.as_str(),
            attempt.session.as_ref().map(SessionId::as_str),
            attempt.card.as_ref().map(CardId::as_str),
            &attempt.provider,
            attempt.reference.as_str(),
            &attempt.return_token,
            attempt.state.as_str(),
            amount_column(attempt.amount),
            attempt.amount.currency().as_str(),
            i64::from(attempt.cvc_given),
            attempt.created_at,
            attempt.updated_at,
            attempt.version,
            attempt.look_up_at,
            attempt.card_use.as_str(),
            attempt.redirect_kind.as_str(),
            attempt.number,
            &attempt.provider_payment_id,
            attempt.recovered_at,
            i64::from(attempt.on_pay_page)
        ],
    )
    .map(drop)
}
/// Changes the attempt to `to` if nobody has changed it since it was read.
///
/// Its schedule is merged with what stands in the store: while somebody waits
/// for a look-up, the sooner one wins.
///
/// Returns the attempt as it is then, or `None` where somebody was first.
///
/// # Errors
/// Fails if the database is unreachable; a unique violation where the new state
/// holds an order that another attempt holds.
pub fn change(
    tx: &Tx<'_>,
    attempt: &Attempt,
    to: State,
    change: &Change<'_>,
    now: i64,
) -> Result<Option<Attempt>> {
    let (redirect_url, redirect_expires_at) = change.redirect.unzip();
    let sql = "UPDATE attempts SET state = $1, decline_reason = $2, provider_payment_id = COALESCE($3, provider_payment_id),
             redirect_url = COALESCE($4, redirect_url),
             redirect_expires_at = CASE WHEN $4 IS NULL THEN redirect_expires_at ELSE $5 END,
             look_up_at = CASE WHEN $11 = 1 THEN look_up_at
                 WHEN expedites > expedites_answered THEN MIN(COALESCE(look_up_at, $6), COALESCE($6, look_up_at))
                 ELSE $6 END,
             updated_at = $7, version = version + 1, dispute = COALESCE($10, dispute)
         WHERE id = $8 AND version = $9 RETURNING *";
    let changed = tx.row(
        sql,
        values![
            to.as_str(),
            change.decline_reason.map(DeclineReason::as_str),
            change.provider_payment_id,
            redirect_url,
            redirect_expires_at.flatten(),
            change.schedule.at(),
            now,
            attempt.id.as_str(),
            attempt.version,
            change.dispute.map(Dispute::as_str),
            change.schedule.keeps()
        ],
        read,
    )?;
    let Some(changed) = changed else {
        return Ok(None);
    };
    insert_event(tx, &changed, Some(attempt.state), change, to, now)?;
    Ok(Some(changed))
}
