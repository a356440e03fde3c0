//! The server's own keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_providers::Secret;
use oneclick_rules::Mode;
use zeroize::Zeroizing;

use crate::config::reader::Section;
use crate::config::value::text;
use crate::vault::VaultKey;

pub(super) const SECRET_KEY: &str = "ONECLICK_SECRET_KEY";
pub(super) const VAULT_KEY: &str = "ONECLICK_VAULT_KEY";
/// Characters of a secret key after its prefix.
const LEAST: usize = 32;
/// The example's secret key after its prefix, and its vault key.
const EXAMPLES: [&str; 2] = [
    "this-is-an-example-and-not-a-secret",
    "RXhhbXBsZSBrZXksIGtub3duIHRvIGV2ZXJ5Ym9keSE=",
];

/// Refuses in live mode what everybody knows: it is no secret.
fn is_own(secret: &str, mode: Option<Mode>) -> Result<(), String> {
    if mode == Some(Mode::Live) && EXAMPLES.contains(&secret) {
        return Err(String::from("is the example's, which everybody knows"));
    }
    Ok(())
}

/// Returns how secret keys of a mode begin.
pub(super) fn secret_key_prefix(mode: Mode) -> &'static str {
    match mode {
        Mode::Test => "sk_test_",
        Mode::Live => "sk_live_",
    }
}

pub(super) fn secret_key(
    keys: &mut Section<'_>,
    mode: Option<Mode>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<Secret> {
    keys.secret("secret", (SECRET_KEY, variable(SECRET_KEY)), |key| {
        let prefix = secret_key_prefix(mode.unwrap_or(Mode::Test));
        let Some(rest) = key.strip_prefix(prefix) else {
            return Err(format!(
                "does not begin with {prefix}, as keys of this mode do"
            ));
        };
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if rest.len() < LEAST || !rest.bytes().all(fits) {
            return Err(format!(
                "has fewer than {LEAST} characters after its prefix, or others than A–Z a–z 0–9 _ -"
            ));
        }
        is_own(rest, mode)?;
        Ok(Secret::new(String::from(key)))
    })
}

/// Returns the keys of the vault: `vault = { id, key }`, before which the environment's
/// `ID:KEY` or `KEY` goes, and `older_vaults = { ID = KEY }`, which only open.
pub(super) fn vault_keys(
    keys: &mut Section<'_>,
    mode: Option<Mode>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<Vec<VaultKey>> {
    let mut vault = keys.section("vault");
    let given = variable(VAULT_KEY).map(Zeroizing::new);
    let (name, value) = match given.as_deref().map(|given| given.split_once(':')) {
        Some(Some((name, key))) => (Some(name), Some(String::from(key))),
        Some(None) => (None, given.as_deref().cloned()),
        None => (None, None),
    };
    let named = vault.may("id", text(key_id));
    let id = match name {
        Some(name) => key_id(name)
            .map_err(|reason| {
                vault.wrong("id", format!("in the environment's {VAULT_KEY} {reason}"));
            })
            .ok(),
        None if vault.names().iter().any(|name| name == "id") => named,
        None => {
            vault.wrong(
                "id",
                format!("is missing; give it here or in the environment as {VAULT_KEY}=ID:KEY"),
            );
            None
        }
    };
    let key = vault.secret("key", (VAULT_KEY, value), |key| {
        is_own(key, mode)?;
        key_bytes(key)
    });
    vault.finish();
    let older = keys.section("older_vaults").each(|name, value| {
        let key = value.as_str().ok_or("is not a text")?;
        Ok(VaultKey::new(key_id(name)?, key_bytes(key)?))
    });
    let newest = VaultKey::new(id?, key?);
    let older = older?;
    if older.iter().any(|key| key.id() == newest.id()) {
        keys.wrong(
            "older_vaults",
            format!("names the key `{}` again", newest.id()),
        );
        return None;
    }
    Some(core::iter::once(newest).chain(older).collect())
}

fn key_id(text: &str) -> Result<String, String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if (1..=32).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(String::from(text));
    }
    Err(String::from("is not 1 to 32 of A–Z a–z 0–9 . _ -"))
}

fn key_bytes(text: &str) -> Result<Zeroizing<[u8; 32]>, String> {
    let refused = || String::from("is not 32 bytes in base64");
    let bytes = STANDARD
        .decode(text)
        .map(Zeroizing::new)
        .map_err(|_| refused())?;
    <[u8; 32]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| refused())
}
