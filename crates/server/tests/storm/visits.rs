//! What a shopper does on the provider's page and on the bank's.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use fastrand::Rng;
use serde_json::Value;

use crate::bodies;
use crate::door::{DoorCall, FrontDoor, SERVERS};
use crate::order::{OrderCard, StormOrder};
use crate::world::PROVIDERS;

/// Goes to the provider's page, and on to the bank's; whether anything was done there.
pub async fn go_through(
    door: &Arc<FrontDoor>,
    order: &StormOrder,
    rng: &mut Rng,
    payment: &Value,
) -> bool {
    let choice = match rng.u32(..10) {
        0..6 => "approve",
        6..8 => "fail",
        _ => return false,
    };
    let url = payment.pointer("/redirect/url").and_then(Value::as_str);
    let Some(mut url) = url.map(str::to_owned) else {
        return false;
    };
    let typed = match order.payer {
        OrderCard::New { .. } => Some(bodies::typed_card(order.terms.provider == "certitrade")),
        OrderCard::Stored(_) => None,
    };
    // The card's page may lead to the bank's, or have done so before.
    let forms = typed.into_iter().chain([format!("choice={choice}")]);
    for form in forms {
        let Some(answer) = submit(door, &url, form).await else {
            return false;
        };
        let status = answer.status().as_u16();
        let what = format!("on the page, {choice} at the bank: {status}");
        door.world.note(&order.name, what);
        let to = answer.headers().get("location");
        let to = to.and_then(|to| to.to_str().ok());
        if let Some(path) = to.and_then(|to| to.strip_prefix(SERVERS)) {
            door.ask(&DoorCall::new("GET", path)).await;
            break;
        }
        if let Some(to) = to {
            to.clone_into(&mut url);
        }
    }
    true
}

/// Sends a form of the provider's page.
async fn submit(door: &Arc<FrontDoor>, url: &str, form: String) -> Option<Response<Bytes>> {
    let request = Request::post(url.strip_prefix(PROVIDERS)?)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form));
    let sandbox = door.world.sandbox.get()?;
    sandbox.exchange(request.ok()?).await
}
