//! `POST /pay/{token}`: pays, or gives up, and sends the shopper on to see what came of it.

use axum::extract::{Request, State};
use axum::response::Response;
use http::header::ORIGIN;
use http::{HeaderMap, HeaderName, StatusCode};
use oneclick_rules::{CardId, PaymentId, PaymentState};

use crate::config::Origin;
use crate::http::app::App;
use crate::http::error::Error;
use crate::http::path::Path;
use crate::http::pay_page::answer::see_other;
use crate::http::pay_page::banner::PageBanner;
use crate::http::pay_page::form::SubmittedForm;
use crate::http::pay_page::opened::OpenedPage;
use crate::http::pay_page::respond::{refuse, show, show_as};
use crate::http::pay_page::shown::{PageEntry, ShownPage};
use crate::http::returns::page::ReturnPage;
use crate::payments::cancel_open::request::OpenPages;
use crate::payments::create::requested_payment::{Means, RequestedPayment};
use crate::payments::create::{AnswerOrigin, Payments};
use crate::refusal::Refusal;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Takes the form of a page.
pub async fn submit(
    State(app): State<App>,
    token: Result<Path<String>, Error>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let Ok(Path(token)) = token else {
        return ReturnPage::new(headers, &app.config.return_origins).nowhere();
    };
    let page = match OpenedPage::open(&app, headers, &token).await {
        Ok(page) => page,
        Err(response) => return response,
    };
    if !is_own(headers, &app) {
        return not_begun(&page, Error::OriginRefused).await;
    }
    match SubmittedForm::receive(&page, request).await {
        Ok(SubmittedForm::Pay(payment)) => pay(&page, *payment).await,
        Ok(SubmittedForm::GiveUp(payment)) => give_up(&page, payment).await,
        Err(error) => not_begun(&page, error).await,
    }
}

/// Tells whether the form was sent by a page of ours, as far as the browser says: one that
/// sends no referrer has `null` for its origin.
fn is_own(headers: &HeaderMap, app: &App) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    // `none` is the shopper's own doing: a reload.
    let is_own_site = text(&FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let own = Origin::of(app.config.public_url.as_str());
    let own = own.as_ref().map(Origin::as_str);
    let is_own_origin = text(&ORIGIN).is_none_or(|origin| origin == "null" || Some(origin) == own);
    is_own_site && is_own_origin
}

/// Pays, at most once. A page that is sent again meets the payment that it has made.
async fn pay(page: &OpenedPage, request: RequestedPayment) -> Response {
    let shown = request.amount;
    let card = match &request.by {
        Means::Stored { card, .. } => Some(card.clone()),
        Means::New { .. } => None,
    };
    let payments = Payments::of(&page.app.deployment);
    match payments.pay(page.session.clone(), request).await {
        Ok(answer) => match (answer.origin, answer.payment.state) {
            // Another's payment is shown with the ways on and out, and led to by a press alone.
            (AnswerOrigin::Made | AnswerOrigin::Repeated, PaymentState::ActionRequired) => {
                see_other(&PageEntry::going_on(&page.token, &answer.payment.id))
            }
            // It held the order, and has ended since: what it came to is not this card's.
            (AnswerOrigin::Held, state) if state.frees_the_order() => {
                refused(page, StatusCode::CONFLICT).await
            }
            _ => see_other(&page.token),
        },
        // There is a payment: the page shows what becomes of it.
        Err(Refusal::Running(_)) => see_other(&page.token),
        // The form knows less than the server.
        Err(Refusal::Stale(_) | Refusal::KeyReused) => refused(page, StatusCode::CONFLICT).await,
        Err(
            refusal @ (Refusal::SessionExpired
            | Refusal::Superseded
            | Refusal::Recovering
            | Refusal::Internal(_)),
        ) => refuse(page, refusal),
        Err(refusal) => {
            let status = refusal.problem().status;
            show_as(page, PageEntry::Opened, |shown_page| {
                shown_page.status = status;
                say(shown_page, &refusal, card.as_ref(), shown);
            })
            .await
        }
    }
}

/// Says that nothing was begun by a form: what became of another payment is no answer to it.
async fn refused(page: &OpenedPage, status: StatusCode) -> Response {
    show_as(page, PageEntry::Opened, |shown| {
        shown.status = status;
        shown.banner = Some(PageBanner::Refused);
    })
    .await
}

/// Says why no payment was begun.
fn say(
    page: &mut ShownPage<'_>,
    refusal: &Refusal,
    card: Option<&CardId>,
    shown: oneclick_rules::Amount,
) {
    page.banner = Some(PageBanner::Refused);
    if let Refusal::AmountChanged(now) = *refusal {
        let before = shown;
        page.banner = Some(PageBanner::AmountChanged { before, now });
    }
    if let Refusal::Card(codes) = refusal {
        page.refuse_card(card, codes);
    }
    if let Refusal::CardUnknown = refusal {
        page.banner = Some(PageBanner::Card);
    }
    if let Refusal::Limit { limit, retry_after } = *refusal {
        page.retry_after = Some(retry_after);
        page.banner = Some(PageBanner::TooMany(limit));
    }
}

/// Has the provider end the payment that is open on its page, if it does.
async fn give_up(page: &OpenedPage, payment: PaymentId) -> Response {
    let pages = OpenPages::of(&page.app.deployment);
    match pages.give_up(&page.session, payment).await {
        Ok(payment) if payment.state == PaymentState::ActionRequired => {
            show(page, PageEntry::GaveUp).await
        }
        Ok(_) | Err(Refusal::Stale(_) | Refusal::Missing) => see_other(&page.token),
        Err(refusal @ Refusal::Limit { .. }) => {
            show_as(page, PageEntry::GaveUp, |shown| {
                shown.status = refusal.problem().status;
            })
            .await
        }
        Err(refusal) => refuse(page, refusal),
    }
}

/// Answers a form that cannot be read, or is a stranger's: nothing was begun by it.
async fn not_begun(page: &OpenedPage, error: Error) -> Response {
    let status = error.problem().status;
    // What the form says is not to be believed; what the page shows is.
    let mut response = refused(page, status).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}
