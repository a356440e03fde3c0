//! Forms as browsers send them: read strictly, wiped afterwards.

use std::borrow::Cow;

use axum::extract::Request;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use crate::http::app::App;
use crate::http::body::{bytes, check_encoding};
use crate::http::error::Error;

/// The most bytes of a form.
const MOST: usize = 16 * 1024;
/// What browsers announce a form as.
const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of a form, or of an address behind its question mark: each there once, and none
/// that is not known.
#[derive(Debug)]
pub struct NamedFields(Vec<(&'static str, String)>);

impl NamedFields {
    /// Reads the fields of these names. Those that are `left` are somebody else's.
    ///
    /// # Errors
    /// Fails if a field has no name of these, is there twice or is no text.
    pub fn of(
        sent: &[u8],
        known: &[&'static str],
        left: impl Fn(&str) -> bool,
    ) -> Result<Self, Error> {
        let mut named: Vec<(&str, String)> = Vec::with_capacity(known.len());
        for (name, value) in pairs(sent).filter(|(name, _)| !left(name)) {
            let its = known.iter().find(|known| **known == name);
            let name = *its.ok_or_else(|| wrong(&name))?;
            if named.iter().any(|(taken, _)| *taken == name) {
                return Err(Error::Repeated(String::from("the form")));
            }
            let value = decoded(value).ok_or_else(|| wrong(name))?;
            named.push((name, String::clone(&value)));
        }
        Ok(Self(named))
    }

    /// Takes a field that has to be there.
    ///
    /// # Errors
    /// Fails if it is not.
    pub fn take(&mut self, name: &'static str) -> Result<String, Error> {
        let at = self.0.iter().position(|(known, _)| *known == name);
        let at = at.ok_or_else(|| wrong(name))?;
        Ok(self.0.swap_remove(at).1)
    }

    /// Takes a field that may be left out, or be empty.
    pub fn may_take(&mut self, name: &'static str) -> Option<String> {
        self.take(name).ok().filter(|text| !text.is_empty())
    }

    /// Refuses what was not taken.
    ///
    /// # Errors
    /// Fails if there is such a field.
    pub fn finish(self) -> Result<(), Error> {
        self.0.first().map_or(Ok(()), |(name, _)| Err(wrong(name)))
    }
}

/// Reads the form of a request.
///
/// # Errors
/// Fails if it is no form, too large, or slow.
pub async fn receive(app: &App, request: Request) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (parts, body) = request.into_parts();
    check_encoding(&parts.headers)?;
    let media_type = parts.headers.get(CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next());
    if media_type.is_none_or(|media_type| media_type.trim() != FORM) {
        return Err(Error::MediaType);
    }
    bytes(app, body, MOST).await
}

/// Names the field that is wrong.
pub fn wrong(field: &str) -> Error {
    Error::Field(String::from(field))
}

/// Returns the fields of a form, their names decoded and their values as they were sent.
pub fn pairs(sent: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, &[u8])> {
    let fields = sent.split(|byte| *byte == b'&');
    fields.filter(|field| !field.is_empty()).map(|field| {
        let at = field.iter().position(|byte| *byte == b'=');
        let (name, value) = field.split_at(at.unwrap_or(field.len()));
        let name = form_urlencoded::parse(name).next();
        let name = name.map_or(Cow::Borrowed(""), |(name, _)| name);
        (name, value.get(1..).unwrap_or_default())
    })
}

/// Decodes a value: in memory that is wiped, and large enough at once, because growing would
/// leave a copy behind. `None` if it is no text.
pub fn decoded(value: &[u8]) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(value.len()));
    for (place, part) in value.split(|byte| *byte == b'+').enumerate() {
        if place > 0 {
            bytes.push(b' ');
        }
        bytes.extend(percent_decode(part));
    }
    let text = String::from_utf8(core::mem::take(&mut *bytes));
    let text = text.map_err(|error| Zeroizing::new(error.into_bytes()));
    text.ok().map(Zeroizing::new)
}
