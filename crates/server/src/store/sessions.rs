//! Checkout sessions.

use oneclick_providers::PostalAddress;
use oneclick_rules::{Amount, CvcPolicy, Mode, OrderReference, SessionId};

use crate::address::JsonAddress;
use crate::model::session::{Session, Terms};
use crate::store::orders::{amount_column, read_amount};
use crate::store::{Result, Row, StoreError, Tx, uses, values};

fn read(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: SessionId::parse(row.get("id")?).map_err(|_| StoreError::Corrupt("id"))?,
        order: OrderReference::known(row.get("order_reference")?)
            .map_err(|_| StoreError::Corrupt("order_reference"))?,
        amount: read_amount(row)?,
        terms: read_terms(row)?,
        guest: row.get::<i64>("guest")? == 1,
        mode: Mode::parse(row.get("mode")?).ok_or(StoreError::Corrupt("mode"))?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
    })
}

fn read_terms(row: &Row<'_>) -> Result<Terms> {
    Ok(Terms {
        return_url: row.get("return_url")?,
        language: row.get("language")?,
        description: row.get("description")?,
        statement_descriptor: row.get("statement_descriptor")?,
        three_d_secure: row.get::<i64>("three_d_secure")? == 1,
        capture: row.get::<i64>("capture")? == 1,
        cvc: CvcPolicy::parse(row.get("cvc")?).ok_or(StoreError::Corrupt("cvc"))?,
        provider: row.get("provider")?,
        billing: read_address(row, "billing")?,
        shipping: read_address(row, "shipping")?,
        save_uses: uses::read(row.get("save_uses")?),
    })
}

fn read_address(row: &Row<'_>, column: &'static str) -> Result<Option<PostalAddress>> {
    let json: Option<&str> = row.get(column)?;
    let read = json.map(serde_json::from_str::<JsonAddress>).transpose();
    Ok(read
        .map_err(|_| StoreError::Corrupt(column))?
        .map(|address| address.0))
}

fn written(address: Option<&PostalAddress>) -> Result<Option<String>> {
    let json = address.map(|address| serde_json::to_string(&JsonAddress(address.clone())));
    json.transpose()
        .map_err(|error| StoreError::Unwritable(error.to_string()))
}

/// Writes a new session; `token_hash` is all that is kept of its client token.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn insert(tx: &Tx<'_>, session: &Session, token_hash: &str) -> Result<()> {
    let sql = "INSERT INTO sessions (id, token_hash, order_reference, amount, currency, return_url, language, description,
             statement_descriptor, three_d_secure, capture, cvc, mode, created_at, expires_at, guest, provider,
             save_uses, billing, shipping)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    tx.change(
        sql,
        values![
            session.id.as_str(),
            token_hash,
            session.order.as_str(),
            amount_column(session.amount),
            session.amount.currency().as_str(),
            &session.terms.return_url,
            &session.terms.language,
            &session.terms.description,
            &session.terms.statement_descriptor,
            i64::from(session.terms.three_d_secure),
            i64::from(session.terms.capture),
            session.terms.cvc.as_str(),
            session.mode.as_str(),
            session.created_at,
            session.expires_at,
            i64::from(session.guest),
            &session.terms.provider,
            uses::written(&session.terms.save_uses),
            written(session.terms.billing.as_ref())?,
            written(session.terms.shipping.as_ref())?
        ],
    )
}

/// Returns the session with this id.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, id: &SessionId) -> Result<Option<Session>> {
    tx.row(
        "SELECT * FROM sessions WHERE id = $1",
        values![id.as_str()],
        read,
    )
}

/// Returns the newest session of an order.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn newest(tx: &Tx<'_>, order: &OrderReference) -> Result<Option<Session>> {
    tx.row(
        "SELECT * FROM sessions WHERE order_reference = $1 ORDER BY created_at DESC LIMIT 1",
        values![order.as_str()],
        read,
    )
}

/// Returns the session that a client token opens, by the token's hash.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find_by_token(tx: &Tx<'_>, token_hash: &str) -> Result<Option<Session>> {
    tx.row(
        "SELECT * FROM sessions WHERE token_hash = $1",
        values![token_hash],
        read,
    )
}

/// Sets the amount that the session is for.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn set_amount(tx: &Tx<'_>, id: &SessionId, amount: Amount) -> Result<()> {
    tx.change(
        "UPDATE sessions SET amount = $1, currency = $2 WHERE id = $3",
        values![
            amount_column(amount),
            amount.currency().as_str(),
            id.as_str()
        ],
    )
}

/// Moves the end of the session, Unix milliseconds.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn set_end(tx: &Tx<'_>, id: &SessionId, expires_at: i64) -> Result<()> {
    tx.change(
        "UPDATE sessions SET expires_at = $1 WHERE id = $2",
        values![expires_at, id.as_str()],
    )
}
