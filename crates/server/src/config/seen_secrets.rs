//! What is odd about keys: known to everybody, guessed, or one for two purposes.

use std::collections::BTreeSet;

use crate::config::admin;
use crate::config::findings::{Findings, SeenSecret};
use crate::config::secrets::is_example;
use crate::webhooks::signature::SigningKey;

/// The fewest characters of a key that nobody guesses.
const FEWEST: usize = 16;
/// The fewest different ones among them.
const FEWEST_DIFFERENT: usize = 8;
/// How keys begin that say what they are.
const PREFIXES: [&str; 4] = ["sk_test_", "sk_live_", SigningKey::PREFIX, admin::PREFIX];

/// Returns a key without the id before a colon and without its prefix.
fn bare(secret: &SeenSecret) -> &str {
    let text = secret.value.trim();
    let text = text.rsplit(':').next().unwrap_or(text);
    let strip = |prefix: &&str| text.strip_prefix(*prefix);
    PREFIXES.iter().find_map(strip).unwrap_or(text)
}

/// Notes what is odd about the keys that were read; tells whether any stands in the file.
pub(super) fn judge(findings: &Findings<'_>) -> bool {
    let seen = findings.take_secrets();
    for (index, secret) in seen.iter().enumerate() {
        let own = bare(secret);
        let length = own.chars().count();
        let twin = seen.iter().take(index).find(|other| bare(other) == own);
        let reason = if let Some(twin) = twin {
            format!(
                "is the same as {}; each has a key of its own, so that one that is lost is one",
                twin.name
            )
        } else if is_example(own) {
            String::from("is the example's, which everybody knows")
        } else if length < FEWEST {
            format!("has {length} characters; one that nobody guesses has {FEWEST} and more")
        } else if own.chars().collect::<BTreeSet<_>>().len() < FEWEST_DIFFERENT {
            String::from("repeats a few characters; `oneclick keys make` makes random ones")
        } else {
            continue;
        };
        findings.note_odd(secret.at, secret.name.clone(), reason);
    }
    seen.iter().any(|secret| secret.at.is_some())
}
