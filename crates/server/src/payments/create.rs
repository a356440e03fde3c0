//! The intent: everything that is checked before money may move, in one
//! transaction with the row that says so.

pub(crate) mod attempt;
pub(crate) mod merchant_charge;
pub(crate) mod merchant_initiated;
pub(crate) mod new_card;
pub mod requested_payment;
pub(crate) mod stored_card;

use std::sync::Arc;

use oneclick_rules::wire::PaymentView;

use crate::carry_out::{Decided, carry_out};
use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::order::Order;
use crate::model::session::Session;
use crate::payments::create::requested_payment::{Means, RequestedPayment};
use crate::payments::send::Sending;
use crate::payments::send::new_card::Beginning;
use crate::payments::send::stored_card::Charging;
use crate::payments::standing::Standing;
use crate::payments::view::PaymentViews;
use crate::recovery::Recoveries;
use crate::refusal::Refusal;
use crate::sessions::open::{Sessions, as_it_stands};
use crate::sessions::submissions::{check_submissions, note_submission};
use crate::store::recovery::{self, Readiness};
use crate::store::{Tx, attempts, orders};

/// Answers a request to pay.
#[derive(Clone, Debug)]
pub struct PaymentAnswer {
    /// The order's payment as it stands now.
    pub payment: PaymentView,
    /// Whose payment that is.
    pub origin: AnswerOrigin,
}

/// Whose payment a request to pay is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerOrigin {
    /// This request's own.
    Made,
    /// That of the same request, which had been made before.
    Repeated,
    /// That of another request, which holds the order: nothing was sent for this one.
    Held,
}

enum Decision {
    Answer {
        attempt: Box<Attempt>,
        origin: AnswerOrigin,
    },
    /// The order may have been paid before the store went back: it is asked for first.
    Ask(Box<Order>),
    Charge(Box<Charging>),
    Begin(Box<Beginning>),
}

/// Creates payments: by a stored card, by a new one, by the merchant.
///
/// Its methods stand here, in `create/attempt.rs`, `create/stored_card.rs`,
/// `create/new_card.rs`, `create/merchant_initiated.rs` and `returned.rs`.
#[derive(Clone, Debug)]
pub struct Payments {
    pub(crate) deployment: Arc<Deployment>,
}

impl Payments {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Pays the session's order, at most once.
    ///
    /// All of it runs in tasks of its own: a caller that goes away stops
    /// nothing. Waits for the outcome as long as the settings say, then
    /// answers what is known.
    ///
    /// # Errors
    /// Fails with [`Refusal`]; nothing was sent then.
    pub async fn pay(
        &self,
        session: Session,
        request: RequestedPayment,
    ) -> Result<PaymentAnswer, Refusal> {
        let this = self.clone();
        let decide = async move {
            let sending = Sending::of(&this.deployment);
            Ok(match this.intend_known(session, request).await? {
                Decision::Answer { attempt, origin } => Decided {
                    id: (attempt.id, origin),
                    replayed: origin == AnswerOrigin::Repeated,
                    sending: None,
                },
                Decision::Ask(_) => return Err(Refusal::Recovering),
                Decision::Charge(charging) => Decided {
                    id: (charging.attempt.id.clone(), AnswerOrigin::Made),
                    replayed: false,
                    sending: Some(Box::pin(sending.charge(*charging))),
                },
                Decision::Begin(beginning) => Decided {
                    id: (beginning.attempt.id.clone(), AnswerOrigin::Made),
                    replayed: false,
                    sending: Some(Box::pin(sending.begin(*beginning))),
                },
            })
        };
        let ((id, origin), _) = carry_out(&self.deployment, decide).await?;
        let views = PaymentViews::of(&self.deployment);
        let reading = move |tx: &Tx<'_>| -> Result<_, Refusal> {
            let attempt = attempts::find(tx, &id)?.ok_or(Refusal::Missing)?;
            Ok(views.payment_view(tx, &attempt)?)
        };
        let payment = self.deployment.store.read(reading).await?;
        Ok(PaymentAnswer { payment, origin })
    }

    /// Decides once it is known what the providers have of the order.
    async fn intend_known(
        &self,
        session: Session,
        request: RequestedPayment,
    ) -> Result<Decision, Refusal> {
        match self.intend(session.clone(), request.clone()).await? {
            Decision::Ask(order) => {
                let recoveries = Recoveries::of(&self.deployment);
                Box::pin(recoveries.ask_before_charge(&order)).await?;
                self.intend(session, request).await
            }
            decided @ (Decision::Answer { .. } | Decision::Charge(_) | Decision::Begin(_)) => {
                Ok(decided)
            }
        }
    }

    /// Decides in one transaction. A refusal commits too: it was counted.
    async fn intend(
        &self,
        session: Session,
        request: RequestedPayment,
    ) -> Result<Decision, Refusal> {
        let this = self.clone();
        let decide = move |tx: &Tx<'_>| match this.decide(tx, session, request) {
            Err(Refusal::Internal(error)) => Err(Refusal::Internal(error)),
            known => Ok(known),
        };
        self.deployment.store.write(decide).await?
    }

    fn decide(
        &self,
        tx: &Tx<'_>,
        session: Session,
        request: RequestedPayment,
    ) -> Result<Decision, Refusal> {
        let now = self.deployment.clock().now();
        note_submission(tx, &session.id, now)?;
        request.read_ahead(tx, &session, now);
        check_submissions(tx, &session.id)?;
        let order = orders::find(tx, &session.order)?.ok_or(Refusal::Missing)?;
        let attempts = attempts::of_order(tx, &order.reference)?;
        let standing = Standing::of(&attempts);
        Sessions::of(&self.deployment).may_read(&session, &standing)?;
        if let Some(attempt) = request.answered_before(tx, &order.reference)? {
            return Ok(Decision::Answer {
                attempt: Box::new(attempt),
                origin: AnswerOrigin::Repeated,
            });
        }
        if let Some(holder) = standing.holder {
            return Ok(Decision::Answer {
                attempt: Box::new(holder),
                origin: AnswerOrigin::Held,
            });
        }
        match recovery::readiness(tx, &order.reference, now)? {
            Readiness::Ready => {}
            Readiness::Unasked => return Ok(Decision::Ask(Box::new(order))),
            Readiness::Closed => return Err(Refusal::Recovering),
        }
        let session = as_it_stands(tx, session, &order)?;
        self.check_session(tx, &session, &order, &standing, &request)?;
        match &request.by {
            Means::Stored { card, cvc } => {
                let cvc = cvc.as_ref().map(|text| text.as_str());
                let charging = self.intend_stored_card(tx, session, &order, &request, card, cvc);
                Ok(Decision::Charge(Box::new(charging?)))
            }
            Means::New { save } => {
                let save = save.as_ref();
                let beginning = self.intend_new_card(tx, session, &order, &request, save);
                Ok(Decision::Begin(Box::new(beginning?)))
            }
        }
    }

    fn check_session(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        standing: &Standing,
        request: &RequestedPayment,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        if now >= session.expires_at {
            return Err(Refusal::SessionExpired);
        }
        if order.amount != session.amount {
            return Err(Refusal::Superseded);
        }
        if let Some(newest) = &standing.newest
            && request.previous_payment.as_ref() != Some(&newest.id)
        {
            return Err(Refusal::Stale(Box::new(
                PaymentViews::of(&self.deployment).payment_view(tx, newest)?,
            )));
        }
        if request.amount != order.amount {
            return Err(Refusal::AmountChanged(order.amount));
        }
        Ok(())
    }
}
