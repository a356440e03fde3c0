//! A notification on its way.

use crate::provider::SandboxProvider;

/// A notification on its way.
#[derive(Clone)]
pub(crate) struct ProviderNotification {
    pub(crate) provider: SandboxProvider,
    /// The reference of the payment that it is about.
    pub(crate) reference: String,
    pub(crate) url: String,
    pub(crate) content_type: &'static str,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
    /// How often it is sent in all, until it is accepted.
    pub(crate) attempts: u32,
    /// Between two attempts, in milliseconds of the sandbox's clock.
    pub(crate) apart: u64,
    /// Whether an HTTP status means that the merchant has taken it.
    pub(crate) accepts: fn(u16) -> bool,
}

impl ProviderNotification {
    /// Writes a notification that is sent three times at most, a minute apart,
    /// until the merchant answers that all went well: assumed of each provider
    /// that does not say.
    pub(crate) fn new(
        provider: SandboxProvider,
        reference: &str,
        url: String,
        content_type: &'static str,
        body: String,
    ) -> Self {
        Self {
            provider,
            reference: reference.to_owned(),
            url,
            content_type,
            authorization: None,
            body,
            attempts: 3,
            apart: 60_000,
            accepts: |http| (200..300).contains(&http),
        }
    }
}
