//! A charge without the shopper: the merchant's, by the owner's consent.

use oneclick_providers::{Call, Charge, Initiator, PaymentStatus};
use oneclick_rules::{CardUse, Customer, ErrorCode, PaymentId, RedirectKind, Violation};

use crate::cards::sealing::CardTokens;
use crate::carry_out::{Decided, carry_out};
use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::order::Order;
use crate::model::state::State;
use crate::payments::create::Payments;
use crate::payments::create::attempt::{AttemptOrigin, Instrument};
use crate::payments::create::merchant_charge::MerchantCharge;
use crate::payments::limits::GuessLimits;
use crate::payments::send::Sending;
use crate::payments::standing::standing;
use crate::recovery::Recoveries;
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::sessions::open::renew;
use crate::store::idempotency_keys::{self, Key, Scope};
use crate::store::recovery::{self, Readiness};
use crate::store::{Tx, attempts, cards, orders, tokens};

/// A durable intent and what its one request needs.
struct Due {
    attempt: Attempt,
    customer: Customer,
    card: Card,
    configured: Configured,
}

enum MerchantDecision {
    Answer(PaymentId),
    /// The order may have been paid before the store went back: it is asked for first.
    Ask(Box<Order>),
    Charge(Box<Due>),
}

impl Payments {
    /// Charges a stored card without the shopper, at most once. Waits for the
    /// outcome as long as the settings say, then answers what is known, and
    /// whether the same request had been made before; a caller that goes away
    /// stops nothing.
    ///
    /// # Errors
    /// Fails with [`Refusal`]; nothing was sent then.
    pub async fn charge_by_merchant(
        &self,
        request: MerchantCharge,
    ) -> Result<(Attempt, bool), Refusal> {
        let this = self.clone();
        let decide = async move {
            Ok(match this.decide_known(&request).await? {
                MerchantDecision::Ask(_) => return Err(Refusal::Recovering),
                MerchantDecision::Answer(id) => Decided {
                    id,
                    replayed: true,
                    sending: None,
                },
                MerchantDecision::Charge(due) => Decided {
                    id: due.attempt.id.clone(),
                    replayed: false,
                    sending: Some(Box::pin(this.charge_due(*due, request))),
                },
            })
        };
        let (id, replayed) = carry_out(&self.deployment, decide).await?;
        let attempt = self
            .deployment
            .store
            .read(move |tx| attempts::find(tx, &id))
            .await?;
        Ok((attempt.ok_or(Refusal::Missing)?, replayed))
    }

    /// Decides once it is known what the providers have of the order.
    async fn decide_known(&self, request: &MerchantCharge) -> Result<MerchantDecision, Refusal> {
        let decide = || {
            let (this, asked) = (self.clone(), request.clone());
            let deciding = move |tx: &Tx<'_>| this.decide_charge(tx, &asked);
            self.deployment.store.write(deciding)
        };
        match decide().await? {
            MerchantDecision::Ask(order) => {
                let recoveries = Recoveries::of(&self.deployment);
                Box::pin(recoveries.ask_before_charge(&order)).await?;
                decide().await
            }
            decided @ (MerchantDecision::Answer(_) | MerchantDecision::Charge(_)) => Ok(decided),
        }
    }

    fn decide_charge(
        &self,
        tx: &Tx<'_>,
        request: &MerchantCharge,
    ) -> Result<MerchantDecision, Refusal> {
        let fingerprint = request.fingerprint();
        let key = Key {
            scope: Scope::Merchant("charge"),
            key: request.key.as_str(),
            fingerprint: &fingerprint,
        };
        if let Some(id) = answered_before(tx, &key)? {
            return Ok(MerchantDecision::Answer(id));
        }
        let order = self.order_of(tx, request)?;
        match recovery::readiness(tx, &order.reference, self.deployment.clock().now())? {
            Readiness::Ready => {}
            Readiness::Unasked => return Ok(MerchantDecision::Ask(Box::new(order))),
            Readiness::Closed => return Err(Refusal::Recovering),
        }
        let card = cards::find(tx, &request.card, &request.customer)?;
        let customer = orders::customer(tx, &request.customer)?;
        let (Some(card), Some(customer)) = (card, customer) else {
            return Err(Refusal::CardUnknown);
        };
        GuessLimits::of(&self.deployment).check_declines(
            tx,
            &order.reference,
            Some(&request.customer),
        )?;
        let configured = self.check_card(&card, request)?;
        let mut broken = configured
            .provider
            .check_purchase(&request.purchase(&customer));
        let capture = Violation::new(ErrorCode::CaptureUnsupported, "capture");
        let manual = configured.provider.capabilities().manual_capture;
        if !request.capture && !manual && !broken.contains(&capture) {
            broken.push(capture);
        }
        if !broken.is_empty() {
            return Err(Refusal::Rules(broken));
        }
        let by = Instrument {
            provider: card.provider.clone(),
            card: Some(card.id.clone()),
            cvc_given: false,
            page: RedirectKind::Authentication,
        };
        let attempt = self.new_attempt(
            tx,
            &order,
            AttemptOrigin {
                session: None,
                on_pay_page: false,
                card_use: request.card_use,
            },
            by,
        )?;
        attempts::insert(tx, &attempt)?;
        tokens::note_use(tx, &attempt.id, &card)?;
        idempotency_keys::insert(tx, &key, attempt.id.as_str(), attempt.created_at)?;
        Ok(MerchantDecision::Charge(Box::new(Due {
            attempt,
            customer,
            card,
            configured: configured.clone(),
        })))
    }

    /// Returns the order, made where it is new; nothing may hold it.
    fn order_of(&self, tx: &Tx<'_>, request: &MerchantCharge) -> Result<Order, Refusal> {
        let asked = Order {
            reference: request.order.clone(),
            customer: Some(request.customer.clone()),
            amount: request.amount,
        };
        match orders::find(tx, &request.order)? {
            None => {
                // A customer who is not known has no card: no order is made.
                if orders::customer(tx, &request.customer)?.is_none() {
                    return Err(Refusal::CardUnknown);
                }
                orders::insert(tx, &asked, self.deployment.clock().now())?;
            }
            Some(present) => {
                renew(tx, &present, &asked)?;
                if standing(tx, &request.order)?.holder.is_some() {
                    return Err(Refusal::OrderHeld);
                }
            }
        }
        Ok(asked)
    }

    fn check_card(&self, card: &Card, request: &MerchantCharge) -> Result<&Configured, Refusal> {
        let now = self.deployment.clock().seconds();
        let has_ended = card.expiry.is_some_and(|end| end.has_ended_everywhere(now));
        let configured = self.deployment.providers.find(&card.provider);
        let rules = [
            (configured.is_none(), ErrorCode::CardProvider),
            (card.locked_at.is_some(), ErrorCode::CardLocked),
            (!card.uses.contains(&request.card_use), ErrorCode::CardUse),
            (has_ended, ErrorCode::CardExpired),
        ];
        let broken: Vec<ErrorCode> = rules
            .into_iter()
            .filter_map(|(broken, code)| broken.then_some(code))
            .collect();
        match configured {
            Some(configured) if broken.is_empty() => {
                if configured
                    .provider
                    .capabilities()
                    .merchant_charge
                    .is_there()
                {
                    Ok(configured)
                } else {
                    Err(Refusal::OperationUnsupported)
                }
            }
            _ => Err(Refusal::Card(broken)),
        }
    }

    async fn charge_due(self, due: Due, request: MerchantCharge) {
        let call = self.call_due(&due, &request);
        Sending::of(&self.deployment)
            .send_surely(&due.attempt, &due.configured, call)
            .await;
    }

    fn call_due(&self, due: &Due, request: &MerchantCharge) -> anyhow::Result<Call<PaymentStatus>> {
        let token = CardTokens::of(&self.deployment).open_token(&due.card)?;
        let addresses = Sending::of(&self.deployment).addresses(&due.attempt, &due.configured);
        let charge = Charge {
            attempt: Sending::of(&self.deployment).attempt_request(
                &due.attempt,
                request.purchase(&due.customer),
                &addresses,
            ),
            initiator: Initiator::Merchant {
                scheduled: request.card_use == CardUse::MerchantScheduled,
                initial_transaction: due.card.initial_transaction.as_deref(),
            },
            token: &token,
            cvc: None,
            hosted_cvc: false,
        };
        let provider = &due.configured.provider;
        provider
            .charge(&charge)
            .map_err(|code| anyhow::anyhow!("the provider cannot express it: {code}"))
    }
}

fn answered_before(tx: &Tx<'_>, key: &Key<'_>) -> Result<Option<PaymentId>, Refusal> {
    let Some(kept) = idempotency_keys::find(tx, key.scope, key.key)? else {
        return Ok(None);
    };
    if kept.fingerprint != key.fingerprint {
        return Err(Refusal::KeyReused);
    }
    let id = PaymentId::parse(&kept.subject).map_err(anyhow::Error::from)?;
    let made = attempts::find(tx, &id)?;
    if made.is_some_and(|made| matches!(made.state, State::Created | State::Sent)) {
        return Err(Refusal::Running(Some(id)));
    }
    Ok(Some(id))
}
