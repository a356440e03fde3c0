//! The server's own keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_providers::Secret;
use oneclick_rules::Mode;
use zeroize::Zeroizing;

use crate::config::reader::Section;
use crate::config::value::text;
use crate::config::variables::{OuterSecret, Variables};
use crate::vault::VaultKey;

pub(super) const SECRET_KEY: &str = "ONECLICK_SECRET_KEY";
pub(super) const VAULT_KEY: &str = "ONECLICK_VAULT_KEY";
const OLDER_VAULT_KEYS: &str = "ONECLICK_OLDER_VAULT_KEYS";
/// Characters of a secret after its prefix.
const LEAST: usize = 32;
/// The example's secret key after its prefix, and its vault key.
const EXAMPLES: [&str; 2] = [
    "this-is-an-example-and-not-a-secret",
    "RXhhbXBsZSBrZXksIGtub3duIHRvIGV2ZXJ5Ym9keSE=",
];
/// The keys that the sandbox takes.
const SANDBOX: [&str; 4] = [
    "certitradesandboxkey",
    "costplus-sandbox-key",
    "finpay-sandbox-key",
    "sandbox-key",
];

/// Tells whether a key without its prefix is one that everybody knows.
pub(super) fn is_example(bare: &str) -> bool {
    EXAMPLES.contains(&bare) || SANDBOX.contains(&bare)
}

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

/// Returns the merchant's secret keys, one or two: `secret`, a text or a list, before which
/// the environment's go, with commas between them.
pub(super) fn secret_keys(
    keys: &mut Section<'_>,
    mode: Option<Mode>,
    variables: &Variables<'_>,
) -> Option<Vec<Secret>> {
    let read = keys.keys("secret", &variables.secret(SECRET_KEY), |key| {
        let prefix = secret_key_prefix(mode.unwrap_or(Mode::Test));
        key_with_prefix(key.trim(), prefix, "as keys of this mode do", mode)
    });
    rotated(keys, "secret", read)
}

/// Takes one key, or two: a new one and the one before it, until nobody goes by that any more.
pub(super) fn rotated<T>(
    section: &mut Section<'_>,
    key: &'static str,
    read: Option<Vec<T>>,
) -> Option<Vec<T>> {
    let read = read?;
    if (1..=2).contains(&read.len()) {
        return Some(read);
    }
    section.wrong(key, "has one key, or two while they are rotated");
    None
}

/// Reads a secret of at least 32 characters behind its prefix; `whose` ends the sentence that
/// asks for that.
pub(super) fn key_with_prefix(
    key: &str,
    prefix: &str,
    whose: &str,
    mode: Option<Mode>,
) -> Result<Secret, String> {
    let Some(rest) = key.strip_prefix(prefix) else {
        return Err(format!("does not begin with {prefix}, {whose}"));
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if rest.len() < LEAST || !rest.bytes().all(fits) {
        return Err(format!(
            "has fewer than {LEAST} characters after its prefix, or others than A–Z a–z 0–9 _ -"
        ));
    }
    is_own(rest, mode)?;
    Ok(Secret::new(String::from(key)))
}

/// Returns the keys of the vault: `vault = { id, key }`, before which the environment's
/// `ID:KEY` or `KEY` goes, and `older_vaults = { ID = KEY }`, which only open.
pub(super) fn vault_keys(
    keys: &mut Section<'_>,
    mode: Option<Mode>,
    variables: &Variables<'_>,
) -> Option<Vec<VaultKey>> {
    let newest = newest_vault_key(keys, mode, &variables.secret(VAULT_KEY));
    let older = older_vault_keys(keys, mode, &variables.secret(OLDER_VAULT_KEYS));
    let (newest, older) = (newest?, older?);
    let mut ids: Vec<&str> = older.iter().map(VaultKey::id).collect();
    ids.push(newest.id());
    ids.sort_unstable();
    if let Some([twice, _]) = ids.array_windows().find(|[one, next]| one == next) {
        keys.wrong("older_vaults", format!("names the key `{twice}` again"));
        return None;
    }
    Some(core::iter::once(newest).chain(older).collect())
}

fn newest_vault_key(
    keys: &mut Section<'_>,
    mode: Option<Mode>,
    outer: &OuterSecret,
) -> Option<VaultKey> {
    let mut vault = keys.section("vault");
    let named = vault.may("id", text(key_id));
    let id = match outer.value().and_then(|given| given.split_once(':')) {
        Some((name, _)) => key_id(name)
            .map_err(|reason| {
                vault.wrong("id", format!("in the environment's {VAULT_KEY} {reason}"));
            })
            .ok(),
        None if vault.names().iter().any(|name| name == "id") => named,
        // It could not be read, which is told already.
        None if outer.found.is_err() => None,
        None => {
            vault.wrong(
                "id",
                format!("is missing; give it here or in the environment as {VAULT_KEY}=ID:KEY"),
            );
            None
        }
    };
    let key = vault.key("key", outer, |given| {
        let after_id = given.split_once(':').filter(|_| outer.is_named());
        let key = after_id.map_or(given, |(_, key)| key);
        is_own(key, mode)?;
        key_bytes(key)
    });
    vault.finish();
    Some(VaultKey::new(id?, key?))
}

fn older_vault_keys(
    keys: &mut Section<'_>,
    mode: Option<Mode>,
    outer: &OuterSecret,
) -> Option<Vec<VaultKey>> {
    let vault_key = |id: &str, key: &str| -> Result<VaultKey, String> {
        is_own(key, mode)?;
        Ok(VaultKey::new(key_id(id)?, key_bytes(key)?))
    };
    if outer.is_named() {
        return keys.keys("older_vaults", outer, |given| {
            let (id, key) = given.trim().split_once(':').ok_or("is not ID:KEY")?;
            vault_key(id, key)
        });
    }
    let section = keys.section("older_vaults");
    section.each(|id, value| {
        let key = value.as_str().ok_or("is not a text")?;
        let read = vault_key(id, key)?;
        section.see(id, key);
        Ok(read)
    })
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

#[cfg(test)]
mod tests;
