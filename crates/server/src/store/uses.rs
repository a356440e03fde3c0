//! The uses of a card as the store spells them: words between spaces.

use oneclick_rules::CardUse;

/// Returns the store's text.
pub(crate) fn written(uses: &[CardUse]) -> String {
    let words: Vec<&str> = uses.iter().map(|one| one.as_str()).collect();
    words.join(" ")
}

/// Reads the store's text; a word of a later version is no use of this one.
pub(crate) fn read(text: &str) -> Vec<CardUse> {
    text.split(' ').filter_map(CardUse::parse).collect()
}
