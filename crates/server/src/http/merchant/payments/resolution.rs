//! Reads what a person found out, from `POST /v1/payments/{id}/resolve`.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::body::RequestBody;
use crate::http::error::Error;
use crate::payments::review::{Resolution, Ruling};
use crate::refusal::Refusal;

/// A person's decision about exactly one thing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResolutionRequest)]
pub struct Found {
    /// Whether the payment's money moved.
    #[schema(nullable = false)]
    charged: Option<bool>,
    /// Whether the operation was done.
    #[schema(nullable = false)]
    succeeded: Option<bool>,
    /// Whether the duplicate was given back; else the merchant keeps it.
    #[schema(nullable = false)]
    reversed: Option<bool>,
    /// The operation's id, where several wait.
    operation: Option<String>,
    /// The provider's id of the duplicate, where several wait.
    duplicate: Option<String>,
    /// Who decides.
    #[schema(min_length = 1, max_length = 500)]
    by: String,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    why: String,
    /// The provider's id of the payment, where it was found.
    provider_payment_id: Option<String>,
}

impl RequestBody for Found {
    const NULLABLE: &'static [&'static str] = &["operation", "duplicate", "provider_payment_id"];
}

impl Found {
    /// Judges what is decided.
    pub fn check(self) -> Result<Resolution, Error> {
        Ok(Resolution {
            ruling: self.ruling()?,
            by: self.by,
            why: self.why,
            provider_payment_id: self.provider_payment_id,
        })
    }

    fn ruling(&self) -> Result<Ruling, Error> {
        let unclear = |words: &str| Err(Error::from(Refusal::ReviewUnclear(String::from(words))));
        let named = (self.operation.clone(), self.duplicate.clone());
        match (self.charged, self.succeeded, self.reversed, named) {
            (Some(charged), None, None, (None, None)) => Ok(Ruling::Charged(charged)),
            (None, Some(succeeded), None, (operation, None)) => Ok(Ruling::Succeeded {
                operation,
                succeeded,
            }),
            (None, None, Some(reversed), (None, duplicate)) => Ok(Ruling::Reversed {
                duplicate,
                reversed,
            }),
            (Some(_), None, None, _) => unclear(
                "`operation` is decided by `succeeded`, `duplicate` by `reversed`; `charged` decides the payment",
            ),
            (None, Some(_), None, _) => {
                unclear("`duplicate` is decided by `reversed`, not by `succeeded`")
            }
            (None, None, Some(_), _) => {
                unclear("`operation` is decided by `succeeded`, not by `reversed`")
            }
            _ => unclear(
                "exactly one of `charged`, `succeeded` (an operation) and `reversed` (a duplicate) has to be true or false",
            ),
        }
    }
}
