//! Lists webhooks, and carries out what a person decides about one.

use std::sync::Arc;

use oneclick_rules::Violation;

use crate::address::check_words;
use crate::deployment::Deployment;
use crate::model::webhook::{Webhook, WebhookState};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::webhooks::{self, Person};

/// How many are listed at once.
pub const PAGE: usize = 100;

/// Lists webhooks, and carries out what a person decides about them.
///
/// Its methods stand here and in `redeliver.rs`.
#[derive(Clone, Debug)]
pub struct Webhooks {
    pub(super) deployment: Arc<Deployment>,
}

/// What a person decides about a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookDecision {
    /// It is sent now, also if it was delivered before, and tried for as long as any.
    Redeliver,
    /// It is not sent; those behind it go on.
    Skip,
}

/// Some webhooks of a list.
#[derive(Clone, Debug)]
pub struct WebhookPage {
    /// The oldest first.
    pub webhooks: Vec<Webhook>,
    /// Whether there are more behind the last one.
    pub has_more: bool,
}

impl Webhooks {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Lists webhooks of a state, the oldest first, at most `most`: those behind `after`
    /// alone.
    ///
    /// # Errors
    /// Fails with [`Refusal::WebhookUnknown`] if there is none with the id `after`.
    pub async fn list(
        &self,
        state: WebhookState,
        after: Option<&str>,
        most: usize,
    ) -> Result<WebhookPage, Refusal> {
        let after = after.map(String::from);
        let reading = move |tx: &Tx<'_>| -> Result<Vec<Webhook>, Refusal> {
            let after = after.map(|id| found(tx, &id)).transpose()?;
            let asked = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
            let begin = after
                .as_ref()
                .map_or((-1, ""), |after| (after.created_at, after.id.as_str()));
            Ok(webhooks::list(tx, state, begin, asked)?)
        };
        let mut listed = self.deployment.store.read(reading).await?;
        let has_more = listed.len() > most;
        listed.truncate(most);
        Ok(WebhookPage {
            webhooks: listed,
            has_more,
        })
    }

    /// Has a webhook sent again or skipped, with its event; returns it as it is then.
    ///
    /// # Errors
    /// Fails with [`Refusal::WebhookUnknown`], [`Refusal::WebhookState`] if it waits behind
    /// another, or is done and to be skipped, [`Refusal::Rules`] if who or why is not to be read.
    pub async fn decide(
        &self,
        id: &str,
        decision: WebhookDecision,
        person: &Person,
    ) -> Result<Webhook, Refusal> {
        check_person(person)?;
        let (id, person) = (String::from(id), person.clone());
        let now = self.deployment.clock().now();
        let deciding = move |tx: &Tx<'_>| -> Result<Webhook, Refusal> {
            let webhook = found(tx, &id)?;
            let done = match decision {
                WebhookDecision::Redeliver => webhooks::redeliver(tx, &webhook, &person, now)?,
                WebhookDecision::Skip => webhooks::skip(tx, &webhook, &person, now)?,
            };
            if !done {
                return Err(Refusal::WebhookState(why_not(&webhook)));
            }
            found(tx, &id)
        };
        let decided = self.deployment.store.write(deciding).await?;
        self.deployment.tell_change();
        Ok(decided)
    }
}

/// Refuses who does not say who they are, or why.
pub(super) fn check_person(person: &Person) -> Result<(), Refusal> {
    let broken: Vec<Violation> = [("by", &person.by), ("why", &person.why)]
        .into_iter()
        .filter_map(|(field, text)| Some(Violation::new(check_words(text).err()?, field)))
        .collect();
    if broken.is_empty() {
        return Ok(());
    }
    Err(Refusal::Rules(broken))
}

pub(super) fn found(tx: &Tx<'_>, id: &str) -> Result<Webhook, Refusal> {
    webhooks::find(tx, id)?.ok_or(Refusal::WebhookUnknown)
}

/// Says why nothing can be decided about a webhook.
fn why_not(webhook: &Webhook) -> String {
    match webhook.state {
        WebhookState::Delivered => format!("{} is delivered", webhook.id),
        WebhookState::Skipped => format!("{} is skipped", webhook.id),
        WebhookState::Pending | WebhookState::Parked => format!(
            "{} waits behind an earlier one of {}: decide about that",
            webhook.id, webhook.subject
        ),
    }
}
