//! Makes the keys that a deployment begins with.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oneclick_rules::Mode;
use zeroize::Zeroizing;

use crate::config::admin::{PREFIX, TOKEN};
use crate::config::secrets::{SECRET_KEY, VAULT_KEY, secret_key_prefix};
use crate::config::webhooks::KEYS;
use crate::environment::{Random, in_letters};
use crate::webhooks::signature::SigningKey;

/// Makes a secret key, a vault key and a key that signs webhooks, and a token for the
/// operator's page if that is wanted, each of 256 random bits: lines `NAME=VALUE`, by the names that the configuration reads from the environment. The
/// values have no character that a shell, systemd or Docker reads otherwise.
///
/// The vault key has a random id, so that a later one never takes the name of an older one.
///
/// # Errors
/// Fails if the operating system has no randomness to give.
pub fn new_keys(
    mode: Mode,
    wants_admin: bool,
    random: &Random,
) -> anyhow::Result<Zeroizing<String>> {
    let bytes = || random.bytes::<32>().map(Zeroizing::new);
    let prefix = secret_key_prefix(mode);
    let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes()?));
    let vault = Zeroizing::new(STANDARD.encode(bytes()?));
    let id = in_letters(random.bytes::<8>()?);
    let webhook = Zeroizing::new(STANDARD.encode(bytes()?));
    let mut lines = Zeroizing::new(format!(
        "{SECRET_KEY}={prefix}{}\n{VAULT_KEY}={id}:{}\n{KEYS}={}{}\n",
        *secret,
        *vault,
        SigningKey::PREFIX,
        *webhook
    ));
    if wants_admin {
        let token = Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes()?));
        lines = Zeroizing::new(format!("{}{TOKEN}={PREFIX}{}\n", *lines, *token));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::ffi::OsString;

    use super::*;
    use crate::config::{Config, EXAMPLE};
    use crate::environment::Environment;

    fn made(mode: Mode) -> BTreeMap<String, String> {
        let lines = new_keys(mode, true, Environment::real().random()).unwrap();
        let pairs = lines.lines().map(|line| line.split_once('=').unwrap());
        pairs
            .map(|(name, value)| (String::from(name), String::from(value)))
            .collect()
    }

    /// Returns what a configuration says of its keys, whatever else is wrong with it.
    fn faults(text: &str, keys: &BTreeMap<String, String>) -> Vec<String> {
        let parsed = Config::parse(text, &|name| keys.get(name).map(OsString::from));
        let wrongs = parsed.err().into_iter().flatten();
        let told = wrongs.map(|wrong| wrong.to_string());
        told.filter(|told| told.contains("keys") || told.contains("admin"))
            .collect()
    }

    #[test]
    fn a_configuration_takes_new_keys_in_either_mode() {
        let webhooks = "\n[webhooks]\nurl = \"https://shop.example.com/webhooks\"\n";
        let admin = "\n[admin]\nlisten = \"127.0.0.1:9465\"\n";
        let test = format!("{EXAMPLE}{webhooks}{admin}");
        let live = test.replace("mode = \"test\"", "mode = \"live\"");
        for (mode, text, other) in [(Mode::Test, &test, &live), (Mode::Live, &live, &test)] {
            let keys = made(mode);
            assert_eq!(keys.len(), 4);
            assert!(faults(text, &keys).is_empty(), "{mode}");
            assert!(!faults(text, &BTreeMap::new()).is_empty(), "{mode}");
            assert!(!faults(other, &keys).is_empty(), "{mode}");
        }
    }

    #[test]
    fn no_key_is_made_twice() {
        let all: Vec<String> = (0..8)
            .flat_map(|_| made(Mode::Test).into_values())
            .collect();
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        let safe = |sign: char| sign.is_ascii_alphanumeric() || "_-+/=:".contains(sign);
        assert!(all.iter().all(|value| value.chars().all(safe)));
    }
}
