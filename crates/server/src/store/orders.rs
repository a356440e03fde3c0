//! Orders and their customers.

use oneclick_rules::{Amount, Currency, Customer, CustomerId, OrderReference};

use crate::model::order::Order;
use crate::store::{Result, Row, StoreError, Tx, recovery, values};

/// Reads the columns `amount` and `currency`.
pub(crate) fn read_amount(row: &Row<'_>) -> Result<Amount> {
    let minor: i64 = row.get("amount")?;
    let currency =
        Currency::parse(row.get("currency")?).map_err(|_| StoreError::Corrupt("currency"))?;
    let minor = u64::try_from(minor).map_err(|_| StoreError::Corrupt("amount"))?;
    Amount::new(minor, currency).map_err(|_| StoreError::Corrupt("amount"))
}

/// Returns the form in which the store holds an amount's minor units.
pub(crate) fn amount_column(amount: Amount) -> i64 {
    i64::try_from(amount.minor()).unwrap_or(i64::MAX)
}

/// Returns the order, if there is one.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, reference: &OrderReference) -> Result<Option<Order>> {
    tx.row(
        "SELECT customer_id, amount, currency FROM orders WHERE reference = $1",
        values![reference.as_str()],
        |row| {
            let customer: Option<&str> = row.get("customer_id")?;
            Ok(Order {
                reference: reference.clone(),
                customer: customer
                    .map(CustomerId::known)
                    .transpose()
                    .map_err(|_| StoreError::Corrupt("customer_id"))?,
                amount: read_amount(row)?,
            })
        },
    )
}

/// Writes a new order. If the store has lost something, the order's first numbers may have
/// been used in what was lost.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn insert(tx: &Tx<'_>, order: &Order, now: i64) -> Result<()> {
    let sql =
        "INSERT INTO orders (reference, customer_id, amount, currency, created_at, first_number)
        VALUES ($1, $2, $3, $4, $5,
            (SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE 1 + CAST($6 AS BIGINT) END FROM lost_times))";
    tx.change(
        sql,
        values![
            order.reference.as_str(),
            order.customer.as_ref().map(CustomerId::as_str),
            amount_column(order.amount),
            order.amount.currency().as_str(),
            now,
            recovery::AHEAD
        ],
    )
}

/// Sets what the order costs and, where it had none, its customer.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn update(tx: &Tx<'_>, order: &Order) -> Result<()> {
    let sql = "UPDATE orders SET amount = $1, currency = $2, customer_id = COALESCE(customer_id, $3) WHERE reference = $4";
    tx.change(
        sql,
        values![
            amount_column(order.amount),
            order.amount.currency().as_str(),
            order.customer.as_ref().map(CustomerId::as_str),
            order.reference.as_str()
        ],
    )
}

/// Writes a customer or what is new of one; what is not told stays.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn save_customer(tx: &Tx<'_>, customer: &Customer, now: i64) -> Result<()> {
    let sql = "INSERT INTO customers (id, email, first_name, last_name, phone, created_at, kept_since) VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (id) DO UPDATE SET email = COALESCE(excluded.email, customers.email),
             first_name = COALESCE(excluded.first_name, customers.first_name),
             last_name = COALESCE(excluded.last_name, customers.last_name),
             phone = COALESCE(excluded.phone, customers.phone), kept_since = excluded.kept_since";
    tx.change(
        sql,
        values![
            customer.id.as_str(),
            &customer.email,
            &customer.first_name,
            &customer.last_name,
            &customer.phone,
            now
        ],
    )
}

/// Returns the customer as last told, if there is one.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn customer(tx: &Tx<'_>, id: &CustomerId) -> Result<Option<Customer>> {
    tx.row(
        "SELECT * FROM customers WHERE id = $1",
        values![id.as_str()],
        |row| {
            Ok(Customer {
                id: id.clone(),
                email: row.get("email")?,
                first_name: row.get("first_name")?,
                last_name: row.get("last_name")?,
                phone: row.get("phone")?,
            })
        },
    )
}

/// Says when the customer was erased last, Unix milliseconds, if ever.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn erased_at(tx: &Tx<'_>, id: &CustomerId) -> Result<Option<i64>> {
    let erased: Option<Option<i64>> = tx.value(
        "SELECT erased_at FROM customers WHERE id = $1",
        values![id.as_str()],
    )?;
    Ok(erased.flatten())
}
