//! Who calls: the merchant by the secret key, a shopper's page by a client token.

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::client_token;
use crate::http::App;
use crate::http::error::Error;
use crate::store::sessions::{self, Session};

/// The hash of a secret key: of one length, so that comparing says nothing.
#[derive(Clone, Copy)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The key's hash.
    pub fn of(key: &str) -> Self {
        Self(Sha256::digest(key.as_bytes()).into())
    }

    fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl core::fmt::Debug for Hash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Hash(…)")
    }
}

/// The merchant's backend: it has the secret key.
#[derive(Clone, Copy, Debug)]
pub struct Merchant;

impl FromRequestParts<App> for Merchant {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let key = bearer(&parts.headers).ok_or(Error::SecretKeyMissing)?;
        if Hash::of(key).is(&app.secret_key) {
            return Ok(Self);
        }
        Err(Error::SecretKeyUnknown)
    }
}

/// A shopper's page: it has a client token, which opens this session.
#[derive(Clone, Debug)]
pub struct Shopper(pub Session);

impl FromRequestParts<App> for Shopper {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let token = bearer(&parts.headers).ok_or(Error::TokenMissing)?;
        if !token.starts_with(client_token::PREFIX) {
            return Err(Error::TokenUnknown);
        }
        let hash = client_token::hash(token);
        let store = app.deployment.store();
        let found = store.read(move |tx| sessions::find_by_token(tx, &hash));
        found
            .await?
            .filter(|session| session.mode == app.config.mode)
            .map(Self)
            .ok_or(Error::TokenUnknown)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}
