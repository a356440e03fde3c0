//! Says what a broken rule asks for, in words for a developer.

use http::StatusCode;
use oneclick_rules::{ErrorCode, Violation};

/// Says what is wrong with a member and what would be right.
pub(super) fn sentence(violation: &Violation) -> String {
    format!("`{}` {}", violation.field, asks(violation.code))
}

/// Answers by the first broken rule, which gives the code. A key of the wrong form is a bad
/// request; all other rules are about content.
pub(super) fn kind(violations: &[Violation]) -> (StatusCode, &'static str) {
    match violations.first().map(|violation| violation.code) {
        Some(code @ (ErrorCode::KeyFormat | ErrorCode::KeyPlaceholder)) => {
            (StatusCode::BAD_REQUEST, code.as_str())
        }
        Some(code) => (StatusCode::UNPROCESSABLE_ENTITY, code.as_str()),
        None => (StatusCode::UNPROCESSABLE_ENTITY, "request.refused"),
    }
}

/// Returns the rest of a sentence that begins with the member's name.
fn asks(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::AmountNotPositive => "must be at least 1, in minor units: 995 is 9.95 in EUR",
        ErrorCode::AmountTooLarge => "is too large: at most 99999999999999 minor units",
        ErrorCode::AmountNotRepresentable => {
            "cannot be written in the provider's units; docs/providers says how many decimals and digits it takes"
        }
        ErrorCode::AmountChanged => "is not the order's amount any more",
        ErrorCode::CurrencyUnknown => {
            "is no currency: write a code of ISO 4217 in three capital letters, such as EUR"
        }
        ErrorCode::CurrencyUnsupported => {
            "is a currency that this provider does not take; docs/providers lists those that it takes"
        }
        ErrorCode::BrandUnknown => {
            "must be visa, mastercard, american_express, maestro, discover, diners_club, jcb, union_pay, elo, hipercard, mir, troy, verve or unknown"
        }
        ErrorCode::LastFourFormat => "must be the last four digits of the card, such as \"4242\"",
        ErrorCode::ExpiryFormat => "must have a month of 1 to 12 and a year of four digits",
        ErrorCode::CardExpired => {
            "has ended: pay with another card, or import it again with its new date"
        }
        ErrorCode::CardLocked => {
            "is locked: the bank reported it stolen, closed or suspicious. Pay with another card"
        }
        ErrorCode::CardCvcAttempts => {
            "had too many wrong security codes: pay with another card, or with this one tomorrow"
        }
        ErrorCode::CardUse => {
            "asks for a use that the card's owner has not agreed to or the provider does not offer: name uses that both allow"
        }
        ErrorCode::CardProvider => {
            "cannot be charged here: its provider is not configured or does not take this order"
        }
        ErrorCode::CardUnknown => "is no card of this customer",
        ErrorCode::CardToken => {
            "is no token that the provider knows, or one that it does not take any more: have the shopper enter the card again"
        }
        ErrorCode::CardConsent => {
            "must say what the card's owner agreed to: `text` and `language` of at most 200 characters, and when, `given_at`, in Unix seconds that are not in the future"
        }
        ErrorCode::CardInitialTransaction => {
            "is missing: a card for the merchant's use names the payment that first stored it"
        }
        ErrorCode::CardInitialTransactionFormat => {
            "is no id of this provider: smart2pay and certitrade take the payment's number, costplus the order's id"
        }
        ErrorCode::CardInitialTransactionUnsupported => {
            "must be left out: this provider knows no initial transaction"
        }
        ErrorCode::CvcMissing => "is missing: this card asks for its security code",
        ErrorCode::CvcLength => "must have as many digits as the card's brand says, 3 or 4",
        ErrorCode::CvcDigits => "must be digits alone",
        ErrorCode::CvcNotAccepted => "must be left out: no security code is taken for this card",
        ErrorCode::IdFormat => "is no id of this server",
        ErrorCode::OrderFormat => "must be 1 to 50 of the letters A–Z a–z, digits and . _ -",
        ErrorCode::OrderPlaceholder => {
            "is what a shop's program writes where it has no value: give the order's own number, else two purchases would be one order"
        }
        ErrorCode::OrderCustomer => "belongs to another customer",
        ErrorCode::KeyFormat => {
            "must stand there once, with 16 to 64 of the letters A–Z a–z, digits and _ -"
        }
        ErrorCode::KeyPlaceholder => {
            "is what a program writes where it has no value: make a random key, else many requests would be one"
        }
        ErrorCode::CustomerIdLength => {
            "must have 1 to 128 characters, none of them a control character"
        }
        ErrorCode::CustomerIdPlaceholder => {
            "is what a shop sends for nobody, and would show everybody's cards to everybody: give the customer's own id, the same for ever, and leave `customer` out for a guest"
        }
        ErrorCode::CustomerEmail => {
            "must be an e-mail address: two parts around an @, at most 254 characters"
        }
        ErrorCode::CustomerName => {
            "must have at most 100 characters, none of them a control character"
        }
        ErrorCode::CustomerPhone => {
            "must be a phone number in international form: + and 7 to 15 digits, such as +46701234567"
        }
        ErrorCode::CustomerMissing => "is missing: the provider asks for it",
        ErrorCode::AddressCountry => "must be two capital letters of ISO 3166-1, such as SE",
        ErrorCode::ReturnUrlOrigin => {
            "must be an address whose origin is in `merchant.return_origins` of the configuration, and at most 2048 characters"
        }
        ErrorCode::SessionLifetime => "must be 60 to 14400 seconds",
        ErrorCode::LanguageFormat => "must be a language tag such as sv, en-GB or pt_BR",
        ErrorCode::TextLength => "is empty or has more characters than its field takes",
        ErrorCode::TextCharacters => {
            "has line breaks, or characters that nobody sees or that turn the text around: leave them out"
        }
        ErrorCode::CaptureUnsupported => {
            "asks for a form of capture that this provider does not offer; GET /v1/providers says what it can do"
        }
        ErrorCode::ProviderUnknown => {
            "must be one of the providers of this server; GET /v1/providers lists them"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_more_than_the_code() {
        for code in ErrorCode::ALL {
            let said = sentence(&Violation::new(*code, "member"));
            assert!(said.starts_with("`member` "), "{said}");
            assert!(
                !said.contains(code.as_str()) && !said.ends_with('.'),
                "{said}"
            );
        }
    }
}
