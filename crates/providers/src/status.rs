//! What a provider can say of a payment.

use core::fmt;

use oneclick_rules::{Amount, DeclineReason};

use crate::card::CardDetails;
use crate::purchase::AttemptReference;

/// What an answer says of one payment, with what proves that it is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentStatus {
    /// What became of it.
    pub outcome: Outcome,
    /// The provider's id of the payment.
    pub provider_payment_id: Option<String>,
    /// Our reference as the provider echoes it.
    pub reference: Option<String>,
    /// The amount as the provider echoes it. The engine compares it with the
    /// intent's before a success counts.
    pub amount: Option<Amount>,
    /// What it tells of the card.
    pub card: CardDetails,
    /// A dispute over the payment.
    pub dispute: Option<Dispute>,
    /// The provider's own words for the outcome (`status 4, reason 1204`): for
    /// the log and the event. Never the provider's free text.
    pub detail: String,
}

impl PaymentStatus {
    /// Gives an answer that says nothing that can be relied on.
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Unknown,
            provider_payment_id: None,
            reference: None,
            amount: None,
            card: CardDetails::default(),
            dispute: None,
            detail: detail.into(),
        }
    }
}

/// A dispute over a payment, as far as it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dispute {
    /// The shopper's bank has asked.
    Open,
    /// The merchant keeps the money.
    Won,
    /// The merchant has lost it.
    Lost,
    /// The money was taken back.
    ChargedBack,
}

impl Dispute {
    /// Every state of a dispute.
    pub const ALL: [Self; 4] = [Self::Open, Self::Won, Self::Lost, Self::ChargedBack];

    /// Gives the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::ChargedBack => "charged_back",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dispute| dispute.as_str() == word)
    }
}

/// By what a payment is looked up.
#[derive(Clone, Debug)]
pub enum LookUp {
    /// By our exact reference.
    Reference {
        /// Our reference.
        reference: AttemptReference,
        /// The intent's time less ten minutes, Unix seconds: where a provider can only list
        /// by time, what was made from then on is searched.
        since: i64,
        /// The end of such a search, Unix seconds: behind now, since clocks differ, or that
        /// of a part.
        until: i64,
        /// Now, Unix seconds.
        now: i64,
        /// What [`FoundPayments::next`] named; `None` asks for the first page.
        page: Option<String>,
    },
    /// By the provider's own id.
    Payment {
        /// The provider's id.
        provider_payment_id: String,
        /// Our reference, which the answer must show where the id was only a hint.
        reference: AttemptReference,
        /// Now, Unix seconds.
        now: i64,
    },
}

/// What a look-up found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPayments {
    /// Every payment under what was asked.
    pub payments: Vec<PaymentStatus>,
    /// Where there is more to read: the next page.
    pub next: Option<String>,
    /// Whether what was made in the time asked for may be more than the answer lists: that it
    /// lacks something proves nothing, and a shorter time may be listed whole.
    pub may_be_part: bool,
}

impl FoundPayments {
    /// Lists payments with which the answer ends.
    pub(crate) fn all(payments: Vec<PaymentStatus>) -> Self {
        Self {
            payments,
            ..Self::default()
        }
    }
}

/// What became of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bank has set the money aside.
    Authorised,
    /// The money is ours.
    Captured,
    /// The bank has set the money aside and the capture is under way.
    CapturePending,
    /// The bank or the provider said no, finally.
    Declined(DeclineReason),
    /// The shopper must go on at this address.
    ActionRequired {
        /// The page, checked by the engine against the list of hosts.
        url: String,
        /// When it stops working, seconds from the answer on.
        lifetime: Option<u64>,
        /// Set where the last card that was tried there was declined.
        declined: Option<DeclinedOnPage>,
    },
    /// The provider is still at it.
    Pending,
    /// The request was not taken, which is proven.
    Failed(FailureReason),
    /// The shopper did not finish in time.
    Expired,
    /// Given back before capture, or ended by the shopper before it began.
    Cancelled,
    /// Given back after capture.
    Refunded,
    /// Not clearly one of the others.
    Unknown,
}

/// A decline on a page where the shopper may try another card as long as it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclinedOnPage {
    /// Why the last card was declined.
    pub reason: DeclineReason,
    /// How long after an answer that shows the payment no card is taken there any more,
    /// seconds: the page's whole time, whenever it began. Not counted by a wall clock,
    /// which may be ahead of the page's.
    pub final_after: u64,
}

/// Why a request was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// No byte of it was written.
    NotSent,
    /// The provider does not let us in.
    Credentials,
    /// The provider refuses what it says.
    Request,
    /// The provider had too many of them.
    Rate,
}

impl FailureReason {
    /// Reads the HTTP status of a documented error.
    pub(crate) fn of_http(status: u16) -> Self {
        match status {
            401 | 403 => Self::Credentials,
            429 => Self::Rate,
            _ => Self::Request,
        }
    }
}

impl Outcome {
    /// Gives the word for it, without what it carries.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::Captured => "captured",
            Self::CapturePending => "capture_pending",
            Self::Declined(_) => "declined",
            Self::ActionRequired { .. } => "action_required",
            Self::Pending => "pending",
            Self::Failed(_) => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Unknown => "unknown",
        }
    }

    /// Tells whether the shopper's money may still be set aside or taken.
    pub fn is_open(&self) -> bool {
        matches!(
            self,
            Self::ActionRequired { .. } | Self::Pending | Self::Unknown
        )
    }

    /// Tells whether the shopper's money is set aside or taken.
    pub fn moved_money(&self) -> bool {
        matches!(
            self,
            Self::Authorised | Self::Captured | Self::CapturePending
        )
    }
}

/// A look-up's answer that cannot be read: says nothing about the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReadable(pub String);

impl fmt::Display for NotReadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the provider's answer cannot be read: {}", self.0)
    }
}

impl std::error::Error for NotReadable {}
