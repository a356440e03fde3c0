//! The keys of the messages that the views show.

/// Declares the enum of keys, each with its spelling in the files of the languages.
macro_rules! message_keys {
    ($($variant:ident = $key:literal,)+) => {
        /// Names a message in every language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum MessageKey {
            $(#[doc = concat!("`", $key, "`.")] $variant,)+
        }

        impl MessageKey {
            /// Returns the spelling in the files of the languages.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// Lists every key.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
        }
    };
}

message_keys! {
    PayWith = "pay.with",
    Pay = "pay",
    PayHosted = "pay.hosted",
    NewCard = "new_card",
    NewCardText = "new_card.text",
    NewCardPay = "new_card.pay",
    NewCardSave = "new_card.save",
    NewCardConsent = "new_card.consent",
    Paying = "paying",
    PayingStill = "paying.still",
    Test = "test",
    Nothing = "nothing",
    RequestId = "request_id",
    CardCard = "card.card",
    CardEnding = "card.ending",
    CardExpires = "card.expires",
    CardUnusable = "card.unusable",
    CardExpired = "card.expired",
    CardLocked = "card.locked",
    CardCvcAttempts = "card.cvc_attempts",
    CardUse = "card.use",
    CardProvider = "card.provider",
    Cvc = "cvc",
    CvcLong = "cvc.long",
    CvcHosted = "cvc.hosted",
    CvcHint = "cvc.hint",
    CvcPlace = "cvc.place",
    CvcHint3 = "cvc.hint.3",
    CvcPlace3 = "cvc.place.3",
    CvcMissing = "cvc.missing",
    CvcDigits = "cvc.digits",
    CvcLength3 = "cvc.length.3",
    CvcLength = "cvc.length",
    CvcBlocked = "cvc.blocked",
    Declined = "declined",
    WrongCvc = "wrong_cvc",
    WrongCvcElsewhere = "wrong_cvc.elsewhere",
    WrongCvcOut = "wrong_cvc.out",
    DeclinedInsufficientFunds = "declined.insufficient_funds",
    DeclinedCardExpired = "declined.card_expired",
    DeclinedWrongCvc = "declined.wrong_cvc",
    DeclinedSuspectedFraud = "declined.suspected_fraud",
    DeclinedCardNotUsable = "declined.card_not_usable",
    DeclinedAuthenticationRequired = "declined.authentication_required",
    DeclinedTryAgainLater = "declined.try_again_later",
    DeclinedRefused = "declined.refused",
    NotCharged = "not_charged",
    NotChargedDeclined = "not_charged.declined",
    NotChargedRejected = "not_charged.rejected",
    NotChargedExpired = "not_charged.expired",
    NotChargedNotFound = "not_charged.not_found",
    GivenUpTitle = "given_up.title",
    GivenUpText = "given_up.text",
    AmountTitle = "amount.title",
    AmountText = "amount.text",
    CardTitle = "card.title",
    CardText = "card.text",
    TooManyTitle = "too_many.title",
    TooManyText = "too_many.text",
    TooManyCvcTitle = "too_many.cvc.title",
    TooManyCvcText = "too_many.cvc.text",
    TooManyFastTitle = "too_many.fast.title",
    TooManyFastText = "too_many.fast.text",
    TooManyCardsText = "too_many.cards.text",
    TooManyOrderTitle = "too_many.order.title",
    TooManyOrderText = "too_many.order.text",
    EndingTitle = "ending.title",
    EndingText = "ending.text",
    NotArrivedTitle = "not_arrived.title",
    NotArrivedText = "not_arrived.text",
    RefusedTitle = "refused.title",
    RefusedText = "refused.text",
    LoadingTitle = "loading.title",
    LoadingText = "loading.text",
    PaidTitle = "paid.title",
    PaidText = "paid.text",
    UnknownTitle = "unknown.title",
    UnknownText = "unknown.text",
    UnknownAction = "unknown.action",
    ContactTitle = "contact.title",
    ContactText = "contact.text",
    BankTitle = "bank.title",
    BankText = "bank.text",
    BankAction = "bank.action",
    PageTitle = "page.title",
    PageText = "page.text",
    PageAction = "page.action",
    CvcPageTitle = "cvc_page.title",
    CvcPageText = "cvc_page.text",
    CvcPageAction = "cvc_page.action",
    PageUntil = "page.until",
    PageOver = "page.over",
    PageLeave = "page.leave",
    GiveUp = "give_up",
    GiveUpBusy = "give_up.busy",
    GiveUpHeld = "give_up.held",
    ClosedTitle = "closed.title",
    ClosedText = "closed.text",
    SupersededTitle = "superseded.title",
    SupersededText = "superseded.text",
    ExpiredTitle = "expired.title",
    ExpiredText = "expired.text",
    UnavailableTitle = "unavailable.title",
    UnavailableText = "unavailable.text",
    UnavailableAction = "unavailable.action",
    EmptyTitle = "empty.title",
    EmptyText = "empty.text",
}
