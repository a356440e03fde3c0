//! An attempt: one charge request to one provider on one card.

use oneclick_providers::{AttemptReference, Dispute};
use oneclick_rules::{
    Amount, CardId, CardUse, DeclineReason, OrderReference, PaymentId, RedirectKind, SessionId,
};

use crate::model::saving::Saving;
use crate::model::state::State;

/// One charge request to one provider on one card.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Its id, the payment's to everyone outside.
    pub id: PaymentId,
    /// The order it is to pay.
    pub order: OrderReference,
    /// Its number among the order's attempts, from 1.
    pub number: i64,
    /// The session it was made in; `None` for a charge without the shopper, and for an
    /// attempt that was lost and found again at its provider.
    pub session: Option<SessionId>,
    /// The card it charges; `None` for a new one that is not saved (yet), and where it is
    /// not known.
    pub card: Option<CardId>,
    /// Who uses the card: the shopper with one click, or the merchant.
    pub card_use: CardUse,
    /// The provider's name.
    pub provider: String,
    /// Our reference at the provider, derived from the order's and the number.
    pub reference: AttemptReference,
    /// The unguessable part of the address the shopper comes back to.
    pub return_token: String,
    /// Its state.
    pub state: State,
    /// Whether the shopper paid on the pay page, and comes back to that.
    pub on_pay_page: bool,
    /// What it charges.
    pub amount: Amount,
    /// Whether a security code was sent.
    pub cvc_given: bool,
    /// The provider's id of the payment.
    pub provider_payment_id: Option<String>,
    /// Ids that notifications named, the newest last (column `payment_hint`, with spaces
    /// between them): only asked about, never believed.
    pub payment_hints: Vec<String>,
    /// With [`State::Declined`]: why.
    pub decline_reason: Option<DeclineReason>,
    /// A dispute over the payment, as far as it has come.
    pub dispute: Option<Dispute>,
    /// With [`State::ActionRequired`]: where the shopper goes on.
    pub redirect_url: Option<String>,
    /// When that stops working, Unix milliseconds.
    pub redirect_expires_at: Option<i64>,
    /// What the page there asks for.
    pub redirect_kind: RedirectKind,
    /// Since when somebody asks the provider to end it, Unix milliseconds.
    pub cancel_asked_at: Option<i64>,
    /// When the intent was written, Unix milliseconds: of one that the store has lost, the
    /// earliest time at which that may have been.
    pub created_at: i64,
    /// When one that the store has lost was found again, Unix milliseconds.
    pub recovered_at: Option<i64>,
    /// When it last changed, Unix milliseconds.
    pub updated_at: i64,
    /// How often it has changed.
    pub version: i64,
    /// When it is looked up next, Unix milliseconds.
    pub look_up_at: Option<i64>,
    /// How often it has been looked up.
    pub look_ups: i64,
    /// How often somebody has asked for a look-up.
    pub expedites: i64,
    /// When somebody last did so, Unix milliseconds.
    pub expedited_at: Option<i64>,
    /// Since when look-ups have found nothing, Unix milliseconds.
    pub empty_since: Option<i64>,
    /// The new card that it is paid by, where its owner wants that saved.
    pub saving: Option<Saving>,
}

impl Attempt {
    /// Tells whether the merchant asked for the charge, without the shopper.
    pub fn is_by_merchant(&self) -> bool {
        self.card_use != CardUse::OneClick
    }

    /// Says since when its outcome is waited for, Unix milliseconds: of one that the store
    /// has lost since it was found again.
    pub fn awaited_since(&self) -> i64 {
        self.recovered_at.unwrap_or(self.created_at)
    }
}
