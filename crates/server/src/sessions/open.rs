//! Sessions: made, changed and extended, with their order.

use std::sync::Arc;

use oneclick_providers::{CardUses, Secret};
use oneclick_rules::{Amount, Customer, ErrorCode, OrderReference, SessionId, Violation};

use crate::client_token;
use crate::deployment::Deployment;
use crate::model::order::Order;
use crate::model::session::{Session, Terms};
use crate::payments::standing::standing;
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::store::{self, Tx, orders, sessions};

/// The longest that a session may live in all, milliseconds.
const LONGEST_LIFE: i64 = 4 * 3_600_000;
/// By how much an extension moves a session's end, milliseconds.
const EXTENSION: i64 = 3_600_000;

/// Holds what a merchant asks for, every member judged.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The merchant's order reference.
    pub order: OrderReference,
    /// What it costs.
    pub amount: Amount,
    /// Whose it is; `None` for a guest.
    pub customer: Option<Customer>,
    /// What else the merchant asks for.
    pub terms: Terms,
    /// How long it lives, seconds.
    pub lifetime: u32,
    /// What was given and left out because it could not be understood: broken if
    /// the provider needs it.
    pub doubts: Vec<Violation>,
}

/// A new session and the token that opens it, which is told once.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// The client token.
    pub token: Secret,
}

/// Returns every rule of the provider that the order breaks under these terms.
pub(crate) fn not_takeable(
    configured: &Configured,
    terms: &Terms,
    order: &OrderReference,
    amount: Amount,
    customer: Option<&Customer>,
) -> Vec<Violation> {
    let purchase = terms.purchase(order, amount, customer, configured.three_d_secure);
    let mut broken = configured.provider.check_purchase(&purchase);
    let capture = Violation::new(ErrorCode::CaptureUnsupported, "capture");
    let manual = configured.provider.capabilities().manual_capture;
    if !terms.capture && !manual && !broken.contains(&capture) {
        broken.push(capture);
    }
    broken
}

/// Names as not understood what is missing only because it could not be understood.
fn doubted(mut refusal: Refusal, doubts: &[Violation]) -> Refusal {
    if let Refusal::Rules(broken) = &mut refusal {
        for missing in broken
            .iter_mut()
            .filter(|one| one.code == ErrorCode::CustomerMissing)
        {
            if let Some(doubt) = doubts.iter().find(|doubt| doubt.field == missing.field) {
                *missing = *doubt;
            }
        }
    }
    refusal
}

/// Opens, changes, extends and shows sessions.
///
/// Its methods stand here and in `view.rs`.
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(crate) deployment: Arc<Deployment>,
}

impl Sessions {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Makes a session, and its order where it is new. With another amount it
    /// supersedes the order's older sessions.
    ///
    /// # Errors
    /// Fails with [`Refusal::OrderCustomer`], [`Refusal::OrderHeld`], [`Refusal::Rules`].
    pub async fn open_session(&self, new: NewSession) -> Result<Opened, Refusal> {
        self.check_purchase(&new.terms, &new.order, new.amount, new.customer.as_ref())
            .map_err(|refusal| doubted(refusal, &new.doubts))?;
        let now = self.deployment.clock().now();
        let random = self.deployment.environment.random();
        let token = random.client_token()?;
        let session = Session {
            id: random.session_id()?,
            order: new.order.clone(),
            guest: new.customer.is_none(),
            amount: new.amount,
            terms: new.terms,
            mode: self.deployment.mode,
            created_at: now,
            expires_at: now + i64::from(new.lifetime) * 1000,
        };
        let token_hash = client_token::hash(token.expose());
        let customer = new.customer;
        let session = self
            .deployment
            .store
            .write(move |tx| {
                record_session(tx, &session, customer.as_ref(), &token_hash)?;
                Ok::<_, Refusal>(session)
            })
            .await?;
        Ok(Opened { session, token })
    }

    /// Checks that the session's provider takes what it says: a merchant learns that at
    /// once, not in a shopper's click.
    pub(crate) fn check_purchase(
        &self,
        terms: &Terms,
        order: &OrderReference,
        amount: Amount,
        customer: Option<&Customer>,
    ) -> Result<(), Refusal> {
        let unknown =
            || Refusal::Rules(vec![Violation::new(ErrorCode::ProviderUnknown, "provider")]);
        let configured = self.deployment.providers.of(terms).ok_or_else(unknown)?;
        let mut broken = not_takeable(configured, terms, order, amount, customer);
        let uses = CardUses::of(&terms.save_uses);
        if !configured.provider.capabilities().can_keep(uses) {
            broken.push(Violation::new(ErrorCode::CardUse, "save_uses"));
        }
        if broken.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Rules(broken))
        }
    }

    /// Changes what the session's order costs, while nothing holds it.
    ///
    /// # Errors
    /// Fails with [`Refusal::Missing`], [`Refusal::OrderHeld`], [`Refusal::Superseded`],
    /// [`Refusal::Rules`].
    pub async fn change_amount(&self, id: &SessionId, amount: Amount) -> Result<Session, Refusal> {
        let (this, id) = (self.clone(), id.clone());
        let changed = move |tx: &Tx<'_>| this.record_amount(tx, &id, amount);
        self.deployment.store.write(changed).await
    }

    fn record_amount(
        &self,
        tx: &Tx<'_>,
        id: &SessionId,
        amount: Amount,
    ) -> Result<Session, Refusal> {
        let mut session = sessions::find(tx, id)?.ok_or(Refusal::Missing)?;
        let mut order = orders::find(tx, &session.order)?.ok_or(Refusal::Missing)?;
        if order.amount != session.amount {
            return Err(Refusal::Superseded);
        }
        if standing(tx, &session.order)?.holder.is_some() {
            return Err(Refusal::OrderHeld);
        }
        let customer = match session.customer(&order) {
            Some(customer) => orders::customer(tx, customer)?,
            None => None,
        };
        self.check_purchase(&session.terms, &order.reference, amount, customer.as_ref())?;
        order.amount = amount;
        session.amount = amount;
        orders::update(tx, &order)?;
        sessions::set_amount(tx, id, amount)?;
        Ok(session)
    }

    /// Moves the end of a session that has not ended by an hour, to four
    /// hours of life at most.
    ///
    /// # Errors
    /// Fails with [`Refusal::SessionExpired`].
    pub async fn extend(&self, session: &Session) -> Result<Session, Refusal> {
        let (id, now) = (session.id.clone(), self.deployment.clock().now());
        let extended = move |tx: &Tx<'_>| record_extension(tx, &id, now);
        self.deployment.store.write(extended).await
    }
}

/// Writes a new session with its customer and its order.
fn record_session(
    tx: &Tx<'_>,
    session: &Session,
    customer: Option<&Customer>,
    token_hash: &str,
) -> Result<(), Refusal> {
    let now = session.created_at;
    if let Some(customer) = customer {
        orders::save_customer(tx, customer, now)?;
    }
    let asked = Order {
        reference: session.order.clone(),
        customer: customer.map(|customer| customer.id.clone()),
        amount: session.amount,
    };
    match orders::find(tx, &asked.reference)? {
        None => orders::insert(tx, &asked, now)?,
        Some(present) => renew(tx, &present, &asked)?,
    }
    Ok(sessions::insert(tx, session, token_hash)?)
}

/// Writes what is new of an order. It belongs to its first customer, and its amount
/// stands while anything holds it.
pub(crate) fn renew(tx: &Tx<'_>, present: &Order, asked: &Order) -> Result<(), Refusal> {
    if present.customer.is_some() && present.customer != asked.customer {
        return Err(Refusal::OrderCustomer);
    }
    if present.amount != asked.amount && standing(tx, &present.reference)?.holder.is_some() {
        return Err(Refusal::OrderHeld);
    }
    Ok(orders::update(tx, asked)?)
}

fn record_extension(tx: &Tx<'_>, id: &SessionId, now: i64) -> Result<Session, Refusal> {
    let mut session = sessions::find(tx, id)?.ok_or(Refusal::Missing)?;
    if now >= session.expires_at {
        return Err(Refusal::SessionExpired);
    }
    let end = (now + EXTENSION).min(session.created_at + LONGEST_LIFE);
    session.expires_at = session.expires_at.max(end);
    sessions::set_end(tx, id, session.expires_at)?;
    Ok(session)
}

/// Reads the session again if its order costs something else: a change of the amount
/// changes both together, a newer session changes the order alone.
pub(crate) fn as_it_stands(tx: &Tx<'_>, session: Session, order: &Order) -> store::Result<Session> {
    if order.amount == session.amount {
        return Ok(session);
    }
    let found = sessions::find(tx, &session.id)?;
    Ok(found.unwrap_or(session))
}
