//! Reads the field of the security code when the button is pressed.

use oneclick_rules::{StoredCard, typed_digits};
use zeroize::Zeroizing;

/// The longest text that may be a mistyped security code.
const LONGEST: usize = 8;

/// Holds the field's text, tidied as it is while the shopper types: whatever filled the
/// field may have dispatched no event.
pub struct Typed(Option<Zeroizing<String>>);

impl Typed {
    /// Tidies the text of the field beside `card`, if there is one.
    pub fn of_field(text: Option<Zeroizing<String>>, card: &StoredCard) -> Self {
        let most = *card.brand.cvc_lengths().end();
        Self(text.map(|text| Zeroizing::new(typed_digits(&text, most))))
    }

    /// Returns the text, for the rules.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_ref().map(|text| text.as_str())
    }

    /// Returns whether it is something else, such as a card's number, that must not stay in
    /// the page.
    pub fn is_no_cvc(&self) -> bool {
        self.0.as_ref().is_some_and(|text| text.len() > LONGEST)
    }
}
