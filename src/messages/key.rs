//! The keys of the messages that the views show.

/// Declares the enum of keys, each with its spelling in the files of the languages.
///
/// The bundler reads the spellings here: it ships a language as a list in this order,
/// without the keys, which would be in every file and in the WebAssembly.
macro_rules! message_keys {
    ($($variant:ident = $key:literal,)+) => {
        /// Names a message in every language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum MessageKey {
            $(#[doc = concat!("`", $key, "`.")] $variant,)+
        }

        impl MessageKey {
            /// Returns its place in the list of texts that a language ships as.
            #[expect(clippy::as_conversions, reason = "the number of a variant")]
            pub const fn place(self) -> u32 {
                self as u32
            }

            /// Returns the spelling in the files of the languages.
            #[cfg(test)]
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
    PayCard = "pay.card",
    Change = "change",
    Paying = "paying",
    PayingStill = "paying.still",
    Test = "test",
    Nothing = "nothing",
    RequestId = "request_id",
    CardCard = "card.card",
    Comma = "comma",
    CardEnding = "card.ending",
    CardExpires = "card.expires",
    CardExpiresSoon = "card.expires.soon",
    CardsAll = "card.all",
    CardUnusable = "card.unusable",
    CardExpired = "card.expired",
    CardLocked = "card.locked",
    CardCvcAttempts = "card.cvc_attempts",
    CardUse = "card.use",
    CardProvider = "card.provider",
    Edit = "edit",
    EditDone = "edit.done",
    EditRefused = "edit.refused",
    EditUnknown = "edit.unknown",
    Remove = "remove",
    RemoveAsk = "remove.ask",
    RemoveMerchant = "remove.merchant",
    RemoveKeep = "remove.keep",
    Removed = "removed",
    RemovedUndo = "removed.undo",
    RemovedClose = "removed.close",
    Restored = "restored",
    RestoreLate = "restore.late",
    DefaultCard = "default.card",
    DefaultMake = "default.make",
    DefaultMade = "default.made",
    Replace = "replace",
    Cvc = "cvc",
    CvcLong = "cvc.long",
    CvcHosted = "cvc.hosted",
    CvcHint = "cvc.hint",
    CvcPlace = "cvc.place",
    CvcHint3 = "cvc.hint.3",
    CvcPlace3 = "cvc.place.3",
    CvcHint4 = "cvc.hint.4",
    CvcPlace4 = "cvc.place.4",
    CvcMissing = "cvc.missing",
    CvcDigits = "cvc.digits",
    CvcLength3 = "cvc.length.3",
    CvcLength4 = "cvc.length.4",
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
    OfflineTitle = "offline.title",
    OfflineText = "offline.text",
    CardTitle = "card.title",
    CardText = "card.text",
    TooManyTitle = "too_many.title",
    TooManyText = "too_many.text",
    TooManyUntil = "too_many.until",
    TooManyCvcTitle = "too_many.cvc.title",
    TooManyCvcText = "too_many.cvc.text",
    TooManyFastTitle = "too_many.fast.title",
    TooManyFastText = "too_many.fast.text",
    TooManyCardsText = "too_many.cards.text",
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
    ReceiptAmount = "receipt.amount",
    ReceiptShop = "receipt.shop",
    ReceiptOrder = "receipt.order",
    ReceiptPayment = "receipt.payment",
    UnknownTitle = "unknown.title",
    UnknownText = "unknown.text",
    UnknownAction = "unknown.action",
    UnknownBusy = "unknown.busy",
    ContactTitle = "contact.title",
    ContactText = "contact.text",
    ReviewTitle = "review.title",
    ReviewText = "review.text",
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
    Reload = "reload",
    UnavailableTitle = "unavailable.title",
    UnavailableText = "unavailable.text",
    UnavailableAction = "unavailable.action",
    EmptyTitle = "empty.title",
    EmptyUnusable = "empty.unusable",
    EmptyText = "empty.text",
}
