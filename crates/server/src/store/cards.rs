//! Stored cards. A token is here only sealed.

mod consent;
mod removal;

use oneclick_rules::{Brand, CardId, CardUse, CustomerId, Expiry, LastFour};

pub use crate::store::cards::consent::{Recorded, consents};
pub use crate::store::cards::removal::{
    DELETIONS, Deletion, begin_deletion, delete_later, erase_customer, is_being_deleted, is_known,
    note_deleted, remove, restore, take_over_removed,
};

use crate::model::card::Card;
use crate::model::consent::Consent;
use crate::store::readable::readable;
use crate::store::{Result, Row, StoreError, Tx, Value, uses, values};

pub(super) fn read(row: &Row<'_>) -> Result<Card> {
    let part = |column| row.get::<i64>(column);
    Ok(Card {
        id: CardId::parse(row.get("id")?).map_err(|_| StoreError::Corrupt("id"))?,
        customer: CustomerId::known(row.get("customer_id")?)
            .map_err(|_| StoreError::Corrupt("customer_id"))?,
        provider: row.get("provider")?,
        token_key: row.get("token_key")?,
        token_sealed: row.get("token_sealed")?,
        fingerprint: row.get("fingerprint")?,
        brand: Brand::parse(row.get("brand")?).unwrap_or(Brand::Unknown),
        last_four: LastFour::parse(row.get("last_four")?)
            .map_err(|_| StoreError::Corrupt("last_four"))?,
        expiry: read_expiry(row)?,
        uses: uses::read(row.get("uses")?),
        consent: Consent {
            text: row.get("consent_text")?,
            language: row.get("consent_language")?,
            given_at: part("consent_at")?,
        },
        initial_transaction: row.get("initial_transaction")?,
        default: part("is_default")? == 1,
        locked_at: row.get("locked_at")?,
    })
}

fn read_expiry(row: &Row<'_>) -> Result<Option<Expiry>> {
    let month: Option<i64> = row.get("expiry_month")?;
    let year: Option<i64> = row.get("expiry_year")?;
    let Some((month, year)) = month.zip(year) else {
        return Ok(None);
    };
    let corrupt = StoreError::Corrupt("expiry_month");
    let (Ok(month), Ok(year)) = (u8::try_from(month), u16::try_from(year)) else {
        return Err(corrupt);
    };
    Expiry::new(month, year).map(Some).map_err(|_| corrupt)
}

/// Writes a new card and the consent that it is kept by. One that is to be the
/// default card takes that from the others.
///
/// # Errors
/// Fails if the database is unreachable, or holds the same card already.
pub fn insert(tx: &Tx<'_>, card: &Card, now: i64) -> Result<()> {
    if card.default {
        take_default(tx, &card.customer)?;
    }
    let mut values = what_changes(card);
    values.extend_from_slice(values![
        card.id.as_str(),
        card.customer.as_str(),
        &card.provider,
        &card.token_key,
        &card.token_sealed,
        &card.fingerprint,
        card.locked_at,
        now
    ]);
    let sql = "INSERT INTO cards (brand, last_four, expiry_month, expiry_year, uses, consent_text, consent_language,
             consent_at, initial_transaction, is_default, id, customer_id, provider, token_key, token_sealed,
             fingerprint, locked_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    tx.change(sql, &values)?;
    consent::record(tx, &card.id, &card.consent, &card.uses, now)
}

/// Writes what is new of a card that is there: what is shown of it, its uses, its
/// consent, and whether it is the default card. `agreed` are the uses that `consent`
/// is for; it is recorded beside the former ones.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn renew(
    tx: &Tx<'_>,
    card: &Card,
    consent: &Consent,
    agreed: &[CardUse],
    now: i64,
) -> Result<()> {
    if card.default {
        take_default(tx, &card.customer)?;
    }
    let mut values = what_changes(card);
    values.push(card.id.as_str().into());
    let sql = "UPDATE cards SET brand = $1, last_four = $2, expiry_month = $3, expiry_year = $4, uses = $5,
             consent_text = $6, consent_language = $7, consent_at = $8, initial_transaction = $9, is_default = $10
         WHERE id = $11";
    tx.change(sql, &values)?;
    consent::record(tx, &card.id, consent, agreed, now)
}

/// Returns the ten values that may change of a card.
fn what_changes(card: &Card) -> Vec<Value<'_>> {
    vec![
        card.brand.as_str().into(),
        card.last_four.as_str().into(),
        card.expiry.map(|expiry| i64::from(expiry.month())).into(),
        card.expiry.map(|expiry| i64::from(expiry.year())).into(),
        uses::written(&card.uses).into(),
        (&card.consent.text).into(),
        (&card.consent.language).into(),
        card.consent.given_at.into(),
        (&card.initial_transaction).into(),
        card.default.into(),
    ]
}

/// Makes a card that is there its customer's default card.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn make_default(tx: &Tx<'_>, card: &Card) -> Result<()> {
    take_default(tx, &card.customer)?;
    tx.change(
        "UPDATE cards SET is_default = 1 WHERE id = $1",
        values![card.id.as_str()],
    )
}

/// Makes no card of the customer the default card any more, a removed one included.
fn take_default(tx: &Tx<'_>, customer: &CustomerId) -> Result<()> {
    tx.change(
        "UPDATE cards SET is_default = 0 WHERE customer_id = $1",
        values![customer.as_str()],
    )
}

/// Returns the customer's cards: the default card first, then the last that paid, then the
/// newest. One that cannot be read takes no other away.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn of_customer(tx: &Tx<'_>, customer: &CustomerId) -> Result<Vec<Card>> {
    let sql = "SELECT * FROM cards WHERE customer_id = $1 AND removed_at IS NULL
         ORDER BY is_default DESC, COALESCE(paid_at, 0) DESC, created_at DESC, id";
    readable(tx, "cards", sql, values![customer.as_str()], read)
}

/// Returns a card that is stored, whoever's it is.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn stored(tx: &Tx<'_>, id: &CardId) -> Result<Option<Card>> {
    // Else PostgreSQL may take an index over all that are not removed.
    let unless_removed = |row: &Row<'_>| match row.get::<Option<i64>>("removed_at")? {
        Some(_) => Ok(None),
        None => read(row).map(Some),
    };
    let sql = "SELECT * FROM cards WHERE id = $1";
    Ok(tx.row(sql, values![id.as_str()], unless_removed)?.flatten())
}

/// Returns what is shown of a card, also of one that was removed.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn shown(tx: &Tx<'_>, id: &CardId) -> Result<Option<(Brand, LastFour)>> {
    let sql = "SELECT brand, last_four FROM cards WHERE id = $1";
    tx.row(sql, values![id.as_str()], |row| {
        let brand = Brand::parse(row.get("brand")?).unwrap_or(Brand::Unknown);
        let last_four = LastFour::parse(row.get("last_four")?);
        Ok((
            brand,
            last_four.map_err(|_| StoreError::Corrupt("last_four"))?,
        ))
    })
}

/// Returns a card of this customer; another's is none.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, id: &CardId, customer: &CustomerId) -> Result<Option<Card>> {
    Ok(stored(tx, id)?.filter(|card| card.customer == *customer))
}

/// Returns the customer's card with this fingerprint at this provider.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find_same(
    tx: &Tx<'_>,
    provider: &str,
    customer: &CustomerId,
    fingerprint: &str,
) -> Result<Option<Card>> {
    let sql = "SELECT * FROM cards WHERE provider = $1 AND customer_id = $2 AND fingerprint = $3 AND removed_at IS NULL";
    tx.row(sql, values![provider, customer.as_str(), fingerprint], read)
}

/// Notes that the card paid.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_paid(tx: &Tx<'_>, id: &CardId, now: i64) -> Result<()> {
    tx.change(
        "UPDATE cards SET paid_at = $1 WHERE id = $2",
        values![now, id.as_str()],
    )
}
