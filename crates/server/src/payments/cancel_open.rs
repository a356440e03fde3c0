//! Ending a payment that is open on the provider's page.
//!
//! The order stays held until the provider says that the payment has ended.
//! Its answer to the cancel is never that word: the shopper may be paying in
//! another tab at this moment. Before the request the payment is looked up, so
//! that what is paid is not cancelled; the intent is durable; after it the
//! payment is looked up again, and that look-up decides like any other.

pub(crate) mod end;
pub(crate) mod request;

use oneclick_rules::PaymentId;
use oneclick_rules::wire::PaymentView;

use crate::deployment::milliseconds;
use crate::model::attempt::Attempt;
use crate::model::session::Session;
use crate::model::state::State;
use crate::operations::{MoveRequest, OperationState};
use crate::payments::cancel_open::end::ending;
use crate::payments::cancel_open::request::{EVENTS, EndRequest, OpenPages, SCOPE};
use crate::payments::create::Payments;
use crate::payments::view::PaymentViews;
use crate::refusal::Refusal;
use crate::sessions::open::Sessions;
use crate::sessions::submissions::count_submission;
use crate::store::{self, Tx, attempts, idempotency_keys};

/// The answer to a merchant's cancel of an open page.
#[derive(Clone, Debug)]
pub struct OpenCancelled {
    /// The attempt as it stands now.
    pub attempt: Attempt,
    /// How far the cancel is.
    pub state: OperationState,
    /// Whether the same request had been made before.
    pub replayed: bool,
}

impl OpenPages {
    /// Ends the session's payment for the shopper, if the provider does; the
    /// payment as it stands then, whatever that is.
    ///
    /// # Errors
    /// Fails with [`Refusal::Missing`] for a payment of another order, [`Refusal::Stale`]
    /// where the order has a newer one, [`Refusal::Limit`],
    /// [`Refusal::SessionExpired`], [`Refusal::ProviderSilent`].
    pub async fn give_up(
        &self,
        session: &Session,
        payment: PaymentId,
    ) -> Result<PaymentView, Refusal> {
        let (id, now) = (session.id.clone(), self.deployment.clock().now());
        let count = move |tx: &Tx<'_>| match count_submission(tx, &id, now) {
            Err(Refusal::Internal(error)) => Err(Refusal::Internal(error)),
            // A refusal is counted too.
            known => Ok(known),
        };
        self.deployment.store.write(count).await??;
        let standing = Payments::of(&self.deployment)
            .standing(&session.order)
            .await?;
        Sessions::of(&self.deployment).may_read(session, &standing)?;
        if self.find_attempt(&payment).await?.order != session.order {
            return Err(Refusal::Missing);
        }
        if let Some(newer) = standing.shown().filter(|shown| shown.id != payment) {
            return Err(Refusal::Stale(Box::new(self.view(newer).await?)));
        }
        let request = EndRequest {
            payment,
            by: "shopper",
            words: String::new(),
            key: None,
        };
        let attempt = self.end_open(request).await?;
        Ok(self.view(&attempt).await?)
    }

    async fn view(&self, attempt: &Attempt) -> store::Result<PaymentView> {
        let (views, attempt) = (PaymentViews::of(&self.deployment), attempt.clone());
        let reading = move |tx: &Tx<'_>| views.payment_view(tx, &attempt);
        self.deployment.store.read(reading).await
    }

    /// Ends a payment that is open on the provider's page for the merchant;
    /// `None` where it is not, and the cancel is of money.
    ///
    /// # Errors
    /// Fails with [`Refusal::Missing`], [`Refusal::KeyReused`], [`Refusal::ProviderSilent`],
    /// [`Refusal::OperationUnsupported`] where the provider has no such call and
    /// has not ended it by itself.
    pub async fn cancel_open(
        &self,
        request: &MoveRequest,
    ) -> Result<Option<OpenCancelled>, Refusal> {
        let fingerprint = request.fingerprint();
        let key = request.key.clone();
        let kept = self
            .deployment
            .store
            .read(move |tx| idempotency_keys::find(tx, SCOPE, key.as_str()))
            .await?;
        match kept {
            Some(kept) if PaymentId::parse(&kept.subject).is_err() => return Ok(None),
            Some(kept) if kept.fingerprint != fingerprint => return Err(Refusal::KeyReused),
            Some(_) => {
                let attempt = self.find_attempt(&request.payment).await?;
                if self.is_being_ended(&attempt) {
                    return Err(Refusal::Running(Some(attempt.id)));
                }
                return self.open_cancelled(attempt, true).await.map(Some);
            }
            None => {}
        }
        if self.find_attempt(&request.payment).await?.state != State::ActionRequired {
            return Ok(None);
        }
        let request = EndRequest {
            payment: request.payment.clone(),
            by: "merchant",
            words: request.description.clone().unwrap_or_default(),
            key: Some((String::from(request.key.as_str()), fingerprint)),
        };
        let attempt = self.end_open(request).await?;
        if attempt.state == State::ActionRequired && !self.may_cancel_open(&attempt) {
            return Err(Refusal::OperationUnsupported);
        }
        self.open_cancelled(attempt, false).await.map(Some)
    }

    /// Tells whether the provider can be asked to end the attempt's page.
    pub(crate) fn may_cancel_open(&self, attempt: &Attempt) -> bool {
        attempt.state == State::ActionRequired
            && self
                .deployment
                .providers
                .find(&attempt.provider)
                .is_some_and(|configured| ending(configured, attempt).is_some())
    }

    /// Tells whether somebody has asked the provider to end it and waits for the answer.
    pub(crate) fn is_being_ended(&self, attempt: &Attempt) -> bool {
        let asked = attempt.cancel_asked_at;
        // A time that lies further ahead than anybody waits is a clock's that was
        // set back.
        let (gone, now) = (self.gone(), self.deployment.clock().now());
        let lives = |asked: i64| gone < asked && asked <= 2 * now - gone;
        attempt.state == State::ActionRequired && asked.is_some_and(lives)
    }

    /// Returns the time before which a provider was asked by somebody who is gone: it is
    /// longer ago than a request and its look-up take.
    pub(crate) fn gone(&self) -> i64 {
        self.deployment.clock().now() - 4 * milliseconds(self.deployment.settings.provider_timeout)
    }

    pub(crate) async fn find_attempt(&self, id: &PaymentId) -> Result<Attempt, Refusal> {
        let id = id.clone();
        let found = self
            .deployment
            .store
            .read(move |tx| attempts::find(tx, &id))
            .await?;
        found.ok_or(Refusal::Missing)
    }

    /// Says how far the cancel is, by what became of the attempt.
    async fn open_cancelled(
        &self,
        attempt: Attempt,
        replayed: bool,
    ) -> Result<OpenCancelled, Refusal> {
        let id = attempt.id.clone();
        let history = self
            .deployment
            .store
            .read(move |tx| attempts::events(tx, &id))
            .await?;
        let told = history
            .iter()
            .rev()
            .find_map(|event| event.kind.strip_prefix(EVENTS));
        let refused = told == Some(OperationState::Declined.as_str());
        let state = if attempt.state.seen().frees_the_order() {
            OperationState::Succeeded
        } else if attempt.state.is_open() && !refused {
            OperationState::Unknown
        } else {
            // It is open all the same, or was paid.
            OperationState::Declined
        };
        Ok(OpenCancelled {
            attempt,
            state,
            replayed,
        })
    }
}
