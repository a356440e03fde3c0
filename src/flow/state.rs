//! The states of the flow and what goes with them.

use oneclick_rules::wire::{Decline, Redirect};
use oneclick_rules::{ErrorCode, Failure, Limit, PaymentState};

/// Names the state of the flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The session has not answered yet: nothing payable is known.
    #[default]
    Loading,
    /// The shopper may pay; a banner may stand above the cards.
    Ready(Option<Banner>),
    /// A charge was sent and its answer is awaited.
    Submitting,
    /// The shopper goes on at the bank.
    ActionRequired(Redirect),
    /// The outcome is not known yet.
    Processing(Polling),
    /// The server said that the order is paid.
    Succeeded,
    /// The order was paid or held once and given back: it is not payable again.
    Closed,
    /// A newer session of the order has another amount.
    Superseded,
    /// Too many attempts: no payment is taken until that ends.
    Limited {
        /// The limit that was reached, if its name is known.
        limit: Option<Limit>,
        /// The seconds that it lasts, if they are known.
        wait: Option<u64>,
        /// What became of the last attempt, if that was told with the limit.
        before: Option<Banner>,
    },
    /// The session takes no payment any more.
    Expired,
    /// The server cannot be reached or does not serve this page.
    Unavailable,
}

impl State {
    /// Returns whether the outcome of something is awaited.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::ActionRequired(_) | Self::Processing(_))
    }

    /// Returns whether a payment is on screen that the shopper must not lose from sight.
    pub fn shows_a_payment(&self) -> bool {
        matches!(self, Self::Submitting | Self::Succeeded) || self.is_open()
    }

    /// Returns the banner above the cards.
    pub fn banner(&self) -> Option<Banner> {
        match self {
            Self::Ready(before) | Self::Limited { before, .. } => *before,
            Self::Loading
            | Self::Submitting
            | Self::ActionRequired(_)
            | Self::Processing(_)
            | Self::Succeeded
            | Self::Closed
            | Self::Superseded
            | Self::Expired
            | Self::Unavailable => None,
        }
    }

    /// Returns what is wrong with the security code of the picked card.
    pub fn cvc_problem(&self) -> Option<CvcProblem> {
        match self.banner() {
            Some(Banner::Cvc(problem)) => Some(problem),
            Some(_) | None => None,
        }
    }
}

/// Names the banner above the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// The last attempt was declined.
    Declined(Decline),
    /// The last attempt ended in this state and took nothing.
    NotCharged(PaymentState, Option<Failure>),
    /// The shopper gave the last attempt up, and it took nothing.
    GivenUp,
    /// The order costs something else now.
    AmountChanged,
    /// Something is wrong with the security code of the picked card.
    Cvc(CvcProblem),
    /// The code was incorrect, and is taken here no more: the card is asked for it
    /// elsewhere, or out of the choice.
    LastCvc {
        /// Whether the provider's page asks for it from now on.
        elsewhere: bool,
    },
    /// The card cannot be used.
    Card,
    /// Too many attempts with the card that was picked; the limit that was reached.
    TooMany(Option<Limit>),
    /// The session ends soon.
    Ending,
    /// The charge never reached the server: the same press may be repeated.
    NotArrived,
    /// The server refused the request as such.
    Refused,
}

impl Banner {
    /// Returns whether it says what became of a payment.
    pub(super) fn is_an_outcome(self) -> bool {
        matches!(
            self,
            Self::Declined(_) | Self::NotCharged(..) | Self::GivenUp
        )
    }

    /// Returns what of it is said with a limit, whose screen has no field of a code.
    pub(super) fn with_a_limit(self) -> Option<Self> {
        if matches!(
            self,
            Self::Cvc(CvcProblem::Incorrect) | Self::LastCvc { .. }
        ) {
            return Some(Self::LastCvc { elsewhere: false });
        }
        self.is_an_outcome().then_some(self)
    }
}

/// Says what is wrong with a security code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CvcProblem {
    /// It breaks this rule: nothing was sent.
    Rule(ErrorCode),
    /// It is not the card's: the payment was declined.
    Incorrect,
}

/// Says what is done about an outcome that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polling {
    /// The server is asked until it knows.
    Active,
    /// A person has to find out; the server is asked meanwhile.
    Review,
    /// The session ended with an outcome open: only the shop can tell.
    Ended,
}

/// Names a screen as the base element says in `data-screen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The skeleton.
    Loading,
    /// The cards and the button.
    Ready,
    /// The cards and the busy button.
    Paying,
    /// Paid.
    Paid,
    /// Declined, with the cards below.
    Declined,
    /// It is not known whether it is paid.
    Unknown,
    /// A person finds out whether it is paid.
    Review,
    /// Go on at the bank.
    Bank,
    /// Nothing was charged.
    NotCharged,
    /// The session has ended.
    Expired,
    /// The order has changed.
    Superseded,
    /// Too many attempts: nothing can be paid for now.
    Limited,
    /// The server cannot be reached.
    Unavailable,
    /// There is no card to pay with.
    Empty,
}

impl Screen {
    /// Returns the name in `data-screen`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Paying => "paying",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Unknown => "unknown",
            Self::Review => "review",
            Self::Bank => "bank",
            Self::NotCharged => "not-charged",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::Limited => "limited",
            Self::Unavailable => "unavailable",
            Self::Empty => "empty",
        }
    }

    /// What it means for a page that pressed the button by `pay()`; `not_sent` where
    /// nothing was sent.
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::Paid => "succeeded",
            Self::Declined | Self::Limited => "declined",
            Self::Bank => "action_required",
            Self::Unknown | Self::Review => "unknown",
            Self::NotCharged => "not_charged",
            Self::Loading
            | Self::Ready
            | Self::Paying
            | Self::Expired
            | Self::Superseded
            | Self::Unavailable
            | Self::Empty => "not_sent",
        }
    }
}
