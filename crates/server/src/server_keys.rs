//! The keys and the certificate that a running server goes by, which a reload replaces.

use std::sync::Arc;

use oneclick_providers::Secret;

use crate::config::Config;
use crate::key_hash::KeyHash;
use crate::replaceable::Replaceable;
use crate::tls_identity::TlsIdentity;
use crate::webhooks::signature::SigningKey;

/// What a server knows its callers by, signs by and shows: all that a reload replaces.
#[derive(Clone, Debug)]
pub struct ServerKeys {
    /// Open the merchant API, each of them.
    secret_keys: Vec<KeyHash>,
    /// Sign each webhook, all of them; none if no webhooks are sent.
    pub(crate) signing_keys: Vec<SigningKey>,
    /// Is shown where the server speaks TLS itself.
    pub(crate) identity: Option<TlsIdentity>,
    /// Opens the operator's page, if there is one.
    pub(crate) operator_token: Option<KeyHash>,
}

impl ServerKeys {
    /// Returns those of a configuration.
    pub fn of(config: &Config) -> Self {
        let hash = |key: &Secret| KeyHash::of(key.expose());
        Self {
            secret_keys: config.secret_keys.iter().map(hash).collect(),
            signing_keys: config.signing_keys.clone(),
            identity: config.identity.clone(),
            operator_token: config.admin.as_ref().map(|admin| hash(&admin.token)),
        }
    }

    /// Tells whether this is one of the merchant's secret keys, in a time that says nothing
    /// of either.
    pub(crate) fn is_secret_key(&self, key: &str) -> bool {
        let shown = KeyHash::of(key);
        let is_one = |found, key: &KeyHash| found | key.is(&shown);
        self.secret_keys.iter().fold(false, is_one)
    }

    /// Tells whether what `newer` has under a key of the configuration is taken while the
    /// server runs. What the server began without, or would go on without, takes a restart.
    pub(crate) fn takes(&self, key: &str, newer: &Self) -> bool {
        let both = |has: fn(&Self) -> bool| has(self) && has(newer);
        match key {
            "keys.secret" => true,
            "webhooks.keys" => both(|keys| !keys.signing_keys.is_empty()),
            "http.certificate" | "http.key" => both(|keys| keys.identity.is_some()),
            "admin.token" => both(|keys| keys.operator_token.is_some()),
            _ => false,
        }
    }

    /// Returns these keys with all of `newer` that is taken while the server runs.
    fn renewed_by(&self, newer: &Self) -> Self {
        let of = |key| if self.takes(key, newer) { newer } else { self };
        Self {
            secret_keys: of("keys.secret").secret_keys.clone(),
            signing_keys: of("webhooks.keys").signing_keys.clone(),
            identity: of("http.certificate").identity.clone(),
            operator_token: of("admin.token").operator_token,
        }
    }
}

/// The keys that a server goes by now. A reload replaces all of them in one step.
#[derive(Debug)]
pub struct CurrentKeys(Replaceable<ServerKeys>);

impl CurrentKeys {
    /// Begins with these.
    pub fn new(keys: ServerKeys) -> Self {
        Self(Replaceable::new(Arc::new(keys)))
    }

    /// Gives them as they are now: who holds them keeps them, whatever is reloaded meanwhile.
    pub(crate) fn now(&self) -> Arc<ServerKeys> {
        self.0.now()
    }

    /// Goes by all of `newer` that is taken while the server runs, from now on.
    pub(crate) fn renew(&self, newer: &ServerKeys) {
        self.0
            .replace(|current| Arc::new(current.renewed_by(newer)));
    }
}
