//! `{endpoint}/cards/{id}`: the shopper's cards, each call answered with the checkout as
//! it stands then.

use axum::Json;
use axum::extract::State;
use oneclick_rules::CardId;
use oneclick_rules::wire::CheckoutView;

use crate::cards::Cards;
use crate::cards::change::CardChange;
use crate::http::app::App;
use crate::http::error::Error;
use crate::http::key::Shopper;
use crate::http::path::Path;
use crate::model::session::Session;
use crate::sessions::open::Sessions;

/// Removes a card: gone from every list, and brought back for a while.
#[utoipa::path(
    delete,
    path = "/checkout/v1/cards/{card}",
    operation_id = "checkout_remove_card",
    tag = "Checkout",
    params(
        ("card" = CardId, Path, description = "The card."),
    ),
    security(("client_token" = [])),
    responses(
        (status = 200, description = "The checkout without the card.", body = CheckoutView),
    ),
)]
pub async fn remove(
    State(app): State<App>,
    Shopper(session): Shopper,
    Path(id): Path<String>,
) -> Result<Json<CheckoutView>, Error> {
    change(&app, &session, &id, CardChange::Remove).await
}

/// Brings a removed card back.
#[utoipa::path(
    post,
    path = "/checkout/v1/cards/{card}/restore",
    operation_id = "checkout_restore_card",
    tag = "Checkout",
    params(
        ("card" = CardId, Path, description = "The card."),
    ),
    security(("client_token" = [])),
    responses(
        (status = 200, description = "The checkout with the card.", body = CheckoutView),
    ),
)]
pub async fn restore(
    State(app): State<App>,
    Shopper(session): Shopper,
    Path(id): Path<String>,
) -> Result<Json<CheckoutView>, Error> {
    change(&app, &session, &id, CardChange::Restore).await
}

/// Makes a card the default card.
#[utoipa::path(
    post,
    path = "/checkout/v1/cards/{card}/default",
    operation_id = "checkout_make_card_default",
    tag = "Checkout",
    params(
        ("card" = CardId, Path, description = "The card."),
    ),
    security(("client_token" = [])),
    responses(
        (status = 200, description = "The checkout with the card as the default one.", body = CheckoutView),
    ),
)]
pub async fn make_default(
    State(app): State<App>,
    Shopper(session): Shopper,
    Path(id): Path<String>,
) -> Result<Json<CheckoutView>, Error> {
    change(&app, &session, &id, CardChange::MakeDefault).await
}

async fn change(
    app: &App,
    session: &Session,
    id: &str,
    change: CardChange,
) -> Result<Json<CheckoutView>, Error> {
    let cards = Cards::of(&app.deployment);
    let changed = cards.change(session, CardId::parse(id).ok(), change).await;
    changed.map_err(Error::of_session)?;
    let view = Sessions::of(&app.deployment).checkout_view(session).await;
    Ok(Json(view.map_err(Error::of_session)?))
}
