//! Tells who calls: the merchant by the secret key, a shopper's page by a client token.

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::client_token;
use crate::http::app::App;
use crate::http::error::Error;
use crate::model::session::Session;
use crate::store::sessions;

/// The merchant's backend: it has a secret key.
#[derive(Clone, Copy, Debug)]
pub struct Merchant;

impl FromRequestParts<App> for Merchant {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let key = bearer(&parts.headers).ok_or(Error::SecretKeyMissing)?;
        if app.deployment.keys.now().is_secret_key(key) {
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
