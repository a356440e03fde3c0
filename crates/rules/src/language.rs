//! Language tags, as shops write them.

use crate::ErrorCode;
use crate::placeholder::is_nothing_at_all;

/// Reads a language: a BCP 47 tag, or a locale of a server such as `en_US.UTF-8`,
/// which becomes one. `None` where it names no language: an empty text, `C`,
/// `undefined`.
///
/// ```
/// use oneclick_rules::language_tag;
/// assert_eq!(language_tag("en_US.UTF-8")?.as_deref(), Some("en-US"));
/// assert_eq!(language_tag(" ")?, None);
/// # Ok::<(), oneclick_rules::ErrorCode>(())
/// ```
///
/// # Errors
/// [`ErrorCode::LanguageFormat`] for what is neither: subtags are of up to eight letters
/// and digits, the first of letters.
pub fn language_tag(text: &str) -> Result<Option<String>, ErrorCode> {
    let (text, modifier) = text.trim().split_once('@').unwrap_or((text.trim(), ""));
    let text = text.split('.').next().unwrap_or_default();
    let nothing = ["", "c", "posix"].contains(&text.to_ascii_lowercase().as_str());
    if nothing || is_nothing_at_all(text) {
        return Ok(None);
    }
    // A locale without a country has nothing behind its line: `de_`.
    let text = text.trim_end_matches(['_', '-']);
    let mut parts = text.split(['_', '-']);
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let fits = |part: &str, least| {
        (least..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_word = language.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_word || !fits(&language, 2) || text.len() > 64 {
        return Err(ErrorCode::LanguageFormat);
    }
    let mut tag = language;
    match modifier.to_ascii_lowercase().as_str() {
        "latin" => tag.push_str("-Latn"),
        "cyrillic" => tag.push_str("-Cyrl"),
        _ => {}
    }
    let mut before = 0;
    for part in parts {
        if !fits(part, 1) {
            return Err(ErrorCode::LanguageFormat);
        }
        // Behind a single letter stands what is no country.
        let part = if before == 1 {
            part.to_ascii_lowercase()
        } else {
            cased(part)
        };
        before = part.len();
        tag.push('-');
        tag.push_str(&part);
    }
    Ok(Some(tag))
}

/// `US`, `Latn`; all else in small letters.
fn cased(part: &str) -> String {
    let is_word = part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let small = part.to_ascii_lowercase();
    match (part.len(), is_word) {
        (2, true) => part.to_ascii_uppercase(),
        (4, true) => {
            let (first, rest) = small.split_at(1);
            first.to_ascii_uppercase() + rest
        }
        _ => small,
    }
}
