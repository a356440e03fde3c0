//! Requests to end a payment that is open on a page.

use std::sync::Arc;

use oneclick_rules::PaymentId;

use crate::deployment::Deployment;
use crate::store::idempotency_keys::{Key, Scope};

/// The operation that the merchant's keys are unique within: that of any cancel.
pub(crate) const SCOPE: Scope<'static> = Scope::Merchant("cancel");
/// How the events of it begin.
pub(crate) const EVENTS: &str = "page_cancel_";

/// Holds a request to end a payment that is open on a page.
#[derive(Clone)]
pub(crate) struct EndRequest {
    pub(crate) payment: PaymentId,
    pub(crate) by: &'static str,
    /// For the merchant's list.
    pub(crate) words: String,
    /// The merchant's key and what it is bound to; a shopper needs none: an
    /// end is an end however often it is asked for.
    pub(crate) key: Option<(String, String)>,
}

impl EndRequest {
    pub(crate) fn key(&self) -> Option<Key<'_>> {
        self.key.as_ref().map(|(key, fingerprint)| Key {
            scope: SCOPE,
            key,
            fingerprint,
        })
    }
}

/// Ends payments that are open on a provider's page.
///
/// Its methods stand here, in `cancel_open.rs` and `cancel_open/end.rs`.
#[derive(Clone, Debug)]
pub struct OpenPages {
    pub(crate) deployment: Arc<Deployment>,
}

impl OpenPages {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }
}
