//! Removed cards: unusable at once, deleted at the provider when due. The merchant is
//! told of each step.

use oneclick_rules::{CardId, CustomerId};

use crate::model::card::Card;
use crate::model::state::under_way;
use crate::model::webhook::body::WebhookData;
use crate::store::cards::read;
use crate::store::queue::{Queue, QueueProvider};
use crate::store::{Result, Row, StoreError, Tx, Value, values, webhooks};

/// A card that is to be deleted.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The card.
    pub card: Card,
    /// How often the provider was asked before.
    pub tries: i64,
}

/// Removes a card, to be deleted at `delete_at`; `false` where the customer
/// has no such card. One that is the default card stays it until another is chosen.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn remove(
    tx: &Tx<'_>,
    id: &CardId,
    customer: &CustomerId,
    delete_at: i64,
    now: i64,
) -> Result<bool> {
    let sql =
        "UPDATE cards SET removed_at = $1, delete_at = $2, restore_until = $2, delete_tries = 0
         WHERE id = $3 AND customer_id = $4 AND removed_at IS NULL RETURNING *";
    let values = values![now, delete_at, id.as_str(), customer.as_str()];
    changed(tx, sql, values, "card.removed", now)
}

/// Brings a removed card back within its time; `false` where there is none to bring
/// back.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn restore(tx: &Tx<'_>, id: &CardId, customer: &CustomerId, now: i64) -> Result<bool> {
    let sql = "UPDATE cards SET removed_at = NULL, delete_at = NULL, restore_until = NULL
         WHERE id = $1 AND customer_id = $2 AND delete_at IS NOT NULL AND restore_until > $3 AND delete_tries = 0
         RETURNING *";
    let values = values![id.as_str(), customer.as_str(), now];
    changed(tx, sql, values, "card.restored", now)
}

/// Changes cards by such a statement and tells the merchant of each; whether there was any.
fn changed(tx: &Tx<'_>, sql: &str, values: &[Value<'_>], kind: &str, now: i64) -> Result<bool> {
    let cards = tx.query(sql, values, read)?;
    for card in &cards {
        let data = WebhookData::of_card(card, None);
        webhooks::append(tx, card.id.as_str(), kind, &data, now)?;
    }
    Ok(!cards.is_empty())
}

/// Makes way for a token that was removed and is saved anew: the customer's old row is
/// of no use any more. Others' rows stay, to be brought back.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn take_over_removed(
    tx: &Tx<'_>,
    provider: &str,
    customer: &CustomerId,
    fingerprint: &str,
    now: i64,
) -> Result<()> {
    let sql = "UPDATE cards SET delete_at = NULL, deleted_at = $1, token_sealed = '', fingerprint = '', is_default = 0
         WHERE provider = $2 AND customer_id = $3 AND fingerprint = $4 AND delete_at IS NOT NULL AND delete_tries = 0
         RETURNING *";
    let values = values![now, provider, customer.as_str(), fingerprint];
    changed(tx, sql, values, "card.deleted", now).map(drop)
}

/// Tells whether the provider is being asked to delete this token: it may be gone, and
/// no card can be kept by it until that is known.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn is_being_deleted(tx: &Tx<'_>, provider: &str, fingerprint: &str) -> Result<bool> {
    tx.value(
        "SELECT EXISTS (SELECT 1 FROM cards
         WHERE provider = $1 AND fingerprint = $2 AND delete_tries > 0 AND deleted_at IS NULL)",
        values![provider, fingerprint],
    )?
    .ok_or(StoreError::Missing)
}

/// Decides about a removed card that is due, and is to be one transaction: the
/// last card that has the token has the provider delete it (`true`, from here on
/// nothing brings it back); any other is dropped here alone. While a payment by the
/// token is under way, it is put off for so many milliseconds: `later`.
///
/// A removed card that can still be brought back has the token too, as has
/// anybody else's.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn begin_deletion(tx: &Tx<'_>, card: &Card, now: i64, later: i64) -> Result<bool> {
    if is_paying(tx, card)? {
        delete_later(tx, &card.id, now + later)?;
        return Ok(false);
    }
    let shared: bool = tx
        .value(
            "SELECT EXISTS (SELECT 1 FROM cards
         WHERE provider = $1 AND fingerprint = $2 AND id <> $3 AND deleted_at IS NULL)",
            values![&card.provider, &card.fingerprint, card.id.as_str()],
        )?
        .ok_or(StoreError::Missing)?;
    if shared {
        note_deleted(tx, &card.id, now)?;
        return Ok(false);
    }
    let begun = tx.execute(
        "UPDATE cards SET delete_tries = delete_tries + 1 WHERE id = $1 AND delete_at IS NOT NULL",
        values![card.id.as_str()],
    )?;
    Ok(begun == 1)
}

/// Tells whether a payment by the card's token is under way. One in review needs the
/// token no more: its money has moved or has not.
fn is_paying(tx: &Tx<'_>, card: &Card) -> Result<bool> {
    tx.value(
        concat!(
            "SELECT EXISTS (SELECT 1 FROM token_uses JOIN attempts ON attempts.id = token_uses.attempt_id
             WHERE token_uses.provider = $1 AND token_uses.fingerprint = $2 AND attempts.state IN ",
            under_way!(),
            ")"
        ),
        values![&card.provider, &card.fingerprint],
    )?
    .ok_or(StoreError::Missing)
}

/// Removes every card of the customer without a way back, and what is known of
/// the person: e-mail, names, phone, addresses. Their sessions end. Orders and payments
/// stay.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn erase_customer(tx: &Tx<'_>, customer: &CustomerId, now: i64) -> Result<()> {
    // Due by whatever clock, also one that is set back: nothing of it can be restored.
    for statement in [
        "UPDATE cards SET removed_at = COALESCE(removed_at, $1), delete_at = 0, restore_until = 0, is_default = 0
         WHERE customer_id = $2 AND deleted_at IS NULL AND delete_tries = 0",
        "UPDATE customers SET email = NULL, first_name = NULL, last_name = NULL, phone = NULL, erased_at = $1
         WHERE id = $2",
        "UPDATE sessions SET billing = NULL, shipping = NULL, description = NULL, expires_at = MIN(expires_at, $1)
         WHERE order_reference IN (SELECT reference FROM orders WHERE customer_id = $2)",
    ] {
        tx.change(statement, values![now, customer.as_str()])?;
    }
    Ok(())
}

/// Cards to be deleted.
pub const DELETIONS: &Queue<Deletion> = &Queue {
    table: "cards",
    key: &["id"],
    due: "delete_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: QueueProvider::Column("provider"),
    awaited: None,
    urgent: None,
    noted: "",
    read: deletion,
};

fn deletion(row: &Row<'_>) -> Result<Deletion> {
    Ok(Deletion {
        card: read(row)?,
        tries: row.get("delete_tries")?,
    })
}

/// Puts the deletion off until `delete_at`: a payment is under way, or nobody knows
/// whether the provider has deleted the card.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn delete_later(tx: &Tx<'_>, id: &CardId, delete_at: i64) -> Result<()> {
    tx.change(
        "UPDATE cards SET delete_at = $1 WHERE id = $2 AND delete_at IS NOT NULL",
        values![delete_at, id.as_str()],
    )
}

/// Notes that the card is deleted at its provider; deletes its token here.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_deleted(tx: &Tx<'_>, id: &CardId, now: i64) -> Result<()> {
    let sql = "UPDATE cards SET delete_at = NULL, deleted_at = $1, token_sealed = '', fingerprint = '', is_default = 0
         WHERE id = $2 AND delete_at IS NOT NULL RETURNING *";
    changed(tx, sql, values![now, id.as_str()], "card.deleted", now).map(drop)
}

/// Tells whether the customer has or had this card.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn is_known(tx: &Tx<'_>, id: &CardId, customer: &CustomerId) -> Result<bool> {
    tx.value(
        "SELECT EXISTS (SELECT 1 FROM cards WHERE id = $1 AND customer_id = $2)",
        values![id.as_str(), customer.as_str()],
    )?
    .ok_or(StoreError::Missing)
}
