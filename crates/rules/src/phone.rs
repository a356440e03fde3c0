//! Phone numbers, as people type them.

/// Reads a phone number and writes it in international form (E.164): `+` and 7 to
/// 15 digits. `None` for what is not surely one: a number without its country's
/// code, but for Indonesia's mobile numbers, which alone begin with `08` there,
/// where `country` says so.
///
/// ```
/// use oneclick_rules::phone_number;
/// assert_eq!(phone_number("+46 (0)70-123 45 67", None).as_deref(), Some("+46701234567"));
/// assert_eq!(phone_number("070-123 45 67", None), None);
/// ```
pub fn phone_number(text: &str, country: Option<&str>) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    // The nought in brackets is dialled within the country alone.
    let text = text.replace("(0)", "");
    let between =
        |letter: char| letter.is_whitespace() || "-.()/\u{2010}\u{2011}\u{2013}".contains(letter);
    let dialled: String = text.chars().filter(|letter| !between(*letter)).collect();
    let digits = if let Some(digits) = dialled.strip_prefix('+') {
        String::from(digits)
    } else if let Some(digits) = dialled.strip_prefix("00") {
        // Australia dials abroad with 0011; no number begins with +10 or +11.
        if digits.starts_with("10") || digits.starts_with("11") {
            return None;
        }
        String::from(digits)
    } else if let Some(digits) = dialled.strip_prefix("08") {
        let mobile = country == Some("ID") && (8..=11).contains(&digits.len());
        mobile.then(|| format!("628{digits}"))?
    } else {
        return None;
    };
    let fits = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("+{digits}"))
}
