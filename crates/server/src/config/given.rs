//! What each key of a configuration was given, by which another reading is compared.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};
use zeroize::Zeroizing;

use crate::key_hash::KeyHash;

/// What each key of a configuration was given, by its whole name such as `webhooks.keys`:
/// a hash, since it may be a secret.
#[derive(Clone, Debug, Default)]
pub struct GivenValues(BTreeMap<String, KeyHash>);

impl GivenValues {
    /// Returns what a file gives.
    pub(super) fn of_file(table: &DeTable<'_>) -> Self {
        let mut given = Self::default();
        given.walk("", table);
        given
    }

    /// Notes that `key` was given `value`, whatever the file gives it.
    pub(super) fn give(&mut self, key: String, value: &str) {
        self.0.insert(key, KeyHash::of(value));
    }

    /// Lists the keys that `other` gives another value, none, or one that is missing here,
    /// in the order of the alphabet.
    pub fn differing(&self, other: &Self) -> Vec<String> {
        let keys: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let is_same = |key: &String| match (self.0.get(key), other.0.get(key)) {
            (Some(own), Some(newer)) => own.is(newer),
            _ => false,
        };
        let differing = keys.into_iter().filter(|key| !is_same(key));
        differing.cloned().collect()
    }

    /// Takes what `other` gives `keys` in the place of its own.
    pub fn take(&mut self, keys: &[String], other: &Self) {
        for key in keys {
            match other.0.get(key) {
                Some(value) => self.0.insert(key.clone(), *value),
                None => self.0.remove(key),
            };
        }
    }

    fn walk(&mut self, before: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = format!("{before}{}", name.get_ref());
            match value.get_ref().as_table() {
                Some(table) => self.walk(&format!("{key}."), table),
                None => self.give(key, &written(value.get_ref())),
            }
        }
    }
}

/// Writes a value, each in one way and no two alike.
fn written(value: &DeValue<'_>) -> Zeroizing<String> {
    Zeroizing::new(match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => format!("{} {}", number.radix(), number.as_str()),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| written(item.get_ref()).to_string());
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        DeValue::Table(table) => {
            let entries = table.iter().map(|(name, value)| {
                let value = written(value.get_ref());
                format!("{:?}={}", name.get_ref(), *value)
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(source: &str) -> GivenValues {
        GivenValues::of_file(&DeTable::parse(source).unwrap().into_inner())
    }

    #[test]
    fn what_differs_is_named_and_nothing_of_it_is_shown() {
        let own = given("a = 1\nb.c = [\"x\", \"y\"]\nb.d = { e = true }\n");
        assert_eq!(own.differing(&own), [""; 0]);
        // Another order, other lines, other spaces.
        let same = given("\n# c\n[b]\nd.e = true\nc = [ \"x\",\n\"y\" ]\n");
        assert_eq!(own.differing(&same), ["a"]);
        let other = given("a = 1\nb.c = [\"x\\\", \\\"y\"]\nb.d.e = \"true\"\nf = 1.5\n");
        assert_eq!(own.differing(&other), ["b.c", "b.d.e", "f"]);
        assert_eq!(other.differing(&own), ["b.c", "b.d.e", "f"]);
        assert!(!format!("{own:?}").contains('x'), "{own:?}");
    }

    #[test]
    fn what_stands_outside_goes_before_the_file_and_what_was_taken_differs_no_more() {
        let mut own = given("a = \"1\"\nb = 2\n");
        let mut other = own.clone();
        own.give(String::from("a"), "one");
        other.give(String::from("a"), "two");
        let differing = own.differing(&other);
        assert_eq!(differing, ["a"]);
        own.take(&differing, &other);
        assert_eq!(own.differing(&other), [""; 0]);
        let none = given("b = 2\n");
        own.take(&[String::from("a")], &none);
        assert_eq!(own.differing(&none), [""; 0]);
    }
}
