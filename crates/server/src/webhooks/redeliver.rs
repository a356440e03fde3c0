//! Has many webhooks sent again, as a person decides.

use std::time::Duration;

use crate::model::webhook::{Webhook, WebhookState};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::webhooks::{self, Person};
use crate::webhooks::list::{Webhooks, check_person, found};

/// How many are sent again by one request at most.
const MOST: usize = 1_000;
/// How many in one transaction: payments wait behind it.
const PAGE: usize = 10;
/// The pause between two transactions: payments go between.
const PAUSE: Duration = Duration::from_millis(20);

/// Says which webhooks are sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManyWebhooks {
    /// Those that are parked.
    AllParked,
    /// Those that were delivered, of what happened at this time or since, Unix
    /// milliseconds.
    Since(i64),
}

/// Says how many webhooks are sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManyRedelivered {
    /// How many.
    pub count: usize,
    /// Where to go on, if there may be more: the id of the last one.
    pub after: Option<String>,
}

impl ManyWebhooks {
    fn state(self) -> WebhookState {
        match self {
            Self::AllParked => WebhookState::Parked,
            Self::Since(_) => WebhookState::Delivered,
        }
    }

    /// Returns before which time and id there is none of them.
    fn begin(self) -> (i64, String) {
        match self {
            Self::AllParked => (-1, String::new()),
            Self::Since(since) => (since, String::new()),
        }
    }
}

impl Webhooks {
    /// Has webhooks sent again, the oldest first, each with its event; at most a thousand,
    /// those behind `after`. One that is to be sent behind another of its line is sent after
    /// that.
    ///
    /// # Errors
    /// Fails with [`Refusal::WebhookUnknown`] if there is none with the id `after`,
    /// [`Refusal::Rules`] if who or why is not to be read.
    pub async fn redeliver_many(
        &self,
        which: ManyWebhooks,
        after: Option<&str>,
        person: &Person,
    ) -> Result<ManyRedelivered, Refusal> {
        check_person(person)?;
        let mut begin = which.begin();
        if let Some(id) = after.map(String::from) {
            let last = move |tx: &Tx<'_>| found(tx, &id);
            let last = self.deployment.store.read(last).await?;
            begin = (last.created_at, last.id);
        }
        let mut done = ManyRedelivered::default();
        while done.count < MOST {
            let (person, from) = (person.clone(), begin.clone());
            let now = self.deployment.clock().now();
            let deciding = move |tx: &Tx<'_>| redeliver_page(tx, which, &from, &person, now);
            let page = self.deployment.store.write(deciding).await?;
            self.deployment.tell_change();
            done.count += page.len();
            done.after = None;
            let Some(last) = page.last().filter(|_| page.len() >= PAGE) else {
                break;
            };
            begin = (last.created_at, last.id.clone());
            done.after = Some(last.id.clone());
            self.deployment.environment.sleep(PAUSE).await;
        }
        Ok(done)
    }

    /// Has all webhooks of a payment or a card sent again in their order, each with its event,
    /// at most a thousand; returns how many.
    ///
    /// # Errors
    /// Fails with [`Refusal::WebhookUnknown`] if it has none, [`Refusal::Rules`] if who or why
    /// is not to be read.
    pub async fn redeliver_line(&self, subject: &str, person: &Person) -> Result<usize, Refusal> {
        check_person(person)?;
        let (mut count, mut last) = (0, 0);
        while count < MOST {
            let (subject, person) = (String::from(subject), person.clone());
            let now = self.deployment.clock().now();
            let deciding = move |tx: &Tx<'_>| -> Result<Vec<Webhook>, Refusal> {
                let page = webhooks::of_subject(tx, &subject, last, PAGE)?;
                for webhook in &page {
                    webhooks::redeliver_in_turn(tx, webhook, &person, now)?;
                }
                Ok(page)
            };
            let page = self.deployment.store.write(deciding).await?;
            self.deployment.tell_change();
            count += page.len();
            let Some(end) = page.last().filter(|_| page.len() >= PAGE) else {
                break;
            };
            last = end.sequence;
            self.deployment.environment.sleep(PAUSE).await;
        }
        if count == 0 {
            return Err(Refusal::WebhookUnknown);
        }
        Ok(count)
    }
}

/// Has a page of them sent again; returns it.
fn redeliver_page(
    tx: &Tx<'_>,
    which: ManyWebhooks,
    (at, id): &(i64, String),
    person: &Person,
    now: i64,
) -> Result<Vec<Webhook>, Refusal> {
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let page = webhooks::list(tx, which.state(), (*at, id), most)?;
    for webhook in &page {
        webhooks::redeliver_in_turn(tx, webhook, person, now)?;
    }
    Ok(page)
}
