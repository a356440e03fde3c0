//! Ending a payment that is open on the provider's page.
//!
//! The order stays held until the provider says that the payment has ended.
//! Its answer to the cancel is never that word: the shopper may be paying in
//! another tab at this moment. Before the request the payment is looked up, so
//! that what is paid is not cancelled; the intent is durable; after it the
//! payment is looked up again, and that look-up decides like any other.

use std::sync::Arc;

use oneclick_providers::{HttpRequest, MovementAnswer, MovementOutcome, OpenPayment, Outcome};
use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Code, Limit, PaymentId, Violation};
use sqlx::SqliteConnection;

use super::movements::{MoveRequest, MovementState};
use super::redirect::redirect_of;
use super::state::State;
use super::{Configured, Engine, Refusal, milliseconds};
use crate::provider_client::SendError;
use crate::store::attempts::{self, Attempt, Change};
use crate::store::limits;
use crate::store::merchant_keys::{self, Kept, Key};
use crate::store::sessions::Session;

/// The operation that the merchant's keys are unique within: that of any cancel.
const OPERATION: &str = "cancel";
/// How the events of it begin.
const EVENTS: &str = "page_cancel_";
/// How long after a page's end the provider is asked whether it has ended,
/// milliseconds: clocks differ.
const AFTER_THE_END: i64 = 1_000;

/// The answer to a merchant's cancel of an open page.
#[derive(Clone, Debug)]
pub struct OpenCancelled {
    /// The attempt as it stands now.
    pub attempt: Attempt,
    /// How far the cancel is.
    pub state: MovementState,
    /// Whether the same request had been made before.
    pub replayed: bool,
}

/// Who wants it ended.
struct Wish {
    payment: PaymentId,
    by: &'static str,
    /// For the merchant's list.
    words: String,
    /// The merchant's key and what it is bound to; a shopper needs none: an
    /// end is an end however often it is asked for.
    key: Option<(String, String)>,
}

impl Wish {
    fn key(&self) -> Option<Key<'_>> {
        self.key.as_ref().map(|(key, fingerprint)| Key {
            operation: OPERATION,
            key,
            fingerprint,
        })
    }
}

impl Engine {
    /// Ends the session's payment for the shopper, if the provider does; the
    /// payment as it stands then, whatever that is.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a payment of another order, [`Refusal::Limit`],
    /// [`Refusal::SessionExpired`], [`Refusal::ProviderSilent`].
    pub async fn give_up(
        self: &Arc<Self>,
        session: &Session,
        payment: PaymentId,
    ) -> Result<PaymentView, Refusal> {
        let mut writing = self.store().begin().await?;
        let now = self.clock().now();
        let posts = limits::note_submission(&mut writing, &session.id, now).await?;
        writing.commit().await?;
        if posts > 30 {
            return Err(Refusal::Limit {
                limit: Limit::SubmissionsPerMinute,
                retry_after: 60,
            });
        }
        let standing = self.standing(&session.order).await?;
        self.may_read(session, &standing)?;
        if self.find_attempt(&payment).await?.order != session.order {
            return Err(Refusal::Missing);
        }
        let wish = Wish {
            payment,
            by: "shopper",
            words: String::new(),
            key: None,
        };
        let attempt = self.end_open(wish).await?;
        Ok(self.payment_view(&attempt))
    }

    /// Ends a payment that is open on the provider's page for the merchant;
    /// `None` where it is not, and the cancel is of money.
    ///
    /// # Errors
    /// [`Refusal::Missing`], [`Refusal::KeyReused`], [`Refusal::ProviderSilent`],
    /// [`Refusal::MovementUnsupported`] where the provider has no such call and
    /// has not ended it by itself.
    pub async fn cancel_open(
        self: &Arc<Self>,
        request: &MoveRequest,
    ) -> Result<Option<OpenCancelled>, Refusal> {
        let fingerprint = request.fingerprint();
        let mut store = self.store().reader().acquire().await?;
        let kept = merchant_keys::find(&mut store, OPERATION, request.key.as_str()).await?;
        drop(store);
        match kept {
            Some(kept) if PaymentId::parse(&kept.subject).is_err() => return Ok(None),
            Some(kept) if kept.fingerprint != fingerprint => return Err(Refusal::KeyReused),
            Some(_) => {
                let attempt = self.find_attempt(&request.payment).await?;
                return self.open_cancelled(attempt, true).await.map(Some);
            }
            None => {}
        }
        if self.find_attempt(&request.payment).await?.state != State::ActionRequired {
            return Ok(None);
        }
        let wish = Wish {
            payment: request.payment.clone(),
            by: "merchant",
            words: request.description.clone().unwrap_or_default(),
            key: Some((String::from(request.key.as_str()), fingerprint)),
        };
        let attempt = self.end_open(wish).await?;
        if attempt.state == State::ActionRequired && !self.may_cancel_open(&attempt) {
            return Err(Refusal::MovementUnsupported);
        }
        self.open_cancelled(attempt, false).await.map(Some)
    }

    /// Whether the provider can be asked to end the attempt's page.
    pub(crate) fn may_cancel_open(&self, attempt: &Attempt) -> bool {
        attempt.state == State::ActionRequired
            && self
                .providers()
                .find(&attempt.provider)
                .is_some_and(|configured| ending(configured, attempt).is_some())
    }

    /// When what waits for the shopper on a page is looked up next, Unix
    /// milliseconds: the page's end is not slept through.
    pub(crate) fn next_on_page(&self, attempt: &Attempt, outcome: &Outcome) -> i64 {
        let now = self.clock().now();
        let paused = now + self.pause(attempt.look_ups);
        // Some tell the whole lifetime whenever they are asked: the first counts.
        let told = redirect_of(outcome, now).and_then(|(_, ends)| ends);
        let ends = attempt.redirect_expires_at.or(told);
        let ends = ends.map(|at| at + AFTER_THE_END);
        let ends = ends.filter(|ends| *ends > now);
        ends.map_or(paused, |ends| paused.min(ends))
    }

    async fn find_attempt(&self, id: &PaymentId) -> Result<Attempt, Refusal> {
        let mut store = self.store().reader().acquire().await?;
        attempts::find(&mut store, id)
            .await?
            .ok_or(Refusal::Missing)
    }

    /// How far the cancel is, by what became of the attempt.
    async fn open_cancelled(
        &self,
        attempt: Attempt,
        replayed: bool,
    ) -> Result<OpenCancelled, Refusal> {
        let mut store = self.store().reader().acquire().await?;
        let history = attempts::events(&mut store, &attempt.id).await?;
        let told = history
            .iter()
            .rev()
            .find_map(|event| event.kind.strip_prefix(EVENTS));
        let refused = told == Some(MovementState::Refused.as_str());
        let state = if attempt.state.seen().frees_the_order() {
            MovementState::Done
        } else if attempt.state.is_open() && !refused {
            MovementState::Unknown
        } else {
            // It is open all the same, or was paid.
            MovementState::Refused
        };
        Ok(OpenCancelled {
            attempt,
            state,
            replayed,
        })
    }

    /// Has the payment ended in a task of its own, and waits for it as long as
    /// the settings say; the attempt as it stands then.
    async fn end_open(self: &Arc<Self>, wish: Wish) -> Result<Attempt, Refusal> {
        let id = wish.payment.clone();
        let ending = self.tasks.spawn(Arc::clone(self).ask_to_end(wish));
        let patience = self.parts.settings.answer_within;
        // A time-out is no outcome: the store knows.
        if let Ok(ended) = tokio::time::timeout(patience, ending).await {
            ended.map_err(|error| Refusal::Internal(error.into()))??;
        }
        self.find_attempt(&id).await
    }

    async fn ask_to_end(self: Arc<Self>, wish: Wish) -> Result<(), Refusal> {
        let attempt = self.find_attempt(&wish.payment).await?;
        let configured = self.providers().find(&attempt.provider);
        let configured = configured.ok_or_else(|| {
            Refusal::Rules(vec![Violation::new(Code::ProviderUnknown, "provider")])
        })?;
        if attempt.state != State::ActionRequired {
            return Ok(());
        }
        let attempt = self.see(configured, attempt).await?;
        let Some(request) = ending(configured, &attempt) else {
            return Ok(());
        };
        if self.intend_to_end(&wish).await? {
            let answer = self.send_end(configured, &attempt, request).await;
            self.note_end(&attempt, configured, &answer).await?;
            let seen = self.see(configured, attempt).await;
            // Only now: whoever has read it as open before would ask again.
            let mut store = self.store().reader().acquire().await?;
            attempts::note_cancel_answered(&mut store, &wish.payment).await?;
            drop(store);
            self.tell_change();
            if !seen.is_ok_and(|seen| seen.state != State::ActionRequired) {
                self.look_again(&wish.payment, None).await?;
            }
            return Ok(());
        }
        self.wait_for_end(&wish.payment).await
    }

    /// Looks the attempt up and takes what the provider says.
    async fn see(&self, configured: &Configured, attempt: Attempt) -> Result<Attempt, Refusal> {
        let found = self.ask(configured, &attempt, None).await;
        let answers = found.map_err(|error| {
            tracing::warn!(payment = %attempt.id, %error, "what is to be ended could not be looked up");
            Refusal::ProviderSilent
        })?;
        Ok(self.settle(&attempt, &answers, "look-up").await?.0)
    }

    /// Makes the intent durable; false where there is nothing to end any more,
    /// or where somebody else is at it.
    async fn intend_to_end(&self, wish: &Wish) -> Result<bool, Refusal> {
        let now = self.clock().now();
        let mut writing = self.store().begin().await?;
        let attempt = attempts::find(&mut writing, &wish.payment).await?;
        let attempt = attempt.ok_or(Refusal::Missing)?;
        if attempt.state != State::ActionRequired {
            return Ok(false);
        }
        if let Some(key) = &wish.key()
            && !bind(&mut writing, key, &attempt, now).await?
        {
            return Ok(false);
        }
        // Longer than a request and its look-up take: whoever asked is gone.
        let gone = now - 4 * milliseconds(self.parts.settings.provider_timeout);
        let first = attempts::note_cancel_asked(&mut writing, &attempt.id, gone, now).await?;
        if first {
            let change = Change {
                kind: "page_cancel_sent",
                by: wish.by,
                detail: &wish.words,
                ..Change::keeping(&attempt)
            };
            attempts::change(&mut writing, &attempt, attempt.state, &change, now)
                .await?
                .ok_or(sqlx::Error::RowNotFound)?;
        }
        writing.commit().await?;
        self.tell_change();
        Ok(first)
    }

    async fn send_end(
        &self,
        configured: &Configured,
        attempt: &Attempt,
        request: HttpRequest,
    ) -> MovementAnswer {
        let (outcome, why) = match self.send(configured.provider.name(), request).await {
            Ok(received) => {
                let open = open(attempt);
                return configured
                    .provider
                    .read_cancel_open(&open, received.as_response());
            }
            Err(SendError::NotBuilt(why) | SendError::NotSent(why)) => {
                (MovementOutcome::Refused, why)
            }
            Err(SendError::Lost(why)) => (MovementOutcome::Unknown, why),
        };
        MovementAnswer {
            outcome,
            id: None,
            detail: String::from(why),
        }
    }

    /// Notes what the provider answered, beside the attempt's own history.
    async fn note_end(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        answer: &MovementAnswer,
    ) -> sqlx::Result<()> {
        let told = MovementState::from(answer.outcome);
        let mut writing = self.store().begin().await?;
        let present = attempts::find(&mut writing, &attempt.id).await?;
        let present = present.ok_or(sqlx::Error::RowNotFound)?;
        let change = Change {
            kind: &format!("{EVENTS}{}", told.as_str()),
            by: configured.provider.name().0,
            detail: &answer.detail,
            ..Change::keeping(&present)
        };
        let now = self.clock().now();
        attempts::change(&mut writing, &present, present.state, &change, now).await?;
        writing.commit().await
    }

    /// Waits until whoever is at it has an answer, as long as anybody waits.
    async fn wait_for_end(&self, id: &PaymentId) -> Result<(), Refusal> {
        let mut changed = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + self.parts.settings.answer_within;
        loop {
            let attempt = self.find_attempt(id).await?;
            let under_way =
                attempt.state == State::ActionRequired && attempt.cancel_asked_at.is_some();
            let waited = tokio::time::timeout_at(deadline, changed.changed());
            if !under_way || waited.await.is_err() {
                return Ok(());
            }
        }
    }
}

/// Binds the merchant's key to the payment; false where the same request was
/// first.
async fn bind(
    store: &mut SqliteConnection,
    key: &Key<'_>,
    attempt: &Attempt,
    now: i64,
) -> Result<bool, Refusal> {
    match merchant_keys::find(store, OPERATION, key.key).await? {
        None => {
            merchant_keys::insert(store, key, attempt.id.as_str(), now).await?;
            Ok(true)
        }
        Some(Kept { fingerprint, .. }) if fingerprint == key.fingerprint => Ok(false),
        Some(_) => Err(Refusal::KeyReused),
    }
}

/// The attempt as its provider is asked to end it.
fn open(attempt: &Attempt) -> OpenPayment<'_> {
    OpenPayment {
        payment: attempt.provider_payment.as_deref(),
        reference: &attempt.reference,
    }
}

/// The request that ends it, where it is open and there is one.
fn ending(configured: &Configured, attempt: &Attempt) -> Option<HttpRequest> {
    (attempt.state == State::ActionRequired)
        .then(|| configured.provider.cancel_open(&open(attempt)))
        .flatten()
}
