//! The effects that come out of the flow.

use oneclick_rules::wire::{PaymentRequest, PaymentView};
use oneclick_rules::{CardId, IdempotencyKey, PaymentId};

use super::card_edits::CardEdit;
use super::pending_charge::PendingCharge;

/// Tells the registry what to do.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub enum Effect {
    /// Ask `GET {endpoint}` after so many milliseconds, unless another question came first.
    Ask {
        /// Milliseconds to wait, before jitter.
        after: u64,
        /// The number of the question.
        turn: u32,
    },
    /// Keep the body of a charge with its key until [`Effect::ForgetBody`], and let the page
    /// hold it back: nothing is sent yet.
    HoldBack(Box<PaymentRequest>, IdempotencyKey),
    /// Send the body that is kept, with its key, after so many milliseconds.
    SendCharge(u64),
    /// Wipe the body that was kept.
    ForgetBody,
    /// Store the key for a reload.
    StoreKey(PendingCharge),
    /// Remove the key: it is used up.
    ForgetKey,
    /// Store for a reload that this tab has paid.
    StorePaid,
    /// Ask the page for another session, or else load it anew.
    Reload,
    /// Leave the page for the bank's.
    GoTo(String),
    /// Ask the server to end this payment.
    GiveUp(PaymentId),
    /// Empty the field of the security code.
    ClearCvc,
    /// Bring the shopper to the field of the security code.
    FocusCvc,
    /// Ask the server to change a stored card, after so many milliseconds.
    EditCard(CardEdit, CardId, u64),
    /// Say what became of a change of a stored card.
    TellEdit,
    /// Put the end of the session off by `POST {endpoint}/extend`.
    Extend,
    /// Look at the end of the session again after a while.
    Look {
        /// Milliseconds to wait.
        after: u64,
        /// The number of the pause.
        turn: u32,
    },
    /// Dispatch a DOM event.
    Dispatch(DomEvent),
    /// Tell the developer, on the console.
    Complain(String),
}

/// Names a DOM event that the page hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomEvent {
    /// The session has answered.
    Ready,
    /// Another card was picked.
    Changed,
    /// The order is paid.
    Succeeded(Box<PaymentView>),
    /// An attempt was declined.
    Declined(Box<PaymentView>),
    /// The outcome of a payment is open.
    Pending,
    /// The session ends soon, at this Unix second.
    Expiring(i64),
    /// The shopper gave up this payment, and it has ended.
    GivenUp(PaymentId),
    /// Something failed, by a stable code and the request id in the server's log.
    Failed(String, Option<String>),
}

/// Collects the effects of one event, in order.
#[derive(Default)]
pub(super) struct Effects(Vec<Effect>);

impl Effects {
    /// Adds an effect.
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }

    /// Adds a DOM event.
    pub fn dispatch(&mut self, event: DomEvent) {
        self.push(Effect::Dispatch(event));
    }

    /// Tells the page of a failure that has no answer of the server's.
    pub fn fail(&mut self, code: &str) {
        self.dispatch(DomEvent::Failed(code.to_owned(), None));
    }

    /// Tells the page of another card: what was typed belongs to the one before.
    pub fn change_card(&mut self) {
        self.push(Effect::ClearCvc);
        self.dispatch(DomEvent::Changed);
    }

    /// Drops what a page that took the session away shall not hear any more.
    pub fn drop_news_of_the_session(&mut self) {
        self.0.retain(|effect| {
            !matches!(
                effect,
                Effect::Dispatch(DomEvent::Ready | DomEvent::Changed | DomEvent::Expiring(_))
            )
        });
    }

    /// Returns them all.
    pub fn into_vec(self) -> Vec<Effect> {
        self.0
    }
}
