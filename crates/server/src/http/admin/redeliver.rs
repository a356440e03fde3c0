//! `/operator/payments/{id}/redeliver`: all webhooks of a payment, sent again.

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use maud::html;
use oneclick_rules::PaymentId;

use crate::http::admin::address::{PATH, see_other};
use crate::http::admin::app::Admin;
use crate::http::admin::operator::Operator;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::reason::{self, ReasonForm, refused, wrong_reason};
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::seen_payment::SeenPayment;
use crate::http::path::{Path, payment_id};
use crate::refusal::Refusal;
use crate::webhooks::list::Webhooks;

/// Shows what follows, and asks why.
pub async fn ask(
    State(admin): State<Admin>,
    operator: Operator,
    Path(id): Path<String>,
) -> Result<Response, RefusedOperator> {
    let page = confirm(&admin, &operator, &payment_id(&id)?, "").await?;
    Ok(page.answer(&admin, &operator))
}

/// Has them sent again.
pub async fn submit(
    State(admin): State<Admin>,
    operator: Operator,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, RefusedOperator> {
    let id = payment_id(&id)?;
    let person = reason::receive(&admin.app, &operator, request).await?;
    // To its end, also where the browser goes away.
    let (webhooks, by) = (Webhooks::of(&admin.app.deployment), person.clone());
    let subject = id.clone();
    let sending = async move { webhooks.redeliver_line(subject.as_str(), &by).await };
    let sent = admin.app.deployment.tasks.spawn(sending).await;
    match sent.map_err(|error| Refusal::Internal(error.into()))? {
        Ok(_) => Ok(see_other(&format!("{PATH}/payments/{id}?done=redelivered"))),
        Err(refusal @ Refusal::Rules(_)) => {
            let page = confirm(&admin, &operator, &id, &person.why).await?;
            let page = refused(page, refusal.problem().status, wrong_reason(&refusal));
            Ok(page.answer(&admin, &operator))
        }
        Err(refusal) => Err(RefusedOperator::from(refusal)),
    }
}

async fn confirm(
    admin: &Admin,
    operator: &Operator,
    id: &PaymentId,
    why: &str,
) -> Result<OperatorPage, Refusal> {
    let seen = SeenPayment::find(&admin.app, id).await?;
    if seen.webhooks.is_empty() {
        return Err(Refusal::WebhookUnknown);
    }
    let form = ReasonForm {
        action: format!("{PATH}/payments/{id}/redeliver"),
        hidden: html! {},
        question: "Why?",
        stays: "It stays with each webhook",
        why,
        more: html! {},
        button: String::from("Send them all again"),
        back: format!("{PATH}/payments/{id}"),
    };
    Ok(OperatorPage {
        status: StatusCode::OK,
        title: String::from("Send all webhooks of the payment again?"),
        message: None,
        body: html! {
            p { "Payment " a href=(format!("{PATH}/payments/{id}")) { (id) } " for order " bdi { (seen.attempt.order) } }
            h2 { "What follows" }
            p {
                "Every webhook of the payment is sent from the first on, in their order, also those that the merchant's backend has taken before or that were skipped. "
                "Each has the id that it had: a backend that knows it does nothing twice."
            }
            (form.draw(operator))
        },
    })
}
