//! Addresses as the merchant writes them and the store keeps them: a JSON
//! object of the members that are there.

use std::borrow::Cow;

use oneclick_providers::PostalAddress;
use oneclick_rules::{ErrorCode, Violation, is_plain};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

/// The most characters of a member, whatever its provider takes.
const LONGEST_TEXT: usize = 1000;

/// An address that is read from and written as JSON.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct JsonAddress(#[serde(with = "Members")] pub PostalAddress);

/// A postal address: every member is optional.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(remote = "PostalAddress", deny_unknown_fields)]
struct Members {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line2: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line3: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

// Its members are another crate's, and described by those that read them.
impl PartialSchema for JsonAddress {
    fn schema() -> RefOr<Schema> {
        Members::schema()
    }
}

impl ToSchema for JsonAddress {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Address")
    }
}

/// Says which of a session's addresses it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Where the bill goes.
    Billing,
    /// Where the goods go.
    Shipping,
}

impl JsonAddress {
    /// Returns the country, in capital letters.
    pub fn country(&self) -> Option<String> {
        let country = self.0.country.as_deref().map(str::trim);
        country.map(str::to_ascii_uppercase)
    }

    /// Judges every member; a blank text counts as none, an address without
    /// any member as none. How long a text may be is for its provider to say.
    pub fn check(self, role: Role, broken: &mut Vec<Violation>) -> Option<PostalAddress> {
        let country = self.country();
        let mut address = self.0;
        address.country = country;
        for (text, billing, shipping) in members(&mut address) {
            let field = match role {
                Role::Billing => billing,
                Role::Shipping => shipping,
            };
            if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
                *text = None;
            }
            let Some(text) = text else { continue };
            if let Err(code) = check_line(text) {
                broken.push(Violation::new(code, field));
            } else if billing == COUNTRY && !is_country(text) {
                broken.push(Violation::new(ErrorCode::AddressCountry, field));
            }
        }
        (address != PostalAddress::default()).then_some(address)
    }
}

const COUNTRY: &str = "billing.country";

type Member<'a> = (&'a mut Option<String>, &'static str, &'static str);

fn members(address: &mut PostalAddress) -> [Member<'_>; 9] {
    [
        (&mut address.name, "billing.name", "shipping.name"),
        (&mut address.company, "billing.company", "shipping.company"),
        (&mut address.line1, "billing.line1", "shipping.line1"),
        (&mut address.line2, "billing.line2", "shipping.line2"),
        (&mut address.line3, "billing.line3", "shipping.line3"),
        (
            &mut address.postal_code,
            "billing.postal_code",
            "shipping.postal_code",
        ),
        (&mut address.city, "billing.city", "shipping.city"),
        (&mut address.region, "billing.region", "shipping.region"),
        (&mut address.country, COUNTRY, "shipping.country"),
    ]
}

/// ISO 3166-1 alpha-2 by its form; which of them exist is the provider's to say.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Checks that a text is one line, not endless, and shows what it says.
///
/// # Errors
/// Fails with [`ErrorCode::TextLength`], [`ErrorCode::TextCharacters`].
pub fn check_line(text: &str) -> Result<(), ErrorCode> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(ErrorCode::TextLength);
    }
    if !is_plain(text) {
        return Err(ErrorCode::TextCharacters);
    }
    Ok(())
}

/// The most characters of what a person writes.
const LONGEST_WORDS: usize = 500;

/// Checks what a person writes: something, every line of which shows what it says.
///
/// # Errors
/// Fails with [`ErrorCode::TextLength`], [`ErrorCode::TextCharacters`].
pub fn check_words(text: &str) -> Result<(), ErrorCode> {
    if text.trim().is_empty() || text.chars().count() > LONGEST_WORDS {
        return Err(ErrorCode::TextLength);
    }
    text.lines().try_for_each(check_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<PostalAddress>, Vec<Violation>) {
        let mut broken = Vec::new();
        let address: JsonAddress = serde_json::from_str(text).unwrap();
        let address = address.check(Role::Shipping, &mut broken);
        (address, broken)
    }

    #[test]
    fn keeps_what_is_there_and_names_what_is_wrong() {
        let (address, broken) = read(r#"{"city":"Umeå","line2":"","country":"SE","region":null}"#);
        assert_eq!(broken, []);
        let json = serde_json::to_string(&JsonAddress(address.unwrap())).unwrap();
        assert_eq!(json, r#"{"city":"Umeå","country":"SE"}"#);
        assert_eq!(read(r#"{"name":""}"#), (None, Vec::new()));
        for country in ["se", " Se "] {
            let (address, broken) = read(&format!(r#"{{"country":"{country}"}}"#));
            assert_eq!(
                (address.unwrap().country.as_deref(), broken),
                (Some("SE"), Vec::new())
            );
        }
        assert_eq!(read(r#"{"country":" ","city":" "}"#), (None, Vec::new()));
        for country in ["SWE", "S", "Å1", "Sweden"] {
            let (_, broken) = read(&format!(r#"{{"country":"{country}"}}"#));
            let expected = Violation::new(ErrorCode::AddressCountry, "shipping.country");
            assert_eq!(broken, [expected]);
        }
        for line in ["a\\nb", "a\u{202e}b"] {
            let (_, broken) = read(&format!(r#"{{"line1":"{line}"}}"#));
            let expected = Violation::new(ErrorCode::TextCharacters, "shipping.line1");
            assert_eq!(broken, [expected]);
        }
        let (_, broken) = read(&format!(r#"{{"line1":"{}"}}"#, "a".repeat(1001)));
        assert_eq!(
            broken,
            [Violation::new(ErrorCode::TextLength, "shipping.line1")]
        );
        assert!(serde_json::from_str::<JsonAddress>(r#"{"street":"a"}"#).is_err());
    }
}
