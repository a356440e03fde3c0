//! Stored cards. A token is here only sealed.

mod consent;
mod removal;

use oneclick_rules::{Brand, CardId, CardUse, CustomerId, Expiry, LastFour};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row as _, Sqlite, SqliteConnection};

use super::readable::readable;
use super::{corrupt, uses};

pub use consent::{Consent, Recorded, consents};
pub use removal::{
    DELETIONS, Deletion, begin_deletion, delete_later, erase_customer, is_being_deleted, is_known,
    note_deleted, remove, restore, take_over_removed,
};

/// A stored card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its id.
    pub id: CardId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The provider that keeps it.
    pub provider: String,
    /// Which key sealed the token.
    pub token_key: String,
    /// The sealed token.
    pub token_sealed: String,
    /// The token's fingerprint, the same for every card that has the token.
    pub fingerprint: String,
    /// The brand.
    pub brand: Brand,
    /// The last four digits.
    pub last_four: LastFour,
    /// When it ends; `None` where nobody told.
    pub expiry: Option<Expiry>,
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The consent on record.
    pub consent: Consent,
    /// The provider's id of the transaction that first stored it.
    pub initial_transaction: Option<String>,
    /// Whether it is picked at first.
    pub default: bool,
    /// Since when its token may not pay any more, Unix milliseconds.
    pub locked_at: Option<i64>,
}

pub(super) fn read(row: &SqliteRow) -> sqlx::Result<Card> {
    let part = |column| row.try_get::<i64, _>(column);
    Ok(Card {
        id: CardId::parse(row.try_get("id")?).map_err(|_| corrupt("id"))?,
        customer: CustomerId::known(row.try_get("customer_id")?)
            .map_err(|_| corrupt("customer_id"))?,
        provider: row.try_get("provider")?,
        token_key: row.try_get("token_key")?,
        token_sealed: row.try_get("token_sealed")?,
        fingerprint: row.try_get("fingerprint")?,
        brand: Brand::parse(row.try_get("brand")?).unwrap_or(Brand::Unknown),
        last_four: LastFour::parse(row.try_get("last_four")?).map_err(|_| corrupt("last_four"))?,
        expiry: read_expiry(row)?,
        uses: uses::read(row.try_get("uses")?),
        consent: Consent {
            text: row.try_get("consent_text")?,
            language: row.try_get("consent_language")?,
            given_at: part("consent_at")?,
        },
        initial_transaction: row.try_get("initial_transaction")?,
        default: part("is_default")? == 1,
        locked_at: row.try_get("locked_at")?,
    })
}

fn read_expiry(row: &SqliteRow) -> sqlx::Result<Option<Expiry>> {
    let month: Option<u8> = row.try_get("expiry_month")?;
    let year: Option<u16> = row.try_get("expiry_year")?;
    let expiry = month
        .zip(year)
        .map(|(month, year)| Expiry::new(month, year));
    expiry.transpose().map_err(|_| corrupt("expiry_month"))
}

/// Writes a new card and the consent that it is kept by. One that is to be the
/// default card takes that from the others.
///
/// # Errors
/// Where the store does not answer, or holds the same card already.
pub async fn insert(store: &mut SqliteConnection, card: &Card, now: i64) -> sqlx::Result<()> {
    if card.default {
        take_default(store, &card.customer).await?;
    }
    what_changes(
        "INSERT INTO cards (brand, last_four, expiry_month, expiry_year, uses, consent_text, consent_language,
             consent_at, initial_transaction, is_default, id, customer_id, provider, token_key, token_sealed,
             fingerprint, locked_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        card,
    )
    .bind(card.id.as_str())
    .bind(card.customer.as_str())
    .bind(&card.provider)
    .bind(&card.token_key)
    .bind(&card.token_sealed)
    .bind(&card.fingerprint)
    .bind(card.locked_at)
    .bind(now)
    .execute(&mut *store)
    .await?;
    consent::record(store, card, &card.consent, &card.uses, now).await
}

/// Writes what is new of a card that is there: what is shown of it, its uses, its
/// consent, and whether it is the default card. `agreed` are the uses that `consent`
/// is for; it is recorded beside the former ones.
///
/// # Errors
/// Where the store does not answer.
pub async fn renew(
    store: &mut SqliteConnection,
    card: &Card,
    consent: &Consent,
    agreed: &[CardUse],
    now: i64,
) -> sqlx::Result<()> {
    if card.default {
        take_default(store, &card.customer).await?;
    }
    what_changes(
        "UPDATE cards SET brand = $1, last_four = $2, expiry_month = $3, expiry_year = $4, uses = $5,
             consent_text = $6, consent_language = $7, consent_at = $8, initial_transaction = $9, is_default = $10
         WHERE id = $11",
        card,
    )
    .bind(card.id.as_str())
    .execute(&mut *store)
    .await?;
    consent::record(store, card, consent, agreed, now).await
}

/// A statement whose first ten values are what may change of a card.
fn what_changes<'a>(sql: &'static str, card: &'a Card) -> Query<'a, Sqlite, SqliteArguments<'a>> {
    sqlx::query(sql)
        .bind(card.brand.as_str())
        .bind(card.last_four.as_str())
        .bind(card.expiry.map(Expiry::month))
        .bind(card.expiry.map(Expiry::year))
        .bind(uses::written(&card.uses))
        .bind(&card.consent.text)
        .bind(&card.consent.language)
        .bind(card.consent.given_at)
        .bind(&card.initial_transaction)
        .bind(i64::from(card.default))
}

/// No card of the customer is the default card any more.
async fn take_default(store: &mut SqliteConnection, customer: &CustomerId) -> sqlx::Result<()> {
    sqlx::query("UPDATE cards SET is_default = 0 WHERE customer_id = $1")
        .bind(customer.as_str())
        .execute(store)
        .await?;
    Ok(())
}

/// The customer's cards: the default card first, then the last that paid, then the
/// newest. One that cannot be read takes no other away.
///
/// # Errors
/// Where the store does not answer.
pub async fn of_customer(
    store: &mut SqliteConnection,
    customer: &CustomerId,
) -> sqlx::Result<Vec<Card>> {
    let rows = sqlx::query(
        "SELECT * FROM cards WHERE customer_id = $1 AND removed_at IS NULL
         ORDER BY is_default DESC, COALESCE(paid_at, 0) DESC, created_at DESC, id",
    )
    .bind(customer.as_str())
    .fetch_all(store)
    .await?;
    Ok(readable("cards", &rows, read))
}

/// A card of this customer; another's is none.
///
/// # Errors
/// Where the store does not answer.
pub async fn find(
    store: &mut SqliteConnection,
    id: &CardId,
    customer: &CustomerId,
) -> sqlx::Result<Option<Card>> {
    let row = sqlx::query(
        "SELECT * FROM cards WHERE id = $1 AND customer_id = $2 AND removed_at IS NULL",
    )
    .bind(id.as_str())
    .bind(customer.as_str())
    .fetch_optional(store)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The customer's card with this fingerprint at this provider.
///
/// # Errors
/// Where the store does not answer.
pub async fn find_same(
    store: &mut SqliteConnection,
    provider: &str,
    customer: &CustomerId,
    fingerprint: &str,
) -> sqlx::Result<Option<Card>> {
    let row = sqlx::query(
        "SELECT * FROM cards WHERE provider = $1 AND customer_id = $2 AND fingerprint = $3 AND removed_at IS NULL",
    )
    .bind(provider)
    .bind(customer.as_str())
    .bind(fingerprint)
    .fetch_optional(store)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Notes that the card paid.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_paid(store: &mut SqliteConnection, id: &CardId, now: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE cards SET paid_at = $1 WHERE id = $2")
        .bind(now)
        .bind(id.as_str())
        .execute(store)
        .await?;
    Ok(())
}
