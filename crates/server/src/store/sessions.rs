//! Checkout sessions.

use oneclick_providers::{PostalAddress, Purchase};
use oneclick_rules::{
    Amount, CardUse, Customer, CustomerId, CvcPolicy, Mode, OrderReference, SessionId,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::orders::{Order, amount_of, minor_of};
use super::{corrupt, uses};
use crate::address::JsonAddress;
use crate::engine::Configured;

/// One try of the merchant's page to have an order paid.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The order it is for.
    pub order: OrderReference,
    /// Whether it was made without a customer.
    pub guest: bool,
    /// The amount it was made for, or changed to.
    pub amount: Amount,
    /// What the merchant asked for.
    pub terms: Terms,
    /// Whether real money moves.
    pub mode: Mode,
    /// When it was made, Unix milliseconds.
    pub created_at: i64,
    /// When it ends, Unix milliseconds.
    pub expires_at: i64,
}

/// What the merchant asks for in a session, every member judged.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Where the shopper goes back to.
    pub return_url: String,
    /// BCP 47 tag that the merchant asked for.
    pub language: Option<String>,
    /// For the provider to show.
    pub description: Option<String>,
    /// For the shopper's statement.
    pub statement_descriptor: Option<String>,
    /// Whether 3-D Secure is asked for.
    pub three_d_secure: bool,
    /// Whether a charge is captured at once.
    pub capture: bool,
    /// What the merchant wants of the security code.
    pub cvc: CvcPolicy,
    /// The provider of a new card; `None` for the default.
    pub provider: Option<String>,
    /// The uses that the shopper is asked to agree to when a new card is kept.
    pub save_uses: Vec<CardUse>,
    /// Where the bill goes.
    pub billing: Option<PostalAddress>,
    /// Where the goods go.
    pub shipping: Option<PostalAddress>,
}

impl Session {
    /// Whose cards it shows and charges: the customer of its order, unless it
    /// was made for a guest.
    pub fn customer<'a>(&self, order: &'a Order) -> Option<&'a CustomerId> {
        order.customer.as_ref().filter(|_| !self.guest)
    }

    /// What is bought, as a provider is told it.
    pub fn purchase<'a>(
        &'a self,
        amount: Amount,
        customer: Option<&'a Customer>,
        configured: &Configured,
    ) -> Purchase<'a> {
        self.terms
            .purchase(&self.order, amount, customer, configured)
    }
}

impl Terms {
    /// What is bought, as a provider is told it.
    pub fn purchase<'a>(
        &'a self,
        order: &'a OrderReference,
        amount: Amount,
        customer: Option<&'a Customer>,
        configured: &Configured,
    ) -> Purchase<'a> {
        Purchase {
            order,
            amount,
            customer,
            description: self.description.as_deref(),
            statement_descriptor: self.statement_descriptor.as_deref(),
            billing: self.billing.as_ref(),
            shipping: self.shipping.as_ref(),
            language: self.language.as_deref(),
            capture: self.capture,
            three_d_secure: self.three_d_secure || configured.three_d_secure,
        }
    }
}

fn read(row: &SqliteRow) -> sqlx::Result<Session> {
    Ok(Session {
        id: SessionId::parse(row.try_get("id")?).map_err(|_| corrupt("id"))?,
        order: OrderReference::known(row.try_get("order_reference")?)
            .map_err(|_| corrupt("order_reference"))?,
        guest: row.try_get::<i64, _>("guest")? == 1,
        amount: amount_of(row)?,
        terms: read_terms(row)?,
        mode: Mode::parse(row.try_get("mode")?).ok_or_else(|| corrupt("mode"))?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

fn read_terms(row: &SqliteRow) -> sqlx::Result<Terms> {
    Ok(Terms {
        return_url: row.try_get("return_url")?,
        language: row.try_get("language")?,
        description: row.try_get("description")?,
        statement_descriptor: row.try_get("statement_descriptor")?,
        three_d_secure: row.try_get::<i64, _>("three_d_secure")? == 1,
        capture: row.try_get::<i64, _>("capture")? == 1,
        cvc: CvcPolicy::parse(row.try_get("cvc")?).ok_or_else(|| corrupt("cvc"))?,
        provider: row.try_get("provider")?,
        save_uses: uses::read(row.try_get("save_uses")?),
        billing: read_address(row, "billing")?,
        shipping: read_address(row, "shipping")?,
    })
}

fn read_address(row: &SqliteRow, column: &'static str) -> sqlx::Result<Option<PostalAddress>> {
    let json: Option<&str> = row.try_get(column)?;
    let read = json.map(serde_json::from_str::<JsonAddress>).transpose();
    Ok(read.map_err(|_| corrupt(column))?.map(|address| address.0))
}

fn written(address: Option<&PostalAddress>) -> sqlx::Result<Option<String>> {
    let json = address.map(|address| serde_json::to_string(&JsonAddress(address.clone())));
    json.transpose()
        .map_err(|error| sqlx::Error::Encode(error.into()))
}

/// Writes a new session; `token_hash` is all that is kept of its client token.
///
/// # Errors
/// Where the store does not answer.
pub async fn insert(
    store: &mut SqliteConnection,
    session: &Session,
    token_hash: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id, token_hash, order_reference, amount, currency, return_url, language, description,
             statement_descriptor, three_d_secure, capture, cvc, mode, created_at, expires_at, guest, provider,
             save_uses, billing, shipping)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    )
    .bind(session.id.as_str())
    .bind(token_hash)
    .bind(session.order.as_str())
    .bind(minor_of(session.amount))
    .bind(session.amount.currency().as_str())
    .bind(&session.terms.return_url)
    .bind(&session.terms.language)
    .bind(&session.terms.description)
    .bind(&session.terms.statement_descriptor)
    .bind(i64::from(session.terms.three_d_secure))
    .bind(i64::from(session.terms.capture))
    .bind(session.terms.cvc.as_str())
    .bind(session.mode.as_str())
    .bind(session.created_at)
    .bind(session.expires_at)
    .bind(i64::from(session.guest))
    .bind(&session.terms.provider)
    .bind(uses::written(&session.terms.save_uses))
    .bind(written(session.terms.billing.as_ref())?)
    .bind(written(session.terms.shipping.as_ref())?)
    .execute(store)
    .await?;
    Ok(())
}

/// The session with this id.
///
/// # Errors
/// Where the store does not answer.
pub async fn find(store: &mut SqliteConnection, id: &SessionId) -> sqlx::Result<Option<Session>> {
    let row = sqlx::query("SELECT * FROM sessions WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(store)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The session that a client token opens, by the token's hash.
///
/// # Errors
/// Where the store does not answer.
pub async fn find_by_token(
    store: &mut SqliteConnection,
    token_hash: &str,
) -> sqlx::Result<Option<Session>> {
    let row = sqlx::query("SELECT * FROM sessions WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(store)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Sets the amount that the session is for.
///
/// # Errors
/// Where the store does not answer.
pub async fn set_amount(
    store: &mut SqliteConnection,
    id: &SessionId,
    amount: Amount,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE sessions SET amount = $1, currency = $2 WHERE id = $3")
        .bind(minor_of(amount))
        .bind(amount.currency().as_str())
        .bind(id.as_str())
        .execute(store)
        .await?;
    Ok(())
}

/// Moves the end of the session, Unix milliseconds.
///
/// # Errors
/// Where the store does not answer.
pub async fn set_end(
    store: &mut SqliteConnection,
    id: &SessionId,
    expires_at: i64,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE sessions SET expires_at = $1 WHERE id = $2")
        .bind(expires_at)
        .bind(id.as_str())
        .execute(store)
        .await?;
    Ok(())
}
