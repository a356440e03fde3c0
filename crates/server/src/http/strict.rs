//! Refuses what no JSON body may have, whatever it is read as: null where the
//! type does not say that it means "none", a member twice in an object, a text
//! twice in a list.

use core::cell::RefCell;
use core::fmt;
use std::collections::BTreeSet;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::http::error::Error;
use crate::http::shown_path::shown;

/// Walks the whole body. Bytes that are not JSON are left to whoever reads them.
///
/// `JSON.stringify({ amount: NaN })` is `{"amount":null}`: a null that stood
/// for "all" or for a default would move money that nobody meant.
///
/// # Errors
/// Fails with [`Error::Null`], [`Error::Repeated`].
pub fn check(bytes: &[u8], nullable: &'static [&'static str]) -> Result<(), Error> {
    let found = RefCell::new(None);
    let walk = Walk {
        path: String::new(),
        nullable,
        found: &found,
    };
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    found.into_inner().map_or(Ok(()), Err)
}

/// One value and the path to it.
struct Walk<'a> {
    path: String,
    nullable: &'static [&'static str],
    found: &'a RefCell<Option<Error>>,
}

impl Walk<'_> {
    fn inside(&self, path: String) -> Walk<'_> {
        Walk {
            path,
            nullable: self.nullable,
            found: self.found,
        }
    }

    fn may_be_null(&self) -> bool {
        self.nullable.iter().any(|known| {
            let parent = known.strip_suffix(".*");
            parent.map_or(*known == self.path, |parent| {
                let rest = self.path.strip_prefix(parent);
                rest.is_some_and(|rest| rest.starts_with('.'))
            })
        })
    }

    fn refuse<E: serde::de::Error>(&self, error: impl FnOnce(String) -> Error, path: &str) -> E {
        self.found.replace(Some(error(shown(path))));
        E::custom("refused")
    }
}

/// The text of a value that is one: what lists are compared by.
type MemberText = Option<String>;

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = MemberText;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<MemberText, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = MemberText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<MemberText, E> {
        if self.may_be_null() {
            return Ok(None);
        }
        Err(self.refuse(Error::Null, &self.path))
    }

    fn visit_bool<E>(self, _: bool) -> Result<MemberText, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<MemberText, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<MemberText, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<MemberText, E> {
        Ok(None)
    }

    fn visit_str<E>(self, text: &str) -> Result<MemberText, E> {
        // Copied only where it is compared: a secret is no entry of a list.
        Ok(self.path.ends_with(']').then(|| String::from(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<MemberText, A::Error> {
        let mut texts = BTreeSet::new();
        let mut place = 0_usize;
        while let Some(text) =
            list.next_element_seed(self.inside(format!("{}[{place}]", self.path)))?
        {
            if text.is_some_and(|text| !texts.insert(text)) {
                return Err(self.refuse(Error::Repeated, &self.path));
            }
            place = place.saturating_add(1);
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<MemberText, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = object.next_key::<String>()? {
            let path = if self.path.is_empty() {
                name.clone()
            } else {
                format!("{}.{name}", self.path)
            };
            if !names.insert(name) {
                return Err(self.refuse(Error::Repeated, &path));
            }
            object.next_value_seed(self.inside(path))?;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> Option<(&'static str, String)> {
        let error = check(body.as_bytes(), &["after", "customer.email", "billing.*"]).err()?;
        if let Error::Null(path) = error {
            return Some(("null", path));
        }
        if let Error::Repeated(path) = error {
            return Some(("repeated", path));
        }
        Some(("other", error.to_string()))
    }

    #[test]
    fn refuses_null_where_nothing_says_that_it_means_none() {
        let cases = [
            (r#"{"amount":null}"#, "amount"),
            (r#"{"after":null,"expiry":{"month":null}}"#, "expiry.month"),
            (r#"{"uses":["one_click",null]}"#, "uses[1]"),
            (r#"{"billing":null}"#, "billing"),
            (r#"{"billings":{"city":null}}"#, "billings.city"),
            (r#"{"customer":{"id":null,"email":null}}"#, "customer.id"),
            ("null", ""),
        ];
        for (body, path) in cases {
            assert_eq!(refused(body), Some(("null", String::from(path))), "{body}");
        }
        for body in [
            r#"{"after":null,"customer":{"email":null},"billing":{"city":null}}"#,
            r#"{"amount":0,"flag":false,"list":[1,1,2.5,-1]}"#,
            "{",
            "",
        ] {
            assert_eq!(refused(body), None, "{body}");
        }
    }

    #[test]
    fn refuses_what_stands_there_twice() {
        let cases = [
            (r#"{"uses":["a","b","a"]}"#, "uses"),
            (r#"{"uses":["a","\u0061"]}"#, "uses"),
            (r#"{"a":1,"a":2}"#, "a"),
            (r#"{"a":{"b":1,"\u0062":1}}"#, "a.b"),
            (r#"{"after":null,"after":"x"}"#, "after"),
        ];
        for (body, path) in cases {
            let expected = Some(("repeated", String::from(path)));
            assert_eq!(refused(body), expected, "{body}");
        }
        assert_eq!(refused(r#"{"uses":["a","b"],"b":"a","c":"a"}"#), None);
    }
}
