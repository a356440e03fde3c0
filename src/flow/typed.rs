//! What is in the field of the security code when the button is pressed.

use oneclick_rules::{StoredCard, typed_digits};
use zeroize::Zeroizing;

/// What is longer than this is no mistyped security code.
const LONGEST: usize = 8;

/// The field's text, read as it is read while the shopper types: what filled it
/// may have told no event of that.
pub struct Typed(Option<Zeroizing<String>>);

impl Typed {
    /// Reads the text of the field beside `card`, where there is one.
    pub fn read(text: Option<Zeroizing<String>>, card: &StoredCard) -> Self {
        let most = *card.brand.cvc_lengths().end();
        Self(text.map(|text| Zeroizing::new(typed_digits(&text, most))))
    }

    /// The text, for the rules.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_ref().map(|text| text.as_str())
    }

    /// Whether it is something else, a card's number for instance, that must not
    /// stay in the page.
    pub fn is_no_cvc(&self) -> bool {
        self.0.as_ref().is_some_and(|text| text.len() > LONGEST)
    }
}
