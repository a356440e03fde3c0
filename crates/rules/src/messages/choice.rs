//! Chooses the message that says what happened.

use super::MessageKey as Key;
use crate::{
    Brand, DeclineReason, ErrorCode, Failure, Limit, PaymentState, RedirectKind, Unusable,
};

impl Key {
    /// Returns the title of a decline.
    pub fn decline_title(reason: DeclineReason) -> Self {
        if reason == DeclineReason::WrongCvc {
            Key::WrongCvc
        } else {
            Key::Declined
        }
    }

    /// Returns the text of a decline.
    pub fn decline_text(reason: DeclineReason) -> Self {
        match reason {
            DeclineReason::InsufficientFunds => Key::DeclinedInsufficientFunds,
            DeclineReason::CardExpired => Key::DeclinedCardExpired,
            DeclineReason::WrongCvc => Key::DeclinedWrongCvc,
            DeclineReason::SuspectedFraud => Key::DeclinedSuspectedFraud,
            DeclineReason::CardNotUsable => Key::DeclinedCardNotUsable,
            DeclineReason::AuthenticationRequired => Key::DeclinedAuthenticationRequired,
            DeclineReason::TryAgainLater => Key::DeclinedTryAgainLater,
            DeclineReason::Refused => Key::DeclinedRefused,
        }
    }

    /// Returns the text of a payment that took nothing.
    pub fn not_charged_text(state: PaymentState, failure: Option<Failure>) -> Self {
        match (state, failure) {
            (PaymentState::Declined, _) => Key::NotChargedDeclined,
            (PaymentState::Expired, _) => Key::NotChargedExpired,
            (_, Some(Failure::NotFound)) => Key::NotChargedNotFound,
            (_, Some(Failure::Rejected) | None) => Key::NotChargedRejected,
        }
    }

    /// Returns title and text of the limit that was reached: of the card, the minute, or
    /// the order and the customer.
    pub fn of_limit(limit: Option<Limit>) -> (Self, Self) {
        match limit {
            Some(Limit::WrongCvcsPerCard) => (Key::TooManyCvcTitle, Key::TooManyCvcText),
            Some(Limit::SubmissionsPerMinute) => (Key::TooManyFastTitle, Key::TooManyFastText),
            Some(Limit::NewCardsPerCustomer) => (Key::TooManyTitle, Key::TooManyCardsText),
            Some(Limit::DeclinesPerOrder | Limit::DeclinesPerCustomer) | None => {
                (Key::TooManyTitle, Key::TooManyText)
            }
        }
    }

    /// Returns title, text and action of a page to go on at.
    pub fn of_redirect(kind: RedirectKind) -> (Self, Self, Self) {
        match kind {
            RedirectKind::CardPage => (Key::PageTitle, Key::PageText, Key::PageAction),
            RedirectKind::CvcPage => (Key::CvcPageTitle, Key::CvcPageText, Key::CvcPageAction),
            RedirectKind::Authentication => (Key::BankTitle, Key::BankText, Key::BankAction),
        }
    }

    /// Returns why a card cannot pay.
    pub fn of_unusable(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Expired => Key::CardExpired,
            Unusable::Locked => Key::CardLocked,
            Unusable::CvcAttempts => Key::CardCvcAttempts,
            Unusable::Use => Key::CardUse,
            Unusable::Provider => Key::CardProvider,
        }
    }

    /// Returns how many digits the security code of a brand has, and where on the card
    /// they are.
    pub fn cvc_hints(brand: Brand) -> (Self, Self) {
        if brand == Brand::Unknown {
            (Key::CvcHint, Key::CvcPlace)
        } else if brand == Brand::AmericanExpress {
            (Key::CvcHint4, Key::CvcPlace4)
        } else if *brand.cvc_lengths().end() == 3 {
            (Key::CvcHint3, Key::CvcPlace3)
        } else {
            (Key::CvcHint4, Key::CvcPlace3)
        }
    }

    /// Returns which rule of the security code was broken, for a card of `brand`.
    pub fn cvc_rule(code: ErrorCode, brand: Brand) -> Self {
        let lengths = brand.cvc_lengths();
        match (code, *lengths.start(), *lengths.end()) {
            (ErrorCode::CvcMissing, ..) => Key::CvcMissing,
            (ErrorCode::CvcDigits, ..) => Key::CvcDigits,
            (_, 3, 3) => Key::CvcLength3,
            (_, 4, 4) => Key::CvcLength4,
            _ => Key::CvcLength,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_hinted_at_and_refused_by_the_lengths_of_its_brand() {
        for (brand, hint, rule) in [
            (Brand::Visa, Key::CvcHint3, Key::CvcLength3),
            (Brand::AmericanExpress, Key::CvcHint4, Key::CvcLength),
            (Brand::Hipercard, Key::CvcHint4, Key::CvcLength4),
            (Brand::Unknown, Key::CvcHint, Key::CvcLength),
        ] {
            assert_eq!(Key::cvc_hints(brand).0, hint, "{brand}");
            assert_eq!(Key::cvc_rule(ErrorCode::CvcLength, brand), rule, "{brand}");
        }
    }

    #[test]
    fn a_text_of_nothing_charged_needs_its_proof() {
        let text = Key::not_charged_text;
        let not_found = Some(Failure::NotFound);
        assert_eq!(
            text(PaymentState::Failed, not_found),
            Key::NotChargedNotFound
        );
        assert_eq!(text(PaymentState::Failed, None), Key::NotChargedRejected);
        assert_eq!(text(PaymentState::Expired, None), Key::NotChargedExpired);
    }
}
