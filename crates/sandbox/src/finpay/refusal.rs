//! The codes that Finpay refuses with: three digits of the HTTP status, two of
//! the service, two of the case. Which cases there are is public in part only;
//! the others are those of the scheme that the codes follow, the national
//! standard SNAP (assumed).

use axum::http::StatusCode;

use crate::faults::DeclineCause;

/// A code and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FinpayRefusal {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
    /// `statusDesc` of a payment that was refused; assumed.
    pub(super) description: &'static str,
}

const fn refusal(code: &'static str, text: &'static str) -> FinpayRefusal {
    FinpayRefusal {
        code,
        text,
        description: text,
    }
}

const fn decline(
    code: &'static str,
    text: &'static str,
    description: &'static str,
) -> FinpayRefusal {
    FinpayRefusal {
        code,
        text,
        description,
    }
}

pub(super) const BAD_REQUEST: FinpayRefusal = refusal("4000000", "Bad Request");
pub(super) const WRONG_FORMAT: FinpayRefusal = refusal("4000001", "Invalid Field Format");
pub(super) const MISSING: FinpayRefusal = refusal("4000002", "Invalid Mandatory Field");
const UNAUTHORIZED: FinpayRefusal = refusal("4010000", "Unauthorized");
/// Seen from the provider.
pub(super) const NOT_ALLOWED: FinpayRefusal = refusal("4030001", "Feature Not Allowed");
/// Seen from the provider, where what is not paid is voided.
pub(super) const NOT_PERMITTED: FinpayRefusal = refusal("4030015", "Transaction Not Permitted");
const NOT_FOUND: FinpayRefusal = refusal("4040001", "Transaction Not Found");
/// Seen from the provider, where what is over is cancelled.
pub(super) const WRONG_STATUS: FinpayRefusal = refusal("4040100", "Invalid Transaction Status");
pub(super) const NO_SUCH_CALL: FinpayRefusal = refusal("4040000", "Not Found");
const NO_SUCH_METHOD: FinpayRefusal = refusal("4050000", "Method Not Allowed");
const SERVER_ERROR: FinpayRefusal = refusal("5000000", "General Error");

pub(super) const NO_SUCH_CARD: FinpayRefusal = refusal("4040011", "Invalid Card");

impl FinpayRefusal {
    /// Finds what is said of 401, 404 of a payment, 405 or 500.
    pub(super) fn of_status(http: StatusCode) -> Self {
        match http {
            StatusCode::UNAUTHORIZED => UNAUTHORIZED,
            StatusCode::NOT_FOUND => NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED => NO_SUCH_METHOD,
            _ => SERVER_ERROR,
        }
    }

    /// Puts a decline into the provider's words.
    pub(super) fn of(decline: DeclineCause) -> Self {
        match decline {
            DeclineCause::NoSuchCard => NO_SUCH_CARD,
            DeclineCause::Expired => self::decline("4030018", "Inactive Card", "Expired card"),
            DeclineCause::UsedUp => refusal("4030004", "Activity Count Limit Exceeded"),
            DeclineCause::InsufficientFunds => refusal("4030014", "Insufficient Funds"),
            DeclineCause::Stolen => do_not_honor("Stolen card"),
            DeclineCause::WrongCvc => do_not_honor("Invalid card security code"),
            DeclineCause::NotAuthenticated => do_not_honor("Payer authentication failed"),
        }
    }
}

const fn do_not_honor(description: &'static str) -> FinpayRefusal {
    decline("4030005", "Do Not Honor", description)
}
