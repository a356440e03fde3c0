//! What became of a payment, in the words that the shopper's side knows.

use crate::words::words;

words! {
    /// The state of a payment as the element and the merchant see it.
    pub enum PaymentState {
        /// Authorised or captured: paid.
        Succeeded = "succeeded",
        /// The bank or the provider said no.
        Declined = "declined",
        /// The provider did not take it, which is proven: see [`Failure`].
        Failed = "failed",
        /// The shopper did not finish at the bank in time.
        Expired = "expired",
        /// The shopper must go on at a redirect.
        ActionRequired = "action_required",
        /// Under way, or the outcome is not known yet.
        Processing = "processing",
        /// Authorised once, then given back.
        Cancelled = "cancelled",
        /// Paid once, then given back.
        Refunded = "refunded",
    }
}

impl PaymentState {
    /// Whether money has moved: `None` while nobody knows.
    pub fn charged(self) -> Option<bool> {
        match self {
            Self::Succeeded => Some(true),
            Self::ActionRequired | Self::Processing => None,
            Self::Declined | Self::Failed | Self::Expired | Self::Cancelled | Self::Refunded => {
                Some(false)
            }
        }
    }

    /// Whether the order may be tried again.
    pub fn frees_the_order(self) -> bool {
        match self {
            Self::Declined | Self::Failed | Self::Expired => true,
            Self::Succeeded
            | Self::ActionRequired
            | Self::Processing
            | Self::Cancelled
            | Self::Refunded => false,
        }
    }
}

words! {
    /// How it is known that a payment failed.
    pub enum Failure {
        /// The provider rejected the request, or no byte of it was written.
        Rejected = "rejected",
        /// The provider was asked until it was sure that it has no such payment.
        NotFound = "not_found",
    }
}

words! {
    /// What the page of a redirect asks the shopper for.
    pub enum RedirectKind {
        /// A card that is not stored.
        CardPage = "card_page",
        /// The security code of a stored card.
        CvcPage = "cvc_page",
        /// The bank's check that it is the shopper.
        Authentication = "authentication",
    }
}

words! {
    /// Why a charge was declined.
    pub enum DeclineReason {
        /// Not enough money, or a limit was reached.
        InsufficientFunds = "insufficient_funds",
        /// The card has ended.
        CardExpired = "card_expired",
        /// The security code was wrong.
        WrongCvc = "wrong_cvc",
        /// Stolen, lost, or a fraud check said no.
        SuspectedFraud = "suspected_fraud",
        /// Closed, blocked, or not usable for this.
        CardNotUsable = "card_not_usable",
        /// The bank wants the shopper to confirm.
        AuthenticationRequired = "authentication_required",
        /// A passing fault at the bank or the provider.
        TryAgainLater = "try_again_later",
        /// No reason was given.
        Refused = "refused",
    }
}

words! {
    /// What the shopper may do after a decline.
    pub enum Retry {
        /// Try the same card again now, for example with the right code.
        SameCard = "same_card",
        /// Try the same card again later.
        SameCardLater = "same_card_later",
        /// Try another card.
        OtherCard = "other_card",
        /// Not try again here.
        Never = "never",
    }
}

impl DeclineReason {
    /// What the shopper may do next.
    pub fn retry(self) -> Retry {
        match self {
            Self::WrongCvc | Self::AuthenticationRequired => Retry::SameCard,
            Self::TryAgainLater => Retry::SameCardLater,
            Self::InsufficientFunds
            | Self::CardExpired
            | Self::SuspectedFraud
            | Self::CardNotUsable
            | Self::Refused => Retry::OtherCard,
        }
    }
}
