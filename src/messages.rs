//! The messages of the language shown.

#[cfg(test)]
mod languages;

use js_sys::Reflect;
pub use oneclick_rules::MessageKey;
use oneclick_rules::wire::CheckoutView;
use oneclick_rules::{Amount, Expiry};
use wasm_bindgen::JsValue;

use crate::client::Client;
use crate::cut::cut;

/// Holds the messages of one language, and the tag that amounts are written by.
#[derive(Clone, Debug)]
pub struct Messages {
    texts: JsValue,
    tag: String,
    client: Client,
}

impl Messages {
    /// Takes the messages of one language, a list in the order of the keys.
    pub fn new(texts: JsValue, tag: String, client: Client) -> Self {
        Self { texts, tag, client }
    }

    /// Returns the message; empty if the language lacks it.
    pub fn get(&self, key: MessageKey) -> String {
        Reflect::get_u32(&self.texts, key.place())
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }

    /// Returns the message with `value` in the place of what stands in braces.
    pub fn fill(&self, key: MessageKey, value: &str) -> String {
        filled(&self.get(key), value)
    }

    /// Returns the message with `amount` and `other` in the places of what stands in braces,
    /// in the order of the language.
    pub fn with_amount(&self, key: MessageKey, amount: &str, other: &str) -> String {
        let text = self.get(key);
        let begins = cut(&text, b'{').map(|(_, rest)| rest.starts_with('a'));
        let (first, second) = if begins == Some(true) {
            (amount, other)
        } else {
            (other, amount)
        };
        filled(&filled(&text, first), second)
    }

    /// Writes a length of time as people of the language do.
    pub fn lasting(&self, seconds: i64) -> String {
        let seconds = u32::try_from(seconds).unwrap_or_default();
        self.client.lasting(&self.tag, seconds)
    }

    /// Reads the local clock, in seconds.
    pub fn clock(&self) -> i64 {
        i64::from(self.client.seconds())
    }

    /// Writes the amount of a session as people of the language do; empty without one.
    pub fn amount(&self, session: Option<&CheckoutView>) -> String {
        session.map_or_else(String::new, |session| self.price(session.amount))
    }

    /// Writes an amount as people of the language do.
    pub fn price(&self, amount: Amount) -> String {
        self.client.amount(&self.tag, amount)
    }

    /// Writes the month at whose end a card ends as people of the language do.
    pub fn month(&self, expiry: Expiry) -> String {
        self.client.expiry(&self.tag, expiry)
    }

    /// Returns the client that formats them.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

/// Puts `value` in the place of what stands in braces.
fn filled(text: &str, value: &str) -> String {
    let placeholder = cut(text, b'{');
    let around = placeholder.and_then(|(before, rest)| Some((before, cut(rest, b'}')?.1)));
    match around {
        Some((before, after)) => [before, value, after].concat(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_braces_is_replaced() {
        assert_eq!(filled("Pay {amount} now", "$9.95"), "Pay $9.95 now");
        assert_eq!(filled("{digits}", "4242"), "4242");
        assert_eq!(filled("Paying…", "1"), "Paying…");
    }
}
