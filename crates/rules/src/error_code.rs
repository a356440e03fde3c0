//! The stable codes of every rule, and what a broken rule is.

use crate::words::words;

words! {
    /// A rule, by the code that the server sends and the widget translates.
    pub enum ErrorCode {
        /// An amount is at least one minor unit.
        AmountNotPositive = "amount.not_positive",
        /// An amount is at most [`crate::Amount::MAX_MINOR`].
        AmountTooLarge = "amount.too_large",
        /// The provider's units can express the amount.
        AmountNotRepresentable = "amount.not_representable",
        /// The amount shown is the amount of the order.
        AmountChanged = "amount.changed",
        /// A currency is a code of ISO 4217 with money in it.
        CurrencyUnknown = "currency.unknown",
        /// A currency is one that the provider takes.
        CurrencyUnsupported = "currency.unsupported",
        /// A brand is one of the words of [`crate::Brand`].
        BrandUnknown = "card.brand",
        /// The last digits of a card are four ASCII digits.
        LastFourFormat = "card.last_four",
        /// A month is 1 to 12 and a year has four digits.
        ExpiryFormat = "card.expiry",
        /// A card is good until its month has ended everywhere on Earth.
        CardExpired = "card.expired",
        /// A card that the bank reported stolen, closed or suspicious is not used again.
        CardLocked = "card.locked",
        /// A card whose security code was wrong too often waits until it may be typed again.
        CardCvcAttempts = "card.cvc_attempts",
        /// A card is used only in the ways its owner agreed to.
        CardUse = "card.use",
        /// The card's provider is one that this server is configured for.
        CardProvider = "card.provider",
        /// A card belongs to the session's customer.
        CardUnknown = "card.unknown",
        /// A token is one that the provider knows and takes.
        CardToken = "card.token",
        /// Keeping a card needs the owner's consent on record.
        CardConsent = "card.consent",
        /// Use without the shopper needs the initial transaction's id.
        CardInitialTransaction = "card.initial_transaction",
        /// The initial transaction's id has the form of its provider.
        CardInitialTransactionFormat = "card.initial_transaction.format",
        /// The card's provider knows an initial transaction.
        CardInitialTransactionUnsupported = "card.initial_transaction.unsupported",
        /// A security code is asked for and must be given.
        CvcMissing = "cvc.missing",
        /// A security code has the length of its card's brand.
        CvcLength = "cvc.length",
        /// A security code is ASCII digits.
        CvcDigits = "cvc.digits",
        /// A security code is not sent where none is taken.
        CvcNotAccepted = "cvc.not_accepted",
        /// An id is its prefix and 22 to 64 of `A–Z a–z 0–9 _ -`.
        IdFormat = "id.format",
        /// An order reference is 1 to 50 of `A–Z a–z 0–9 . _ -`.
        OrderFormat = "order.format",
        /// An order reference is nothing that shops send where they have none.
        OrderPlaceholder = "order.placeholder",
        /// An order belongs to its first customer.
        OrderCustomer = "order.customer",
        /// An idempotency key is 16 to 64 of `A–Z a–z 0–9 _ -`.
        KeyFormat = "idempotency_key.format",
        /// An idempotency key is nothing that shops send where they have none.
        KeyPlaceholder = "idempotency_key.placeholder",
        /// A customer's id has 1 to 128 characters, none of them a control.
        CustomerIdLength = "customer.id.length",
        /// A customer's id is nothing that shops send for nobody.
        CustomerIdPlaceholder = "customer.id.placeholder",
        /// An e-mail address has an `@` between two parts and at most 254 characters.
        CustomerEmail = "customer.email",
        /// A name has at most 100 characters, none of them a control or invisible.
        CustomerName = "customer.name",
        /// A phone number is `+` and 7 to 15 digits (E.164).
        CustomerPhone = "customer.phone",
        /// The provider charges nobody unknown: it asks for this of the customer.
        CustomerMissing = "customer.missing",
        /// A country is two capital letters of ISO 3166-1.
        AddressCountry = "address.country",
        /// A return URL is https (http on a loopback address) and its origin on the list.
        ReturnUrlOrigin = "return_url.origin",
        /// A session lives 60 to 14,400 seconds.
        SessionLifetime = "session.lifetime",
        /// A language is a BCP 47 tag.
        LanguageFormat = "language.format",
        /// A text has at most the characters that the provider's field takes.
        TextLength = "text.length",
        /// A text is one line, without control characters and without characters
        /// that nobody sees or that turn the reading direction around.
        TextCharacters = "text.characters",
        /// The payment's provider takes the requested form of capture.
        CaptureUnsupported = "capture.unsupported",
        /// The provider is one that this server is configured for.
        ProviderUnknown = "provider.unknown",
    }
}

impl std::error::Error for ErrorCode {}

impl ErrorCode {
    /// The rules of the security code, by name.
    const OF_CVC: [(&str, Self); 4] = [
        (Self::CvcMissing.as_str(), Self::CvcMissing),
        (Self::CvcLength.as_str(), Self::CvcLength),
        (Self::CvcDigits.as_str(), Self::CvcDigits),
        (Self::CvcNotAccepted.as_str(), Self::CvcNotAccepted),
    ];

    /// Reads the name of a rule of the security code; `None` for any other word.
    ///
    /// The element acts on no other rule, and does without their names.
    pub fn of_cvc(word: &str) -> Option<Self> {
        let found = Self::OF_CVC.iter().find(|(name, _)| *name == word);
        found.map(|(_, code)| *code)
    }

    /// Returns whether it is a rule of the security code.
    pub fn is_of_cvc(self) -> bool {
        Self::OF_CVC.iter().any(|(_, code)| *code == self)
    }
}

/// A rule that a value broke, with the member of the message that held it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Violation {
    /// The rule.
    pub code: ErrorCode,
    /// The member, with dots between levels: `customer.email`.
    pub field: &'static str,
}

impl Violation {
    /// The rule `code`, broken by `field`.
    pub const fn new(code: ErrorCode, field: &'static str) -> Self {
        Self { code, field }
    }
}

/// Keeps the value, or notes the rule it broke and goes on.
///
/// What reads a whole message uses it, so that every broken rule is told at once.
pub(crate) fn noted<T>(
    result: Result<T, ErrorCode>,
    field: &'static str,
    into: &mut Vec<Violation>,
) -> Option<T> {
    result
        .map_err(|code| into.push(Violation::new(code, field)))
        .ok()
}
