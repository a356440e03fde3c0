//! The events that go into the flow.

use oneclick_rules::wire::{CheckoutView, ExtendedView, PaymentView, ProblemView, SaveConsent};
use oneclick_rules::{CardId, IdempotencyKey};
use zeroize::Zeroizing;

use super::card_edits::CardEdit;
use super::pending_charge::Stored;
use super::pick::Pick;

/// Holds what came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallResult<T> {
    /// The documented answer.
    Answered(T),
    /// The server refused, with a status from 400 to 499.
    Refused(u16, Box<ProblemView>),
    /// No answer, a time-out, a server's fault, or bytes that cannot be read.
    Lost(Option<Loss>),
}

/// Says why there is no answer that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// A stable code: `server.unreadable`, `server.unreachable`, `network.offline`, …
    pub code: String,
    /// Names the answer in the server's log.
    pub request_id: Option<String>,
    /// Says what the developer of the page or the endpoint has to mend.
    pub detail: Option<String>,
}

/// Says what is known beside an answer when it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadContext {
    /// What the tab's storage holds.
    pub stored: Stored,
    /// Whether a charge of the order may still be sent from elsewhere.
    pub elsewhere: bool,
    /// The local clock, seconds.
    pub at: i64,
}

/// Holds what a press of the button goes with.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct Press {
    /// The text in the field of the security code.
    pub typed: Option<Zeroizing<String>>,
    /// The consent to save a new card, if the shopper has ticked it.
    pub save: Option<SaveConsent>,
    /// A key that was never used.
    pub fresh: IdempotencyKey,
    /// The local clock, seconds.
    pub at: i64,
}

/// Tells what the shopper does to their stored cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditEvent {
    /// Show what can be done to the cards, or hide it.
    Toggled,
    /// Remove this card, which is to be confirmed.
    Asked(CardId),
    /// Remove nothing.
    Kept,
    /// Change this card.
    Confirmed(CardEdit, CardId),
    /// Offer no more to bring this card back.
    Dismissed(CardId),
}

/// Tells the flow what happened.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub enum FlowEvent {
    /// `GET {endpoint}` was answered.
    CheckoutAnswered {
        /// The number of the question.
        turn: u32,
        /// The answer.
        answer: CallResult<Box<CheckoutView>>,
        /// What the page and its tab know.
        context: ReadContext,
    },
    /// The shopper picked a card.
    Picked(Pick),
    /// The shopper edits their stored cards.
    Edited(EditEvent),
    /// A change of a stored card was answered.
    EditAnswered {
        /// The answer.
        answer: CallResult<Box<CheckoutView>>,
        /// The local clock, seconds.
        at: i64,
    },
    /// The shopper typed what may become a security code.
    CvcTyped,
    /// The shopper pressed the button.
    Pressed(Press),
    /// The page lets a charge be sent that it held back.
    PageAgreed,
    /// The page drops a charge that it held back.
    PageRefused,
    /// `POST {endpoint}` was answered.
    ChargeAnswered(CallResult<Box<PaymentView>>),
    /// The shopper asks again.
    Retried,
    /// The shopper goes on at the bank.
    WentOn,
    /// The shopper gives up what is open on a page.
    GaveUp,
    /// `POST {endpoint}/cancel` was answered.
    GiveUpAnswered(CallResult<Box<PaymentView>>),
    /// The address to go on at is not one that a browser may be sent to.
    RedirectRefused,
    /// The browser tells that its connection has gone or is back, which may be wrong.
    Connection {
        /// Whether it is back.
        is_there: bool,
    },
    /// The page came back from the browser's page cache.
    CameBack,
    /// Another session of the page has changed the stored cards.
    CardsChanged,
    /// The page sets the session again, or shows it in one more element.
    Renewed,
    /// The page takes the session away.
    Withdrawn,
    /// Another element of the page is about to send a charge.
    PressedElsewhere,
    /// It may be time to put the end of the session off, or to tell of it.
    Looked {
        /// The number of the pause that is over; `None` if the page was seen again.
        turn: Option<u32>,
        /// Whether the shopper sees the page.
        present: bool,
        /// The local clock, seconds.
        at: i64,
    },
    /// `POST {endpoint}/extend` was answered.
    ExtendAnswered {
        /// The answer.
        answer: CallResult<ExtendedView>,
        /// The local clock, seconds.
        at: i64,
    },
}
