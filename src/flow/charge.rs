//! The charge of a page: its key, how far it is, and what was sent before it.

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{IdempotencyKey, PaymentId};

use super::effect::{Effect, Effects};
use super::pending_charge::{PendingCharge, Stored};
use super::pick::Pick;

/// Milliseconds before the same request is sent again, by how many answers were lost.
pub(super) const RESENDS: [u64; 2] = [1_000, 4_000];

/// Says what a page knows to have been sent from its tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sent {
    /// No charge.
    #[default]
    Nothing,
    /// Not known: the tab's storage cannot be read.
    Unreadable,
    /// A charge, or what may have been one.
    Charge,
}

/// Knows the charge of this page, and the attempts before it.
///
/// The key is kept until the outcome is known: what is pressed meanwhile with the same card
/// is the same charge. A charge that is `sending` is pending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageCharge {
    pending: Option<PendingCharge>,
    /// The last attempt that this page has seen.
    seen: Option<PaymentId>,
    /// Whether a charge is on its way or may be sent again.
    sending: bool,
    /// Whether this page or its tab ever sent a charge.
    sent: Sent,
    /// Whether the page may still hold back the last charge that was pressed.
    held_back: bool,
    /// While a charge with a new key is held back: whether any was sent before it.
    untouched: Option<Sent>,
    /// Lost answers to the charge with the present key.
    lost: u32,
}

impl PageCharge {
    /// Returns the pending charge.
    pub fn pending(&self) -> Option<&PendingCharge> {
        self.pending.as_ref()
    }

    /// Returns the last attempt that this page has seen.
    pub fn seen(&self) -> Option<&PaymentId> {
        self.seen.as_ref()
    }

    /// Returns whether a charge is on its way or may be sent again.
    pub fn is_sending(&self) -> bool {
        self.sending
    }

    /// Returns whether the page may say, by itself, that nothing was charged: it sent
    /// no charge, and the tab says that it holds no key and has not paid.
    pub fn nothing_was_sent(&self) -> bool {
        self.sent == Sent::Nothing && self.pending.is_none()
    }

    /// Returns whether a charge was sent, or may have been.
    pub(super) fn may_be_sent(&self) -> bool {
        self.sent == Sent::Charge || self.pending.is_some()
    }

    /// Returns whether the page may still hold back the charge.
    pub(super) fn may_be_held_back(&self) -> bool {
        self.held_back
    }

    /// Returns whether an answer to the present key was lost.
    pub(super) fn was_lost(&self) -> bool {
        self.lost > 0
    }

    /// Begins a charge with `card` that the page may hold back: by the pending one's key if it
    /// pays with the same card and consent, else by a `fresh` one.
    pub(super) fn press(
        &mut self,
        card: Pick,
        consent: Option<String>,
        fresh: IdempotencyKey,
    ) -> PendingCharge {
        let key = match self.pending.take() {
            Some(pending) if pending.card == card && pending.consent == consent => pending.key,
            Some(_) | None => {
                self.lost = 0;
                fresh.clone()
            }
        };
        self.untouched = (key == fresh).then_some(self.sent);
        self.held_back = true;
        (self.sending, self.sent) = (true, Sent::Charge);
        let pending = PendingCharge {
            key,
            card,
            consent,
            previous_payment: self.seen.clone(),
        };
        self.pending = Some(pending.clone());
        pending
    }

    /// Sends the charge that the page held back.
    pub(super) fn let_through(&mut self, effects: &mut Effects) {
        self.held_back = false;
        effects.push(Effect::SendCharge(0));
    }

    /// Drops the charge that the page held back: nothing was sent by this press.
    pub(super) fn drop_held_back(&mut self, effects: &mut Effects) {
        match self.untouched.take() {
            Some(sent) => {
                self.sent = sent;
                self.forget(effects);
            }
            None => self.stop(effects),
        }
    }

    /// Sends a charge again whose answer was lost; returns whether it does, and not too often.
    pub(super) fn send_again(&mut self, effects: &mut Effects) -> bool {
        let lost = usize::try_from(self.lost).ok();
        let after = lost.and_then(|lost| RESENDS.get(lost));
        self.lost = self.lost.saturating_add(1);
        if let Some(after) = after {
            effects.push(Effect::SendCharge(*after));
        }
        after.is_some()
    }

    /// Sends it no more; the key stays, since its outcome is open.
    pub(super) fn stop(&mut self, effects: &mut Effects) {
        self.sending = false;
        effects.push(Effect::ForgetBody);
    }

    /// Forgets the key: its outcome is known.
    pub(super) fn forget(&mut self, effects: &mut Effects) {
        self.sending = false;
        self.lost = 0;
        if self.pending.take().is_some() {
            effects.push(Effect::ForgetBody);
            effects.push(Effect::ForgetKey);
        }
    }

    /// Notes what the tab's storage knows when the session answers first.
    pub(super) fn recall(&mut self, stored: &Stored) {
        self.sent = match stored {
            _ if stored.is_kept() || self.sent == Sent::Charge => Sent::Charge,
            Stored::Unreadable => Sent::Unreadable,
            Stored::Nothing | Stored::This(_) | Stored::Some => Sent::Nothing,
        };
    }

    /// Takes a charge from before a reload.
    pub(super) fn resume(&mut self, pending: PendingCharge) {
        self.pending = Some(pending);
    }

    /// Notes that another element may send a charge: nothing is claimed of money any more.
    pub(super) fn doubt(&mut self) {
        if self.sent == Sent::Nothing {
            self.sent = Sent::Unreadable;
        }
    }

    /// Notes the attempt before a charge of this page.
    pub(super) fn follow(&mut self, payment: Option<PaymentId>) {
        self.seen = payment;
    }

    /// Notes an attempt that decides; returns whether it was known.
    pub(super) fn see(&mut self, payment: &PaymentId) -> bool {
        self.sent = Sent::Charge;
        let before = self.seen.replace(payment.clone());
        before.as_ref() == Some(payment)
    }

    /// Returns whether a payment was there before the present key was used.
    pub(super) fn is_older(&self, payment: &PaymentView) -> bool {
        is_sent_after(self.pending.as_ref(), &payment.id) && payment.state.frees_the_order()
    }

    /// Returns whether an attempt was seen since the pending charge was pressed, or one
    /// without any.
    pub(super) fn has_seen_a_later_one(&self) -> bool {
        let seen = self.seen.as_ref();
        seen.is_some_and(|seen| !is_sent_after(self.pending.as_ref(), seen))
    }
}

/// Returns whether this payment was known when the charge was sent.
fn is_sent_after(pending: Option<&PendingCharge>, payment: &PaymentId) -> bool {
    pending.is_some_and(|pending| pending.previous_payment.as_ref() == Some(payment))
}
