//! The intent: everything that is checked before money may move, in one
//! transaction with the row that says so.

use std::sync::Arc;

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Amount, CardId, CardUse, Code, Cvc, IdempotencyKey, PaymentId};
use sqlx::SqliteConnection;
use zeroize::Zeroizing;

use super::charge::Charging;
use super::state::State;
use super::view::WRONG_CODES;
use super::{Engine, Refusal, Standing, milliseconds};
use crate::random;
use crate::store::attempts::{self, Attempt};
use crate::store::cards::{self, Card};
use crate::store::limits;
use crate::store::orders::{self, Order};
use crate::store::sessions::Session;

/// A shopper's wish to pay with a stored card, read but not yet judged.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct PayRequest {
    /// The request's key.
    pub key: IdempotencyKey,
    /// The card.
    pub card: CardId,
    /// What the shopper was shown.
    pub seen: Amount,
    /// The last attempt that the page has seen.
    pub after: Option<PaymentId>,
    /// The security code as it was sent.
    pub cvc: Option<Zeroizing<String>>,
}

impl PayRequest {
    /// What the key is bound to. Never the security code in any form.
    fn fingerprint(&self) -> String {
        format!(
            "{} {} {}",
            self.card,
            self.seen.minor(),
            self.seen.currency()
        )
    }
}

/// The answer to a wish to pay.
#[derive(Clone, Debug)]
pub struct Paid {
    /// The order's payment as it stands now.
    pub payment: PaymentView,
    /// Whether the same request had been made before.
    pub replayed: bool,
}

enum Decision {
    Answer {
        attempt: Box<Attempt>,
        replayed: bool,
    },
    Charge(Box<Charging>),
}

impl Engine {
    /// Pays the session's order with a stored card, at most once.
    ///
    /// All of it runs in tasks of its own: a caller that goes away stops
    /// nothing. Waits for the outcome as long as the settings say, then
    /// answers what is known.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was sent then.
    pub async fn pay(
        self: &Arc<Self>,
        session: Session,
        request: PayRequest,
    ) -> Result<Paid, Refusal> {
        let engine = Arc::clone(self);
        let begun = self.tasks.spawn(async move {
            Ok(match engine.intend(session, request).await? {
                Decision::Answer { attempt, replayed } => (attempt.id.clone(), replayed, None),
                Decision::Charge(charging) => {
                    let id = charging.attempt.id.clone();
                    let charge = Arc::clone(&engine).charge(*charging);
                    (id, false, Some(engine.tasks.spawn(charge)))
                }
            })
        });
        let joined: Result<_, Refusal> = begun
            .await
            .map_err(|error| Refusal::Internal(error.into()))?;
        let (id, replayed, charge) = joined?;
        if let Some(charge) = charge {
            // Neither a time-out nor a lost task is an outcome: the store knows.
            let _ = tokio::time::timeout(self.parts.settings.answer_within, charge).await;
        }
        let mut store = self.store().reader().acquire().await?;
        let attempt = attempts::find(&mut store, &id)
            .await?
            .ok_or(Refusal::Missing)?;
        Ok(Paid {
            payment: self.payment_view(&attempt),
            replayed,
        })
    }

    /// Decides in one transaction. A refusal commits too: it was counted.
    async fn intend(&self, session: Session, request: PayRequest) -> Result<Decision, Refusal> {
        let mut writing = self.store().begin().await?;
        let decision = self.decide(&mut writing, session, request).await;
        match decision {
            Err(Refusal::Internal(error)) => Err(Refusal::Internal(error)),
            known => {
                writing.commit().await?;
                known
            }
        }
    }

    async fn decide(
        &self,
        store: &mut SqliteConnection,
        session: Session,
        request: PayRequest,
    ) -> Result<Decision, Refusal> {
        let now = self.clock().now();
        if limits::note_submission(store, &session.id, now).await? > 30 {
            return Err(Refusal::Limit {
                limit: "submissions_per_minute",
                retry_after: 60,
            });
        }
        let order = orders::find(store, &session.order)
            .await?
            .ok_or(Refusal::Missing)?;
        let attempts = attempts::of_order(store, &order.reference).await?;
        let standing = Standing::of(&attempts);
        self.may_read(&session, &standing)?;
        if let Some(answer) = answered_before(attempts, &request)? {
            return Ok(answer);
        }
        if let Some(holder) = standing.holder {
            return Ok(Decision::Answer {
                attempt: Box::new(holder),
                replayed: false,
            });
        }
        self.check_session(&session, &order, &standing, &request)?;
        let card = match session.customer(&order) {
            Some(customer) => cards::find(store, &request.card, customer).await?,
            None => None,
        };
        let card = card.ok_or(Refusal::CardUnknown)?;
        self.check_limits(store, &order, &card, &request).await?;
        let customer = orders::customer(store, &card.customer).await?;
        let terms = self
            .stored_card(store, &session, &order, customer.as_ref(), &card)
            .await?;
        let typed = request.cvc.as_ref().map(|text| text.as_str());
        let cvc = terms.check(typed, now / 1000).map_err(Refusal::Card)?;
        let configured = self
            .providers()
            .find(&card.provider)
            .ok_or(Refusal::Card(vec![Code::CardProvider]))?;
        let attempt = self.new_attempt(&session, &order, &card, &request, cvc.as_ref())?;
        attempts::insert(store, &attempt).await?;
        let configured = configured.clone();
        Ok(Decision::Charge(Box::new(Charging {
            attempt,
            session,
            customer,
            card,
            terms,
            cvc,
            configured,
        })))
    }

    fn check_session(
        &self,
        session: &Session,
        order: &Order,
        standing: &Standing,
        request: &PayRequest,
    ) -> Result<(), Refusal> {
        let now = self.clock().now();
        if now >= session.expires_at {
            return Err(Refusal::SessionExpired);
        }
        if order.amount != session.amount {
            return Err(Refusal::Superseded);
        }
        if let Some(newest) = &standing.newest
            && request.after.as_ref() != Some(&newest.id)
        {
            return Err(Refusal::Stale(Box::new(self.payment_view(newest))));
        }
        if request.seen != order.amount {
            return Err(Refusal::AmountChanged(order.amount));
        }
        Ok(())
    }

    async fn check_limits(
        &self,
        store: &mut SqliteConnection,
        order: &Order,
        card: &Card,
        request: &PayRequest,
    ) -> Result<(), Refusal> {
        const DAY_SECONDS: u64 = 24 * 3_600;
        let now = self.clock().now();
        let too_many = |limit| {
            Err(Refusal::Limit {
                limit,
                retry_after: DAY_SECONDS,
            })
        };
        if request.cvc.is_some() && limits::wrong_codes(store, &card.id, now).await? >= WRONG_CODES
        {
            return too_many("wrong_codes_per_card");
        }
        if limits::declines_of_order(store, &order.reference).await? >= 5 {
            return too_many("declines_per_order");
        }
        if limits::declines_of_customer(store, &card.customer, now).await? >= 10 {
            return too_many("declines_per_customer");
        }
        Ok(())
    }

    fn new_attempt(
        &self,
        session: &Session,
        order: &Order,
        card: &Card,
        request: &PayRequest,
        cvc: Option<&Cvc>,
    ) -> Result<Attempt, Refusal> {
        let now = self.clock().now();
        let settings = &self.parts.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        Ok(Attempt {
            id: random::payment_id()?,
            order: order.reference.clone(),
            session: Some(session.id.clone()),
            card: Some(card.id.clone()),
            card_use: CardUse::OneClick,
            provider: card.provider.clone(),
            reference: random::provider_reference()?,
            return_reference: random::return_reference()?,
            state: State::Created,
            amount: order.amount,
            key: request.key.clone(),
            fingerprint: request.fingerprint(),
            cvc_given: cvc.is_some(),
            provider_payment: None,
            payment_hint: None,
            decline_reason: None,
            dispute: None,
            redirect_url: None,
            redirect_expires_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
            look_up_at: Some(now + takeover),
            look_ups: 0,
            empty_since: None,
            keep: None,
        })
    }
}

/// A request with the same key answers what became of the first.
fn answered_before(
    attempts: Vec<Attempt>,
    request: &PayRequest,
) -> Result<Option<Decision>, Refusal> {
    let same = |attempt: &Attempt| attempt.key == request.key;
    let Some(attempt) = attempts.into_iter().find(same) else {
        return Ok(None);
    };
    if attempt.fingerprint != request.fingerprint() {
        return Err(Refusal::KeyReused);
    }
    if matches!(attempt.state, State::Created | State::Sent) {
        return Err(Refusal::Running);
    }
    Ok(Some(Decision::Answer {
        attempt: Box::new(attempt),
        replayed: true,
    }))
}
