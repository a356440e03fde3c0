//! Orders of the shop, and the checkout sessions to have them paid.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;

use crate::customers::{self, Customers};
use crate::merchant_api::{CheckoutServer, MerchantPayment, SessionRequest};
use crate::new_order::{NewOrder, Who, plain};
use crate::provider::{self, DemoProvider};
use crate::refusal::ShopRefusal;
use crate::sandbox::SandboxClient;
use crate::scenario::Scenario;
use crate::webhooks::{Inbox, ToldOrder};

/// The shop: what it knows and whom it asks.
pub struct Shop {
    checkout: CheckoutServer,
    sandbox: SandboxClient,
    public_url: String,
    customers: Customers,
    orders: Mutex<HashMap<String, ShopOrder>>,
    inbox: Arc<Inbox>,
}

/// What the shop keeps of an order. A real shop keeps it in its database.
#[derive(Clone)]
struct ShopOrder {
    amount: i64,
    currency: String,
    customer: Option<String>,
    language: Option<String>,
    provider: &'static DemoProvider,
    scenario: Scenario,
    session: String,
}

/// What the page needs for the element.
#[derive(Serialize)]
struct Checkout {
    order: String,
    endpoint: String,
    session: String,
    pay_url: String,
    script: String,
}

/// The shop's own view of an order.
#[derive(Serialize)]
struct OrderView {
    order: String,
    amount: i64,
    currency: String,
    customer: Option<String>,
    returning: bool,
    language: Option<String>,
    provider: &'static str,
    scenario: String,
    paid: bool,
    payments: Vec<MerchantPayment>,
    #[serde(flatten)]
    told: ToldOrder,
}

impl Shop {
    /// A shop without orders, found by browsers at `public_url`.
    ///
    /// # Errors
    ///
    /// The system gave no randomness.
    pub fn new(
        checkout: CheckoutServer,
        sandbox: SandboxClient,
        public_url: &str,
        inbox: Arc<Inbox>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            checkout,
            sandbox,
            public_url: public_url.trim_end_matches('/').to_owned(),
            customers: Customers::new()?,
            orders: Mutex::new(HashMap::new()),
            inbox,
        })
    }

    fn order(&self, name: &str) -> Result<ShopOrder, ShopRefusal> {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let order = orders.get(name).cloned();
        order.ok_or_else(|| ShopRefusal::unknown_order(name))
    }

    /// Makes a session of an order and remembers it.
    async fn checkout(&self, name: String, mut order: ShopOrder) -> Result<Checkout, ShopRefusal> {
        let language = order.language.as_deref();
        let mut return_url = format!("{}/?order={name}", self.public_url);
        if let Some(language) = language {
            return_url.push_str("&language=");
            return_url.push_str(language);
        }
        let session = self
            .checkout
            .create_session(&SessionRequest {
                order: &name,
                amount: order.amount,
                currency: &order.currency,
                customer: order.customer.as_deref().map(customers::buyer),
                return_url,
                language,
                // What the provider shows; the sandbox finds its scenario by it.
                description: &name,
                three_d_secure: order.scenario.asks_the_bank(),
                provider: order.provider.name,
                cvc: order.provider.cvc,
            })
            .await?;
        order.session = session.id;
        self.orders
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.clone(), order);
        Ok(Checkout {
            order: name,
            endpoint: self.checkout.endpoint(),
            session: session.client_token,
            pay_url: session.pay_url,
            script: self.checkout.script(),
        })
    }
}

/// The shop's calls, for its own page.
pub fn router(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/shop/orders", post(create_order))
        .route("/shop/orders/{order}", get(view_order))
        .route("/shop/orders/{order}/sessions", post(create_session))
        .route("/shop/orders/{order}/voucher", post(redeem_voucher))
        .route("/shop/orders/{order}/reset_limits", post(reset_limits))
        .with_state(shop)
}

async fn create_order(
    State(shop): State<Arc<Shop>>,
    body: Result<Json<NewOrder>, JsonRejection>,
) -> Result<(StatusCode, Json<Checkout>), ShopRefusal> {
    let Json(new) = body.map_err(|error| ShopRefusal::bad_request("request", error.body_text()))?;
    let scenario = Scenario {
        name: new.scenario.unwrap_or_else(|| "paid".to_owned()),
        times: new.times,
        milliseconds: new.milliseconds,
    };
    let name = match new.order {
        Some(order) => order,
        None => customers::random_name()
            .map(|name| format!("N-{name}"))
            .map_err(|error| {
                ShopRefusal::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "server",
                    error.to_string(),
                )
            })?,
    };
    // Both stand in addresses that the shop builds.
    plain("order", &name)?;
    let provider = provider::named(new.provider.as_deref())?;
    let amount = new.amount.or(provider.price)?;
    let customer = match new.customer {
        Who::Returning => Some(shop.customers.returning(provider)),
        Who::Guest => None,
        Who::Customer(id) => Some(id),
    };
    if let Some(language) = &new.language {
        plain("language", language)?;
    }

    shop.sandbox.behave(&name, &scenario).await?;
    if let Some(customer) = &customer {
        plain("customer", customer)?;
        shop.customers
            .with_cards(customer, provider, &shop.checkout, &shop.sandbox)
            .await?;
    }
    let order = ShopOrder {
        amount,
        currency: new.currency.unwrap_or_else(|| provider.currency.to_owned()),
        customer,
        language: new.language,
        provider,
        scenario,
        session: String::new(),
    };
    let checkout = shop.checkout(name, order).await?;
    Ok((StatusCode::CREATED, Json(checkout)))
}

async fn create_session(
    State(shop): State<Arc<Shop>>,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<Checkout>), ShopRefusal> {
    let order = shop.order(&name)?;
    let checkout = shop.checkout(name, order).await?;
    Ok((StatusCode::CREATED, Json(checkout)))
}

/// Takes a tenth off the price of the order, and tells the checkout server.
async fn redeem_voucher(
    State(shop): State<Arc<Shop>>,
    Path(name): Path<String>,
) -> Result<StatusCode, ShopRefusal> {
    let mut order = shop.order(&name)?;
    order.amount -= order.amount / 10;
    shop.checkout
        .change_amount(&order.session, order.amount)
        .await?;
    let mut orders = shop.orders.lock().unwrap_or_else(PoisonError::into_inner);
    orders.insert(name, order);
    Ok(StatusCode::NO_CONTENT)
}

/// Resets what was tried with the cards of the order's customer.
async fn reset_limits(
    State(shop): State<Arc<Shop>>,
    Path(name): Path<String>,
) -> Result<StatusCode, ShopRefusal> {
    if let Some(customer) = shop.order(&name)?.customer {
        shop.checkout.reset_limits(&customer).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the order is paid, as the checkout server says when it is asked, and what
/// its webhooks told. Either is what a shop ships on, this one on the webhook: an
/// event in a browser is news, and anybody can fire one.
async fn view_order(
    State(shop): State<Arc<Shop>>,
    Path(name): Path<String>,
) -> Result<Json<OrderView>, ShopRefusal> {
    let order = shop.order(&name)?;
    let payments = shop.checkout.session(&order.session).await?.payments;
    Ok(Json(OrderView {
        told: shop.inbox.told(&name),
        order: name,
        amount: order.amount,
        currency: order.currency,
        returning: order.customer == Some(shop.customers.returning(order.provider)),
        customer: order.customer,
        language: order.language,
        provider: order.provider.name,
        scenario: order.scenario.name,
        paid: payments.iter().any(|payment| payment.charged == Some(true)),
        payments,
    }))
}
