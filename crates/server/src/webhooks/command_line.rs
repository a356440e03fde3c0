//! `oneclick webhooks`: what the merchant was not told yet, and what a person decides.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::deployment::Deployment;
use crate::model::webhook::WebhookState;
use crate::refusal::Refusal;
use crate::store::webhooks::Person;
use crate::webhooks::list::{PAGE, WebhookDecision, Webhooks};
use crate::webhooks::redeliver::ManyWebhooks;

/// Returns one line for each webhook of a state, the oldest first.
///
/// # Errors
/// Fails if there is no such state, no webhook `after`, or the database is unreachable.
pub async fn list(
    deployment: &Arc<Deployment>,
    state: &str,
    after: Option<&str>,
) -> anyhow::Result<String> {
    let words = WebhookState::ALL.map(WebhookState::as_str).join(", ");
    let state = WebhookState::parse(state)
        .with_context(|| format!("--state `{state}` is not one of {words}"))?;
    let webhooks = Webhooks::of(deployment);
    let page = match webhooks.list(state, after, PAGE).await {
        Ok(page) => page,
        Err(Refusal::Internal(error)) => return Err(error),
        Err(refusal) => bail!("--after: {refusal}"),
    };
    if page.webhooks.is_empty() {
        let mut text = format!("no webhook is {}", state.as_str());
        // Whoever looks why the shop hears nothing looks here before any is parked.
        if state == WebhookState::Parked && after.is_none() && has_pending(&webhooks).await? {
            text.push_str("; some are pending: --state pending says why they were not taken");
        }
        return Ok(text);
    }
    let mut text = String::from("webhook  type  tries  why it was not taken\n");
    for webhook in &page.webhooks {
        let why = webhook.last_failure.as_deref().unwrap_or_default();
        let line = format!("{}  {}  {}  {why}", webhook.id, webhook.kind, webhook.tries);
        writeln!(text, "{}", line.trim_end())?;
    }
    if let (true, Some(last)) = (page.has_more, page.webhooks.last()) {
        writeln!(text, "there are more: --after {}", last.id)?;
    }
    Ok(String::from(text.trim_end()))
}

/// Tells whether any webhook is still to be sent, or sent again.
async fn has_pending(webhooks: &Webhooks) -> anyhow::Result<bool> {
    match webhooks.list(WebhookState::Pending, None, 1).await {
        Ok(page) => Ok(!page.webhooks.is_empty()),
        Err(Refusal::Internal(error)) => Err(error),
        Err(refusal) => bail!("{refusal}"),
    }
}

/// Has a webhook sent again or skipped.
///
/// # Errors
/// Fails if there is none, if it is not the one to be sent next, or who or why is missing.
pub async fn decide(
    deployment: &Arc<Deployment>,
    id: &str,
    decision: WebhookDecision,
    person: &Person,
) -> anyhow::Result<String> {
    match Webhooks::of(deployment).decide(id, decision, person).await {
        Ok(_) if decision == WebhookDecision::Skip => Ok(format!("{id} is skipped")),
        Ok(_) => Ok(format!("{id} is sent by the server now")),
        Err(Refusal::Internal(error)) => Err(error),
        Err(refusal) => bail!("{id} was not changed: {refusal}"),
    }
}

/// Has many webhooks sent again.
///
/// # Errors
/// Fails if who or why is missing, or the database is unreachable.
pub async fn redeliver_many(
    deployment: &Arc<Deployment>,
    which: ManyWebhooks,
    person: &Person,
) -> anyhow::Result<String> {
    let webhooks = Webhooks::of(deployment);
    let (mut count, mut after) = (0, None);
    loop {
        let done = webhooks
            .redeliver_many(which, after.as_deref(), person)
            .await;
        let done = match done {
            Ok(done) => done,
            Err(Refusal::Internal(error)) => return Err(error),
            Err(refusal) => bail!("{count} are sent by the server now, and no more: {refusal}"),
        };
        count += done.count;
        after = done.after;
        if after.is_none() {
            return Ok(format!("{count} are sent by the server now"));
        }
    }
}
