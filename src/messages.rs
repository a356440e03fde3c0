//! The messages of the language shown.

use oneclick_rules::{Amount, Expiry};
use wasm_bindgen::JsValue;

use crate::client::{Client, member};

/// The messages of one language, and the tag that amounts are written by.
#[derive(Clone, Debug)]
pub struct Messages {
    by_key: JsValue,
    tag: String,
    client: Client,
}

impl Messages {
    /// Takes the messages of one language, an object by key.
    pub fn new(by_key: JsValue, tag: String, client: Client) -> Self {
        Self {
            by_key,
            tag,
            client,
        }
    }

    /// The text `key`, empty where the language lacks it.
    pub fn get(&self, key: &str) -> String {
        self.find(key).unwrap_or_default()
    }

    /// The text `key`, if the language has it.
    pub fn find(&self, key: &str) -> Option<String> {
        member(&self.by_key, key).and_then(|text| text.as_string())
    }

    /// The text `key` with `{name}` replaced.
    pub fn fill(&self, key: &str, name: &str, value: &str) -> String {
        filled(&self.get(key), name, value)
    }

    /// So many seconds as people of the language write them.
    pub fn lasting(&self, seconds: i64) -> String {
        let seconds = u32::try_from(seconds).unwrap_or_default();
        self.client.lasting(&self.tag, seconds)
    }

    /// The local clock, seconds.
    pub fn clock(&self) -> i64 {
        i64::from(self.client.seconds())
    }

    /// An amount as people of the language write it.
    pub fn amount(&self, amount: Amount) -> String {
        self.client.amount(&self.tag, amount)
    }

    /// The month at whose end a card ends as people of the language write it.
    pub fn month(&self, expiry: Expiry) -> String {
        self.client.expiry(&self.tag, expiry)
    }

    /// The client that formats them.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

/// A text with `{name}` replaced. Single characters are searched, for searching
/// a text in a text costs as much code as a card does.
pub fn filled(text: &str, name: &str, value: &str) -> String {
    let mut out = String::new();
    for part in text.split(['{', '}']) {
        out.push_str(if part == name { value } else { part });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_braces_is_replaced() {
        assert_eq!(
            filled("Pay {amount} now", "amount", "$9.95"),
            "Pay $9.95 now"
        );
        assert_eq!(filled("{digits}", "digits", "4242"), "4242");
        assert_eq!(filled("Paying…", "amount", "1"), "Paying…");
    }
}
