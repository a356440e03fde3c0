//! Plans when attempts are looked up, and by whom: background work is taken by lease.

use oneclick_rules::{OrderReference, PaymentId};

use crate::model::attempt::Attempt;
use crate::model::state::under_way;
use crate::store::attempts::attempt::hints;
use crate::store::attempts::change::Schedule;
use crate::store::attempts::read;
use crate::store::queue::{Queue, QueueProvider};
use crate::store::spacing::soonest;
use crate::store::{Result, StoreError, Tx, values};

/// Attempts to look up.
pub const LOOK_UPS: &Queue<Attempt> = &Queue {
    table: "attempts",
    key: &["id"],
    due: "look_up_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: QueueProvider::Column("provider"),
    awaited: Some("awaited_at"),
    // What is over and only watched waits for what nobody knows yet.
    urgent: Some(concat!(
        "CASE WHEN state IN ",
        under_way!(),
        " THEN look_up_at END"
    )),
    noted: ", awaited_at = NULL",
    read,
};

impl From<Option<i64>> for Schedule {
    fn from(next: Option<i64>) -> Self {
        next.map_or(Self::Never, Self::At)
    }
}

/// A look-up that was made. Times in Unix milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct LookedUp {
    /// When it ended.
    pub at: i64,
    /// Since when look-ups have found nothing.
    pub empty_since: Option<i64>,
    /// When the next is due by itself.
    pub next: Schedule,
    /// How many of those who asked for a look-up this one answers: all who had
    /// asked when it began, or none where it said nothing.
    pub answered: i64,
    /// By when those who have asked since are answered by another, at the latest.
    pub retry: i64,
}

/// Notes a look-up and when the next is due.
///
/// Changes neither state nor version: it is no event of the payment.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_look_up(tx: &Tx<'_>, id: &PaymentId, made: LookedUp) -> Result<()> {
    let sql = "UPDATE attempts SET looked_up_at = $1, look_ups = look_ups + 1, empty_since = $2,
             look_up_at = CASE
                 WHEN expedites > MAX(expedites_answered, $4)
                     THEN MIN(CASE WHEN $7 = 1 THEN COALESCE(look_up_at, $5) ELSE COALESCE($3, $5) END, $5)
                 WHEN $7 = 1 THEN look_up_at ELSE $3 END,
             expedites_answered = MAX(expedites_answered, $4)
         WHERE id = $6";
    tx.change(
        sql,
        values![
            made.at,
            made.empty_since,
            made.next.at(),
            made.answered,
            made.retry,
            id.as_str(),
            made.next.keeps()
        ],
    )
}

/// Brings the next look-up of the order's open attempt forward to now, but
/// not closer to the last one than `spacing` milliseconds. Nobody is owed an answer:
/// what must be answered is counted ([`expedite`]).
///
/// # Errors
/// Fails if the database is unreachable.
pub fn bring_forward(tx: &Tx<'_>, order: &OrderReference, spacing: i64, now: i64) -> Result<()> {
    let sql = concat!(
        "UPDATE attempts SET look_up_at = ",
        soonest!(),
        " WHERE order_reference = $3 AND look_up_at > ",
        soonest!(),
        " AND state IN ('unknown', 'action_required', 'processing')"
    );
    tx.change(sql, values![now, spacing, order.as_str()])
}

/// Tells whether [`bring_forward`] would change anything, or nobody has noted yet that
/// somebody waits for the order's look-up.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn can_be_brought_forward(
    tx: &Tx<'_>,
    order: &OrderReference,
    spacing: i64,
    now: i64,
) -> Result<bool> {
    let sql = concat!(
        "SELECT EXISTS (SELECT 1 FROM attempts WHERE order_reference = $3 AND look_up_at IS NOT NULL
             AND (awaited_at IS NULL OR look_up_at > ",
        soonest!(),
        " AND state IN ('unknown', 'action_required', 'processing')))"
    );
    tx.value(sql, values![now, spacing, order.as_str()])?
        .ok_or(StoreError::Missing)
}

/// Has an attempt looked up now, whatever its state, but not closer to the
/// last time than `spacing` milliseconds, again until a look-up has said something;
/// keeps `hint`, an id of the provider's, for it to ask about.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn expedite(
    tx: &Tx<'_>,
    id: &PaymentId,
    hint: Option<&str>,
    spacing: i64,
    now: i64,
) -> Result<()> {
    let hints = match hint {
        Some(hint) => hints_with(tx, id, hint)?,
        None => None,
    };
    let sql = concat!(
        "UPDATE attempts SET payment_hint = COALESCE($3, payment_hint), expedited_at = $1,
             expedites = expedites + 1, look_up_at = MIN(COALESCE(look_up_at, $1 + $2), ",
        soonest!(),
        ") WHERE id = $4"
    );
    tx.change(sql, values![now, spacing, hints, id.as_str()])
}

/// The most ids that are asked about: a look-up asks once for each.
const MOST_HINTS: usize = 8;

/// Adds an id to those that notifications named; `None` if it says nothing new. One
/// after the other may name the attempt's own payment and a second charge before
/// either is asked about: none takes another's place until there are [`MOST_HINTS`].
fn hints_with(tx: &Tx<'_>, id: &PaymentId, hint: &str) -> Result<Option<String>> {
    let sql = "SELECT provider_payment_id, payment_hint FROM attempts WHERE id = $1";
    let known = tx.row(sql, values![id.as_str()], |row| {
        let own: Option<String> = row.get("provider_payment_id")?;
        let named: Option<&str> = row.get("payment_hint")?;
        Ok((own, named.map(hints).unwrap_or_default()))
    })?;
    let Some((own, mut named)) = known else {
        return Ok(None);
    };
    let is_known = own.as_deref() == Some(hint) || named.iter().any(|one| one == hint);
    // With a space in it, it would be read as two.
    if is_known || hint.contains(char::is_whitespace) {
        return Ok(None);
    }
    named.push(String::from(hint));
    let first = named.len().saturating_sub(MOST_HINTS);
    Ok(Some(named.split_off(first).join(" ")))
}

/// Brings the look-up of every attempt that is under way forward to now, but not closer to the
/// last one than `spacing` milliseconds: what a start does, since whoever
/// waited for their answers may be gone. So may be whoever asked a provider to
/// end a page: it may be asked again, and an end is an end.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn bring_all_open_forward(tx: &Tx<'_>, spacing: i64, now: i64) -> Result<()> {
    tx.change(
        concat!(
            "UPDATE attempts SET cancel_asked_at = NULL,
                 look_up_at = MIN(COALESCE(look_up_at, $1 + $2), ",
            soonest!(),
            ") WHERE state IN ",
            under_way!()
        ),
        values![now, spacing],
    )
}
