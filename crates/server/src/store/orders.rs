//! Orders and their customers.

use oneclick_rules::{Amount, Currency, Customer, CustomerId, OrderReference};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::corrupt;

/// An order: one customer, one current amount.
#[derive(Clone, Debug)]
pub struct Order {
    /// The merchant's reference.
    pub reference: OrderReference,
    /// Whose it is; `None` for a guest's.
    pub customer: Option<CustomerId>,
    /// What it costs now.
    pub amount: Amount,
}

/// Reads the columns `amount` and `currency`.
pub(crate) fn amount_of(row: &SqliteRow) -> sqlx::Result<Amount> {
    let currency = Currency::parse(row.try_get("currency")?).map_err(|_| corrupt("currency"))?;
    let minor: i64 = row.try_get("amount")?;
    let minor = u64::try_from(minor).map_err(|_| corrupt("amount"))?;
    Amount::new(minor, currency).map_err(|_| corrupt("amount"))
}

/// The form in which the store holds an amount's minor units.
pub(crate) fn minor_of(amount: Amount) -> i64 {
    i64::try_from(amount.minor()).unwrap_or(i64::MAX)
}

/// The order, if there is one.
///
/// # Errors
/// Where the store does not answer.
pub async fn find(
    store: &mut SqliteConnection,
    reference: &OrderReference,
) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query("SELECT customer_id, amount, currency FROM orders WHERE reference = $1")
        .bind(reference.as_str())
        .fetch_optional(store)
        .await?;
    row.map(|row| {
        let customer: Option<&str> = row.try_get("customer_id")?;
        Ok(Order {
            reference: reference.clone(),
            customer: customer
                .map(CustomerId::known)
                .transpose()
                .map_err(|_| corrupt("customer_id"))?,
            amount: amount_of(&row)?,
        })
    })
    .transpose()
}

/// Writes a new order.
///
/// # Errors
/// Where the store does not answer.
pub async fn insert(store: &mut SqliteConnection, order: &Order, now: i64) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO orders (reference, customer_id, amount, currency, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(order.reference.as_str())
        .bind(order.customer.as_ref().map(CustomerId::as_str))
        .bind(minor_of(order.amount))
        .bind(order.amount.currency().as_str())
        .bind(now)
        .execute(store)
        .await?;
    Ok(())
}

/// Sets what the order costs and, where it had none, its customer.
///
/// # Errors
/// Where the store does not answer.
pub async fn update(store: &mut SqliteConnection, order: &Order) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE orders SET amount = $1, currency = $2, customer_id = COALESCE(customer_id, $3) WHERE reference = $4",
    )
    .bind(minor_of(order.amount))
    .bind(order.amount.currency().as_str())
    .bind(order.customer.as_ref().map(CustomerId::as_str))
    .bind(order.reference.as_str())
    .execute(store)
    .await?;
    Ok(())
}

/// Writes a customer or what is new of one; what is not told stays.
///
/// # Errors
/// Where the store does not answer.
pub async fn save_customer(
    store: &mut SqliteConnection,
    customer: &Customer,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO customers (id, email, first_name, last_name, phone, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET email = COALESCE(excluded.email, customers.email),
             first_name = COALESCE(excluded.first_name, customers.first_name),
             last_name = COALESCE(excluded.last_name, customers.last_name),
             phone = COALESCE(excluded.phone, customers.phone)",
    )
    .bind(customer.id.as_str())
    .bind(&customer.email)
    .bind(&customer.first_name)
    .bind(&customer.last_name)
    .bind(&customer.phone)
    .bind(now)
    .execute(store)
    .await?;
    Ok(())
}

/// The customer as last told, if there is one.
///
/// # Errors
/// Where the store does not answer.
pub async fn customer(
    store: &mut SqliteConnection,
    id: &CustomerId,
) -> sqlx::Result<Option<Customer>> {
    let row = sqlx::query("SELECT * FROM customers WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(store)
        .await?;
    row.map(|row| {
        Ok(Customer {
            id: id.clone(),
            email: row.try_get("email")?,
            first_name: row.try_get("first_name")?,
            last_name: row.try_get("last_name")?,
            phone: row.try_get("phone")?,
        })
    })
    .transpose()
}

/// When the customer was erased last, Unix milliseconds, if ever.
///
/// # Errors
/// Where the store does not answer.
pub async fn erased_at(store: &mut SqliteConnection, id: &CustomerId) -> sqlx::Result<Option<i64>> {
    let erased = sqlx::query_scalar("SELECT erased_at FROM customers WHERE id = $1");
    let erased: Option<Option<i64>> = erased.bind(id.as_str()).fetch_optional(store).await?;
    Ok(erased.flatten())
}
