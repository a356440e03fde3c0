//! Whose cards are shown.

use crate::error_code::noted;
use crate::placeholder::is_nobody;
use crate::plain::is_plain;
use crate::words::checked_text;
use crate::{ErrorCode, Violation};

/// The merchant's id of a customer: 1 to 128 characters, no control
/// characters, nothing that shops send for nobody: such an id would show everybody's cards
/// to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(min_length = 1, max_length = 128)
)]
pub struct CustomerId(String);

impl CustomerId {
    /// Reads an id.
    ///
    /// # Errors
    /// [`ErrorCode::CustomerIdLength`] or [`ErrorCode::CustomerIdPlaceholder`].
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        let known = Self::known(text)?;
        if is_nobody(text) {
            return Err(ErrorCode::CustomerIdPlaceholder);
        }
        if text.chars().any(char::is_control) {
            return Err(ErrorCode::CustomerIdLength);
        }
        Ok(known)
    }

    /// Reads an id that was taken before, by whatever version: what a later one
    /// takes for a placeholder is somebody's all the same.
    ///
    /// # Errors
    /// [`ErrorCode::CustomerIdLength`].
    pub fn known(text: &str) -> Result<Self, ErrorCode> {
        // A control around a word is as good as a space.
        let trimmed = text.trim();
        let length = text.chars().count();
        if trimmed.is_empty() || length > 128 || trimmed.chars().any(char::is_control) {
            return Err(ErrorCode::CustomerIdLength);
        }
        Ok(Self(String::from(text)))
    }
}

checked_text!(CustomerId);

/// A customer as the merchant sent it, every member still to be judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerFields<'a> {
    /// The merchant's id.
    pub id: &'a str,
    /// E-mail address.
    pub email: Option<&'a str>,
    /// Given name.
    pub first_name: Option<&'a str>,
    /// Family name.
    pub last_name: Option<&'a str>,
    /// Phone number, E.164.
    pub phone: Option<&'a str>,
}

/// A customer whose every member was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The merchant's id.
    pub id: CustomerId,
    /// E-mail address.
    pub email: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Phone number, E.164.
    pub phone: Option<String>,
}

impl Customer {
    /// Judges every member; an empty text counts as none.
    ///
    /// # Errors
    /// Every rule that was broken.
    pub fn check(fields: CustomerFields<'_>) -> Result<Self, Vec<Violation>> {
        let mut broken = Vec::new();
        let id = noted(CustomerId::parse(fields.id), "customer.id", &mut broken);
        let mut text = |value: Option<&str>, rule: fn(&str) -> bool, code, field| {
            let value = value.filter(|value| !value.is_empty());
            if value.is_some_and(|value| !rule(value)) {
                broken.push(Violation::new(code, field));
            }
            value.map(String::from)
        };
        let email = text(
            fields.email,
            is_email,
            ErrorCode::CustomerEmail,
            "customer.email",
        );
        let first_name = text(
            fields.first_name,
            is_name,
            ErrorCode::CustomerName,
            "customer.first_name",
        );
        let last_name = text(
            fields.last_name,
            is_name,
            ErrorCode::CustomerName,
            "customer.last_name",
        );
        let phone = text(
            fields.phone,
            is_phone,
            ErrorCode::CustomerPhone,
            "customer.phone",
        );
        match id {
            Some(id) if broken.is_empty() => Ok(Self {
                id,
                email,
                first_name,
                last_name,
                phone,
            }),
            _ => Err(broken),
        }
    }
}

/// Loose on purpose: only the mail server knows; this catches a wrong field.
fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    text.len() <= 254
        && !text.chars().any(char::is_whitespace)
        && is_plain(text)
        && parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= 100 && is_plain(text)
}

fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
