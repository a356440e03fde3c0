//! What shops send where they have nothing: the words of their languages for it,
//! templates that were not rendered, characters that nobody sees. Taken for an id,
//! such a text would make one customer of many, or one order.

mod named;
mod printed;
mod words;
mod written;

use self::named::{is_name, is_named, parts};
use self::printed::{is_printed_object, is_template};
use self::words::{NOBODY, NOTHING, SURNAMES, WHOSE};
use self::written::{as_meant, narrow};
use crate::plain::hides;

/// The quotes and brackets that may stand around a word.
const AROUND: &[char] = &[
    '"', '\'', '`', '´', '‘', '’', '“', '”', '„', '«', '»', '(', ')', '[', ']', '{', '}', '<', '>',
];

/// Whether a text stands for nothing: nobody's id, and no order's. What was
/// written for an address or a page (`%7B%7Bid%7D%7D`, `&lt;%= id %&gt;`) is
/// judged as what was meant, too.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = narrow(text);
    is_placeholder_as_it_is(&text)
        || as_meant(&text).is_some_and(|meant| is_placeholder_as_it_is(&meant))
}

fn is_placeholder_as_it_is(text: &str) -> bool {
    let text = text.trim();
    if SURNAMES.contains(&text) {
        return false;
    }
    let small = text.to_lowercase();
    is_nothing_at_all(text)
        || is_nothing(bare(&small))
        || is_template(text)
        || is_printed_object(text)
        || is_named(&small)
}

/// Whether a text stands for nobody: no customer's id.
pub(crate) fn is_nobody(text: &str) -> bool {
    let small = narrow(text).to_lowercase();
    let words = bare(&small).replace(['_', '-'], " ");
    NOBODY.contains(&bare(&small))
        || NOBODY.contains(&words.as_str())
        || is_made_of_nobody(&small)
        || is_placeholder(text)
}

/// A word for nobody joined with the name of an id (`default_customer`,
/// `guest-account`), or one with whose it is (`current customer`).
fn is_made_of_nobody(small: &str) -> bool {
    let nobody = |part: &&str| NOBODY.contains(part) || WHOSE.contains(part);
    let parts = parts(small);
    !small.contains('@')
        && parts.iter().any(nobody)
        && parts.iter().all(|part| nobody(part) || is_name(part))
}

/// Whether an idempotency key stands for nothing. Names and numbers may be in one.
pub fn is_nothing_at_all(text: &str) -> bool {
    let small = text.to_lowercase();
    text.chars().any(is_invisible)
        || !text.chars().any(char::is_alphanumeric)
        || is_nothing(&small)
        || is_made_of_nothing(&small)
}

/// A text without what stands around it.
fn bare(small: &str) -> &str {
    small.trim_matches(|letter: char| letter.is_whitespace() || AROUND.contains(&letter))
}

/// A word for nothing, or zeros alone, however they are cut: `0`, `0.00`, the
/// UUID of zeros.
fn is_nothing(word: &str) -> bool {
    let mut letters = word.chars().filter(|letter| letter.is_alphanumeric());
    let zeros = letters.next() == Some('0') && letters.all(|letter| letter == '0');
    zeros || NOTHING.contains(&word)
}

/// Words for nothing joined (`null null`, `undefined-undefined`), one behind the
/// name of an id (`customer-undefined`), or one that a number was added to
/// (`undefined0`).
fn is_made_of_nothing(small: &str) -> bool {
    let parts = parts(small);
    let Some((last, before)) = parts.split_last() else {
        return false;
    };
    let rest = last.replace("undefined", "");
    let added = rest.len() < last.len() && rest.bytes().all(|byte| byte.is_ascii_digit());
    added
        || *last == "null0"
        || parts.iter().all(|part| NOTHING.contains(part))
        || (before.iter().all(is_name) && NOTHING.contains(last))
}

/// Characters that nobody sees and that make two texts of one look: more than what
/// hides in a text, as an id joins no letters.
const fn is_invisible(letter: char) -> bool {
    hides(letter)
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2800}'
        )
}
