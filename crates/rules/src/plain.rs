//! Texts that people read.

/// Whether a text is one line that shows what it says: no control character,
/// none that turns the reading direction around, none that nobody sees.
///
/// What joins letters (in Persian names, in emoji) and soft hyphens are taken:
/// they change the look of what stands there, and hide nothing.
///
/// ```
/// use oneclick_rules::is_plain;
/// assert!(is_plain("Lampe – 2 Stück, für مهرداد"));
/// assert!(!is_plain("Refund\u{202e}99.01"));
/// ```
pub fn is_plain(text: &str) -> bool {
    !text
        .chars()
        .any(|letter| letter.is_control() || hides(letter))
}

pub(crate) const fn hides(letter: char) -> bool {
    matches!(
        letter,
        '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
