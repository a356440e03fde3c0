//! The engine's refusals as answers.

use oneclick_rules::{ErrorCode, Violation};

use crate::engine::Refusal;
use crate::problem::Error;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::SessionExpired => Self::SessionExpired,
            Refusal::Superseded => Self::SessionSuperseded,
            Refusal::AmountChanged(amount) => Self::AmountChanged(amount),
            Refusal::Stale(payment) => Self::PaymentStale(payment),
            Refusal::Running(payment) => Self::PaymentRunning(payment),
            Refusal::KeyReused => Self::KeyReused,
            Refusal::CardUnknown => Self::CardUnknown,
            Refusal::CardDeleted => Self::CardDeleted,
            Refusal::CardDeleting => Self::CardDeleting,
            Refusal::CardUnreadable(why) => Self::CardUnreadable(why),
            Refusal::Card(codes) => Self::Rules(codes.into_iter().map(of_card).collect()),
            Refusal::Limit { limit, retry_after } => Self::TooMany { limit, retry_after },
            Refusal::Rules(broken) => Self::Rules(broken),
            Refusal::OrderHeld => Self::OrderHeld,
            Refusal::OrderCustomer => Self::OrderCustomer,
            Refusal::Missing => Self::PaymentUnknown,
            Refusal::NotInReview(why) => Self::NotInReview(why),
            Refusal::ReviewUnclear(why) => Self::ReviewUnclear(why),
            Refusal::Busy => Self::PaymentBusy,
            Refusal::PaymentState => Self::PaymentState,
            Refusal::NotCaptured => Self::NotCaptured,
            Refusal::OperationAmount => Self::OperationAmount,
            Refusal::OperationUnsupported => Self::OperationUnsupported,
            Refusal::ProviderSilent => Self::ProviderSilent,
            Refusal::TestOnly => Self::TestOnly,
            Refusal::Internal(error) => Self::of_store(error),
        }
    }
}

impl Error {
    /// A store that is busy or gone is told apart from an error of ours.
    fn of_store(error: anyhow::Error) -> Self {
        match error.downcast::<sqlx::Error>() {
            Ok(error) => Self::from(error),
            Err(error) => Self::Internal(error),
        }
    }

    /// The same, where what is missing is a session.
    pub fn of_session(refusal: Refusal) -> Self {
        if matches!(refusal, Refusal::Missing) {
            return Self::SessionUnknown;
        }
        Self::from(refusal)
    }
}

fn of_card(code: ErrorCode) -> Violation {
    let field = if code.as_str().starts_with("cvc.") {
        "cvc"
    } else {
        "card"
    };
    Violation::new(code, field)
}
