//! The merchant's backend as webhooks find it: slow, refusing, gone for minutes.

use std::sync::Arc;
use std::time::Duration;

use oneclick_server::environment::{Deadline, RawRequest, RawResponse, SendError};

use crate::fault_kinds::FaultKind;
use crate::inbox::Receipt;
use crate::world::{BEGINS_AT, StormWorld};

/// What befalls a webhook, in thousandths.
const BEFALLS: &[(FaultKind, u64)] = &[
    (FaultKind::WebhookRefused, 40),
    (FaultKind::WebhookLate, 30),
    (FaultKind::WebhookAnswerLost, 40),
    (FaultKind::WebhookLost, 20),
    (FaultKind::MerchantDown, 12),
];

/// Carries a webhook to the merchant, and the answer back.
pub async fn tell(
    world: &Arc<StormWorld>,
    server: &str,
    request: RawRequest,
) -> Result<RawResponse, SendError> {
    let told = tokio::time::timeout(request.time_out, carry(world, server, &request));
    told.await
        .unwrap_or(Err(SendError::Lost("no answer in time")))
}

async fn carry(
    world: &Arc<StormWorld>,
    server: &str,
    request: &RawRequest,
) -> Result<RawResponse, SendError> {
    let lost = SendError::Lost("the connection broke");
    let fault = world.draw_of(BEFALLS);
    world.wait(1, 40).await;
    let deadline = request.deadline.as_ref();
    if deadline.is_some_and(Deadline::may_be_over) {
        return Err(SendError::NotSent("too late to send"));
    }
    if world.merchant_is_down() {
        return Err(SendError::NotSent("no connection"));
    }
    if let Some(fault) = fault {
        world.hit(fault);
        world.note(server, format_args!("webhook: {fault:?}"));
    }
    match fault {
        Some(FaultKind::MerchantDown) => {
            let down = Duration::from_millis(60_000 + world.draw(1_140_000));
            world.take_merchant_down(down);
            return Err(lost);
        }
        Some(FaultKind::WebhookLost) => return Err(lost),
        Some(FaultKind::WebhookRefused) => return Ok(status(500)),
        _ => {}
    }
    let taken = take(world, server, request);
    match fault {
        Some(FaultKind::WebhookAnswerLost) => return Err(lost),
        Some(FaultKind::WebhookLate) => world.wait(5_000, 30_000).await,
        _ => {}
    }
    world.wait(1, 40).await;
    Ok(status(taken))
}

/// The status that the merchant answers.
fn take(world: &StormWorld, server: &str, request: &RawRequest) -> u16 {
    let now = Duration::from_millis(BEGINS_AT) + world.age();
    match world
        .inbox
        .take(&request.headers, &request.body, now.as_secs())
    {
        Ok(Receipt::New(id)) => {
            world.note(server, format_args!("told {id}"));
            204
        }
        Ok(Receipt::Repeated(id)) => {
            world.note(server, format_args!("told {id} again"));
            204
        }
        Ok(Receipt::OutOfTime) => {
            world.hit(FaultKind::WebhookOutOfTime);
            401
        }
        Ok(Receipt::TooEarly(id)) => {
            world.note_out_of_order(&id);
            204
        }
        Err(error) => {
            world.wrong(format_args!("a webhook: {error:#}"));
            400
        }
    }
}

fn status(status: u16) -> RawResponse {
    RawResponse {
        status,
        content_type: None,
        body: Vec::new(),
        date: None,
        retry_after: None,
    }
}
