//! Digits as people type them, and as they are written.

/// First code points of the runs of ten decimal digits of Unicode 16.0 (general
/// category Nd, `DerivedGeneralCategory.txt`).
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8,
    0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The fewest digits that a card number has.
const CARD_NUMBER: usize = 12;

/// What is left of typed or pasted text once it is read as digits: spaces and
/// dashes go, any decimal digit of Unicode becomes the ASCII one, and digits
/// beyond `most` are cut.
///
/// Other characters stay as they are, so that a rule can refuse them, and
/// nothing is cut then: the digits left would not be those that were meant.
/// Nor is what is long enough to be a card number.
///
/// ```
/// use oneclick_rules::typed_digits;
/// assert_eq!(typed_digits("1 2-3", 4), "123");
/// assert_eq!(typed_digits("١٢٣٤", 3), "123");
/// assert_eq!(typed_digits("1a2 3", 3), "1a23");
/// assert_eq!(typed_digits("4242 4242 4242 4242", 3), "4242424242424242");
/// ```
pub fn typed_digits(text: &str, most: usize) -> String {
    // Large enough at once: growing would leave a copy behind that nobody wipes.
    let mut read = String::with_capacity(text.len());
    read.extend(
        text.chars()
            .filter(|character| !is_separator(*character))
            .map(|character| ascii_digit(character).unwrap_or(character)),
    );
    let is_code = read.len() < CARD_NUMBER && read.bytes().all(|byte| byte.is_ascii_digit());
    if is_code {
        read.truncate(most);
    }
    read
}

/// Writes a whole number in ASCII digits, with zeros before it to make at least `least`.
///
/// By hand: what formats numbers of every kind costs the element 0.7 kB.
///
/// ```
/// use oneclick_rules::decimal_digits;
/// assert_eq!(decimal_digits(995, 1), "995");
/// assert_eq!(decimal_digits(7, 2), "07");
/// assert_eq!(decimal_digits(0, 1), "0");
/// ```
pub fn decimal_digits(mut number: u64, least: usize) -> String {
    let mut digits = String::new();
    while number > 0 || digits.len() < least {
        let unit = u32::try_from(number % 10).unwrap_or_default();
        digits.insert(0, char::from_digit(unit, 10).unwrap_or_default());
        number /= 10;
    }
    digits
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2015}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FEFF}' | '\u{FF0D}')
}

fn ascii_digit(character: char) -> Option<char> {
    let point = u32::from(character);
    ZEROS
        .iter()
        .find_map(|zero| point.checked_sub(*zero).filter(|value| *value < 10))
        .and_then(|value| char::from_digit(value, 10))
}
