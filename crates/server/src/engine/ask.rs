//! What a provider lists of an attempt, read whole.

use oneclick_providers::{Answer, LookUp, NotReadable};

use super::{Configured, Engine};
use crate::store::attempts::Attempt;

/// The most pages of one look-up.
const MOST_PAGES: usize = 50;
/// How far before the intent a search by time begins, seconds.
const SEARCHED_BEFORE: i64 = 600;
/// How far a provider's clock may be from ours, seconds, for a search by time
/// to be believed: half of [`SEARCHED_BEFORE`].
const CLOCKS_APART: i64 = SEARCHED_BEFORE / 2;

impl Engine {
    /// Every payment that the provider lists under our reference. One that can
    /// only search by time is first asked for the payment by its id, where that
    /// is known from an answer (`known`, or the attempt's own) or hinted at.
    ///
    /// # Errors
    /// [`NotReadable`] where any page is, or where it takes too long.
    pub(crate) async fn ask(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        known: Option<&str>,
    ) -> Result<Vec<Answer>, NotReadable> {
        let asking = self.ask_all(configured, attempt, known);
        // Twice the time of one exchange: what the lease of a look-up allows.
        tokio::time::timeout(2 * self.parts.settings.provider_timeout, asking)
            .await
            .map_err(|_| NotReadable(String::from("it takes too long")))?
    }

    async fn ask_all(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        known: Option<&str>,
    ) -> Result<Vec<Answer>, NotReadable> {
        if configured.provider.capabilities().searches_by_time {
            let ids = [
                known,
                attempt.provider_payment.as_deref(),
                attempt.payment_hint.as_deref(),
            ];
            if let Some(payment) = ids.into_iter().flatten().next()
                && let Some(answers) = self.ask_by_id(configured, attempt, payment).await
            {
                return Ok(answers);
            }
        }
        let mut answers = Vec::new();
        let mut page = None;
        let since = self.intended_at(attempt) - SEARCHED_BEFORE;
        for _ in 0..MOST_PAGES {
            let by = LookUp::Reference {
                reference: &attempt.reference,
                since,
                now: self.clock().seconds(),
                page: page.as_deref(),
            };
            let found = self.read_page(configured, by).await?;
            answers.extend(found.answers);
            page = found.next;
            if page.is_none() {
                return Ok(answers);
            }
        }
        Err(NotReadable(format!("it has more than {MOST_PAGES} pages")))
    }

    /// What stands under the provider's id, if it shows our reference: a hint
    /// may be anybody's. `None` says nothing.
    async fn ask_by_id(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        payment: &str,
    ) -> Option<Vec<Answer>> {
        let by = LookUp::Payment {
            payment,
            reference: &attempt.reference,
            now: self.clock().seconds(),
        };
        let found = self.read_page(configured, by).await.ok()?;
        let ours =
            |answer: &Answer| answer.reference.as_deref() == Some(attempt.reference.as_str());
        let answers: Vec<Answer> = found.answers.into_iter().filter(ours).collect();
        (!answers.is_empty()).then_some(answers)
    }

    /// When the attempt was intended at the latest, Unix seconds: its time in
    /// the store may come from a clock that was set back since.
    fn intended_at(&self, attempt: &Attempt) -> i64 {
        let clock = self.clock();
        let watched = clock.perhaps_since(self.watches.since(attempt.id.as_str(), clock));
        attempt.created_at.min(clock.now() - watched) / 1000
    }

    async fn read_page(
        &self,
        configured: &Configured,
        by: LookUp<'_>,
    ) -> Result<oneclick_providers::Found, NotReadable> {
        let request = configured.provider.look_up(by);
        let received = self
            .read(configured.provider.name(), request)
            .await
            .map_err(|error| NotReadable(format!("{error:?}")))?;
        let found = configured
            .provider
            .read_look_up(by, received.as_response())?;
        // What a search by time does not show may lie outside what was searched.
        let apart = received
            .date
            .map_or(0, |date| self.clock().seconds() - date);
        if configured.provider.capabilities().searches_by_time
            && found.answers.is_empty()
            && apart.abs() > CLOCKS_APART
        {
            return Err(NotReadable(format!(
                "the provider's clock and ours are {apart} s apart: ours must be set right"
            )));
        }
        Ok(found)
    }
}
