//! The payment, operation and card that the examples of the description are made of, one
//! story: `N-1001` of the customer `c-77`, 9.95 EUR by a card at Smart2Pay. `None` never, as
//! a test says.

use oneclick_providers::{AttemptReference, OperationKind};
use oneclick_rules::{
    Amount, Brand, CardId, CardUse, Currency, CustomerId, Expiry, LastFour, OrderReference,
    PaymentId, RedirectKind, SessionId,
};

use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::consent::Consent;
use crate::model::operation::{Before, Operation};
use crate::model::operation_state::OperationState;
use crate::model::state::State;

/// When it was paid, Unix seconds.
pub(crate) const PAID_AT: i64 = 1_793_577_600;
/// The payment's id.
pub(crate) const PAYMENT: &str = "pay_0123456789abcdefghijkl";
/// The card's id.
pub(crate) const CARD: &str = "card_0123456789abcdefghijkl";
/// The provider's id of the payment.
pub(crate) const AT_PROVIDER: &str = "1001";
/// The provider's id of a charge beyond the order's one.
pub(crate) const DUPLICATE: &str = "1002";
const REFERENCE: &str = "mzqk7w2hx4n5tavb3cpe6rjdyu";

/// Returns the order's reference.
pub(crate) fn order() -> Option<OrderReference> {
    OrderReference::parse("N-1001").ok()
}

/// Returns the customer's id.
pub(crate) fn customer() -> Option<CustomerId> {
    CustomerId::parse("c-77").ok()
}

/// Returns the session's id.
pub(crate) fn session_id() -> Option<SessionId> {
    SessionId::parse("cs_0123456789abcdefghijkl").ok()
}

/// Returns the payment's id.
pub(crate) fn payment_id() -> Option<PaymentId> {
    PaymentId::parse(PAYMENT).ok()
}

/// Returns the card's id.
pub(crate) fn card_id() -> Option<CardId> {
    CardId::parse(CARD).ok()
}

/// Returns so many cents.
pub(crate) fn euro(minor: u64) -> Option<Amount> {
    Amount::new(minor, Currency::parse("EUR").ok()?).ok()
}

/// Returns the payment in a state.
pub(crate) fn attempt(state: State) -> Option<Attempt> {
    Some(Attempt {
        id: payment_id()?,
        order: order()?,
        number: 1,
        session: session_id(),
        card: card_id(),
        card_use: CardUse::OneClick,
        provider: String::from("smart2pay"),
        reference: AttemptReference::parse(REFERENCE)?,
        return_token: String::new(),
        state,
        on_pay_page: false,
        amount: euro(995)?,
        cvc_given: true,
        provider_payment_id: Some(String::from(AT_PROVIDER)),
        payment_hints: Vec::new(),
        decline_reason: None,
        dispute: None,
        redirect_url: None,
        redirect_expires_at: None,
        redirect_kind: RedirectKind::Authentication,
        cancel_asked_at: None,
        created_at: PAID_AT * 1000,
        recovered_at: None,
        updated_at: PAID_AT * 1000,
        version: 1,
        look_up_at: None,
        look_ups: 0,
        expedites: 0,
        expedited_at: None,
        empty_since: None,
        saving: None,
    })
}

/// Returns an operation of the payment in a state: five euros of it.
pub(crate) fn operation(kind: OperationKind, state: OperationState) -> Option<Operation> {
    let is_done = state == OperationState::Succeeded;
    Some(Operation {
        id: String::from("op_0123456789abcdefghijkl"),
        attempt: payment_id()?,
        provider_payment_id: String::from(AT_PROVIDER),
        kind,
        amount: euro(if kind == OperationKind::Cancel {
            995
        } else {
            500
        })?,
        reference: AttemptReference::parse(REFERENCE)?,
        state,
        by: String::from("merchant"),
        description: None,
        before: Before::default(),
        provider_operation_id: is_done.then(|| String::from("2001")),
        created_at: (PAID_AT + 3600) * 1000,
        version: 1,
        look_up_at: None,
        look_ups: 0,
        expedites: 0,
        unmoved_since: None,
        pending_since: None,
    })
}

/// Returns the consent by which the card is kept.
pub(crate) fn consent() -> Consent {
    Consent {
        text: String::from("save-card-1"),
        language: String::from("en"),
        given_at: 1_793_000_000,
    }
}

/// Returns the card, without its token.
pub(crate) fn card() -> Option<Card> {
    Some(Card {
        id: card_id()?,
        customer: customer()?,
        provider: String::from("smart2pay"),
        token_key: String::new(),
        token_sealed: String::new(),
        fingerprint: String::new(),
        brand: Brand::Visa,
        last_four: LastFour::parse("4242").ok()?,
        expiry: Some(Expiry::new(12, 2031).ok()?),
        uses: vec![CardUse::OneClick],
        consent: consent(),
        initial_transaction: None,
        default: true,
        locked_at: None,
    })
}
