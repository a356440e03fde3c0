//! `/v1/customers/{id}/cards`: imported, listed, removed, brought back, unlocked.
//! No answer ever contains a token.

mod example;
mod new;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use oneclick_rules::{Brand, CardId, CardUse, CustomerId, Expiry, LastFour};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cards::Cards;
use crate::http::app::App;
use crate::http::body::JsonBody;
use crate::http::error::Error;
use crate::http::key::Merchant;
use crate::http::merchant::customers::{customer, known};
use crate::http::path::Path;
use crate::model::card::Card;
use crate::model::consent::Consent;
use crate::payments::limits::GuessLimits;
use crate::refusal::Refusal;
use crate::store::cards::Recorded;
use crate::store::limits::CvcTries;

/// Keeps a token that the merchant already has.
#[utoipa::path(
    post,
    path = "/v1/customers/{id}/cards",
    operation_id = "import_card",
    tag = "Cards",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
    ),
    request_body = new::ImportRequest,
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The card, which was there.", body = CardView),
        (status = 201, description = "The card.", body = CardView),
    ),
)]
pub async fn import(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<new::ImportRequest>,
) -> Result<Response, Error> {
    let new = body.check(&app)?;
    let (card, is_new) = Cards::of(&app.deployment)
        .import_card(customer(&id)?, new)
        .await?;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, axum::Json(view(&app, card).await?)).into_response())
}

/// Lists the customer's cards.
#[utoipa::path(
    get,
    path = "/v1/customers/{id}/cards",
    operation_id = "list_cards",
    tag = "Cards",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The cards, the default card first.", body = CardsView),
    ),
)]
pub async fn list(
    State(app): State<App>,
    _: Merchant,
    Path(id): Path<String>,
) -> Result<axum::Json<CardsView>, Error> {
    let kept = Cards::of(&app.deployment)
        .cards(&known(&app, &id).await?)
        .await?;
    let mut cards = Vec::new();
    for card in kept {
        cards.push(view(&app, card).await?);
    }
    Ok(axum::Json(CardsView { cards }))
}

/// Removes a card: unusable from now on.
#[utoipa::path(
    delete,
    path = "/v1/customers/{id}/cards/{card}",
    operation_id = "remove_card",
    tag = "Cards",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
        ("card" = CardId, Path, description = "The card."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 204, description = "Removed."),
    ),
)]
pub async fn remove(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (customer, card) = (known(&app, &id).await?, parse(&card)?);
    Cards::of(&app.deployment)
        .remove_card(&customer, &card)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a removed card back.
#[utoipa::path(
    post,
    path = "/v1/customers/{id}/cards/{card}/restore",
    operation_id = "restore_card",
    tag = "Cards",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
        ("card" = CardId, Path, description = "The card."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The card.", body = CardView),
    ),
)]
pub async fn restore(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<axum::Json<CardView>, Error> {
    let (customer, card) = (known(&app, &id).await?, parse(&card)?);
    let restored = Cards::of(&app.deployment)
        .restore_card(&customer, &card)
        .await?;
    view(&app, restored).await.map(axum::Json)
}

/// Lifts a card's lock: the merchant has made sure that it is its owner who pays.
#[utoipa::path(
    post,
    path = "/v1/customers/{id}/cards/{card}/unlock",
    operation_id = "unlock_card",
    tag = "Cards",
    params(
        ("id" = CustomerId, Path, description = "The customer."),
        ("card" = CardId, Path, description = "The card."),
    ),
    security(("secret_key" = [])),
    responses(
        (status = 200, description = "The card.", body = CardView),
    ),
)]
pub async fn unlock(
    State(app): State<App>,
    _: Merchant,
    Path((id, card)): Path<(String, String)>,
) -> Result<axum::Json<CardView>, Error> {
    let (customer, card) = (known(&app, &id).await?, parse(&card)?);
    let unlocked = Cards::of(&app.deployment)
        .unlock_card(&customer, &card)
        .await?;
    view(&app, unlocked).await.map(axum::Json)
}

fn parse(id: &str) -> Result<CardId, Error> {
    Ok(CardId::parse(id).map_err(|_| Refusal::CardUnknown)?)
}

/// A card as the merchant sees it: never its token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MerchantCard)]
pub struct CardView {
    id: CardId,
    provider: String,
    brand: Brand,
    last_four: LastFour,
    expiry: Option<Expiry>,
    default: bool,
    uses: Vec<CardUse>,
    /// The last consent.
    consent: ConsentView,
    /// Every consent, the oldest first.
    consents: Vec<RecordedView>,
    initial_transaction: Option<String>,
    /// Whether the bank reported it stolen, closed or suspicious.
    locked: bool,
    cvc_attempts: CvcAttemptsView,
}

/// A customer's cards.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MerchantCards)]
pub struct CardsView {
    cards: Vec<CardView>,
}

/// Holds what a card's owner agreed to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CardConsent)]
struct ConsentView {
    /// The id of the text that was agreed to.
    text: String,
    /// The language in which it was shown.
    language: String,
    /// Unix seconds.
    given_at: i64,
}

/// A consent by which the card is or was kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordedConsent)]
struct RecordedView {
    #[serde(flatten)]
    consent: ConsentView,
    uses: Vec<CardUse>,
    session: Option<String>,
    payment: Option<String>,
}

/// Says how many wrong security codes are counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CvcAttempts)]
struct CvcAttemptsView {
    counted: usize,
    limit: usize,
    /// Until when no code is taken, Unix seconds.
    blocked_until: Option<i64>,
}

async fn view(app: &App, card: Card) -> Result<CardView, Error> {
    let tries = GuessLimits::of(&app.deployment).cvc_tries(&card).await?;
    let consents = Cards::of(&app.deployment).consents(&card.id).await?;
    Ok(CardView {
        id: card.id,
        provider: card.provider,
        brand: card.brand,
        last_four: card.last_four,
        expiry: card.expiry,
        default: card.default,
        uses: card.uses,
        consent: ConsentView::of(card.consent),
        consents: consents.into_iter().map(RecordedView::of).collect(),
        initial_transaction: card.initial_transaction,
        locked: card.locked_at.is_some(),
        cvc_attempts: CvcAttemptsView {
            counted: tries.counted,
            limit: CvcTries::WRONG,
            blocked_until: tries.blocked_until.map(|until| until / 1000),
        },
    })
}

impl ConsentView {
    fn of(consent: Consent) -> Self {
        Self {
            text: consent.text,
            language: consent.language,
            given_at: consent.given_at,
        }
    }
}

impl RecordedView {
    fn of(given: Recorded) -> Self {
        Self {
            consent: ConsentView::of(given.consent),
            uses: given.uses,
            session: given.session,
            payment: given.payment,
        }
    }
}
