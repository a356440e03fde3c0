//! Signs webhooks, by the specification "Standard Webhooks" (symmetric signatures).

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use oneclick_rules::Mode;
use sha2::Sha256;
use zeroize::Zeroizing;

/// How many bytes a key has.
const LENGTHS: core::ops::RangeInclusive<usize> = 24..=64;
/// The example's key after its prefix.
const EXAMPLE: &str = "RXhhbXBsZSBrZXksIGtub3duIHRvIGV2ZXJ5Ym9keSE=";

/// A key that signs webhooks; the merchant verifies by the same. Printing it shows
/// nothing of it.
#[derive(Clone)]
pub struct SigningKey(Zeroizing<Vec<u8>>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl SigningKey {
    /// How a key begins where it is written down.
    pub const PREFIX: &str = "whsec_";

    /// Reads `whsec_` and 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// Fails with the rule that it breaks, as the end of a sentence.
    pub fn parse(text: &str, mode: Option<Mode>) -> Result<Self, String> {
        let refused = || {
            let (prefix, least, most) = (Self::PREFIX, LENGTHS.start(), LENGTHS.end());
            format!("is not {prefix} and {least} to {most} bytes in base64")
        };
        let rest = text.strip_prefix(Self::PREFIX).ok_or_else(refused)?;
        if mode == Some(Mode::Live) && rest == EXAMPLE {
            return Err(String::from("is the example's, which everybody knows"));
        }
        let bytes = STANDARD.decode(rest).map_err(|_| refused())?;
        let bytes = Zeroizing::new(bytes);
        if LENGTHS.contains(&bytes.len()) {
            return Ok(Self(bytes));
        }
        Err(refused())
    }

    /// Signs a webhook that is sent at `at`, Unix seconds: `v1,` and the base64 of an
    /// HMAC with SHA-256 over id, time and body, dots between them.
    fn sign(&self, id: &str, at: i64, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in [id, ".", &at.to_string(), ".", body] {
            mac.update(part.as_bytes());
        }
        let code = STANDARD.encode(mac.finalize().into_bytes());
        Some(format!("v1,{code}"))
    }
}

/// Returns the value of `webhook-signature`: one signature for each key, spaces between
/// them. `at` in Unix seconds.
pub fn signatures(keys: &[SigningKey], id: &str, at: i64, body: &str) -> String {
    let each = keys.iter().filter_map(|key| key.sign(id, at, body));
    each.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification and of its libraries.
    const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn signs_the_example_of_the_specification() {
        let key = SigningKey::parse(KEY, None).unwrap();
        let (id, at) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            signatures(core::slice::from_ref(&key), id, at, body),
            SIGNED
        );
        let two = signatures(&[key.clone(), key.clone()], id, at, body);
        assert_eq!(two, format!("{SIGNED} {SIGNED}"));
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
    }

    #[test]
    fn takes_keys_of_the_specification_s_lengths_alone() {
        for bytes in [24, 32, 64] {
            let text = format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
            assert!(SigningKey::parse(&text, None).is_ok(), "{bytes}");
        }
        let short = format!("whsec_{}", STANDARD.encode([7; 23]));
        let long = format!("whsec_{}", STANDARD.encode([7; 65]));
        for text in [
            "",
            "whsec_",
            "whsec_§",
            KEY.trim_start_matches(SigningKey::PREFIX),
            &short,
            &long,
        ] {
            let reason = "is not whsec_ and 24 to 64 bytes in base64";
            assert_eq!(SigningKey::parse(text, None).unwrap_err(), reason);
        }
        let example = format!("{}{EXAMPLE}", SigningKey::PREFIX);
        assert!(SigningKey::parse(&example, Some(Mode::Test)).is_ok());
        assert!(SigningKey::parse(&example, Some(Mode::Live)).is_err());
    }
}
