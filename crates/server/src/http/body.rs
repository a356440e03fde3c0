//! Request bodies: JSON, at most 16 kB, read strictly, wiped afterwards.

use axum::body::HttpBody as _;
use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use oneclick_providers::Secret;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde_json::error::Category;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::http::app::App;
use crate::http::error::Error;
use crate::http::former::renamed;
use crate::http::shown_path::shown;
use crate::http::strict;

/// The most bytes of a body.
const MOST: usize = 16 * 1024;
/// What some editors and runtimes write before the first character.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Describes what a call takes as its body.
pub trait RequestBody: DeserializeOwned + ToSchema {
    /// The members where null says "none", by their paths (`customer.email`;
    /// `billing.*` for all below). Everywhere else null is refused: it is what
    /// a number gone wrong is written as, and must not stand for a default.
    const NULLABLE: &'static [&'static str];
}

/// A body read as `T`. Unknown members are refused where `T` says so.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: RequestBody> FromRequest<App> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        check_headers(request.headers())?;
        parse(&bytes(app, request.into_body(), MOST).await?).map(Self)
    }
}

/// Refuses a body that is compressed: nobody would know how large it is.
///
/// # Errors
/// Fails with [`Error::Encoded`].
pub fn check_encoding(headers: &HeaderMap) -> Result<(), Error> {
    let plain = |value: &http::HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(CONTENT_ENCODING).iter().all(plain) {
        return Ok(());
    }
    Err(Error::Encoded)
}

fn check_headers(headers: &HeaderMap) -> Result<(), Error> {
    check_encoding(headers)?;
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        return Err(Error::MediaType);
    }
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    match announced {
        Some(length) if length > MOST => Err(Error::TooLarge),
        Some(_) | None => Ok(()),
    }
}

/// Returns the body, at most `most` bytes of it.
///
/// # Errors
/// Fails with [`Error::Slow`], [`Error::TooLarge`].
pub async fn bytes(
    app: &App,
    body: axum::body::Body,
    most: usize,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let reading = read(body, most);
    let within = app.config.http.body_timeout;
    let bytes = app.deployment.environment.timeout(within, reading).await;
    bytes.ok_or(Error::Slow)?
}

/// Collects the body. A security code may be in it: the memory is wiped, and
/// large enough at once, because growing would leave a copy behind.
async fn read(mut body: axum::body::Body, most: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST));
    while let Some(frame) =
        core::future::poll_fn(|task| core::pin::Pin::new(&mut body).poll_frame(task)).await
    {
        // A body that breaks off is as if it had never been JSON.
        let Ok(part) = frame.map_err(|_| Error::Json)?.into_data() else {
            continue;
        };
        if bytes.len() + part.len() > most {
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Keeps the member's name alone of the parser's error, which may quote a value.
fn parse<T: RequestBody>(bytes: &[u8]) -> Result<T, Error> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    strict::check(bytes, T::NULLABLE).map_err(renamed)?;
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let path = error.path().to_string();
        match error.inner().classify() {
            Category::Data => renamed(wrong(path, &error.inner().to_string())),
            Category::Syntax | Category::Eof | Category::Io => Error::Json,
        }
    })?;
    from.end().map_err(|_| Error::Json)?;
    Ok(value)
}

/// Returns what is wrong with the member at the path, and its words where it has some.
fn wrong(path: String, message: &str) -> Error {
    match words(message) {
        Some(words) => Error::Word {
            field: field(path, ""),
            words,
        },
        None => Error::Field(field(path, message)),
    }
}

/// Returns the words that a member may be: serde lists them behind the wrong one, which
/// may hold anything and is not told.
fn words(message: &str) -> Option<String> {
    let (_, listed) = message
        .strip_prefix("unknown variant `")?
        .rsplit_once("`, expected ")?;
    let quoted = |word: &str| format!("`{word}`");
    let mut words: Vec<String> = listed.split('`').skip(1).step_by(2).map(quoted).collect();
    let last = words.pop()?;
    if words.is_empty() {
        return Some(last);
    }
    Some(format!("{} or {last}", words.join(", ")))
}

/// Returns the path to the member that is wrong. Of a member that is missing or there
/// twice, the parser's path ends at its object.
fn field(path: String, message: &str) -> String {
    let named = ["missing field `", "duplicate field `"]
        .into_iter()
        .find_map(|words| message.strip_prefix(words))
        .and_then(|rest| rest.split('`').next());
    let path = if path == "." {
        String::new()
    } else {
        shown(&path)
    };
    match named {
        Some(name) if path.is_empty() => String::from(name),
        Some(name) => format!("{path}.{name}"),
        None if path.is_empty() => String::from("the body"),
        None => path,
    }
}

/// Reads a text that is wiped when it is dropped and never printed.
///
/// # Errors
/// Fails if the value is not a text.
pub fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    struct SecretText;
    impl Visitor<'_> for SecretText {
        type Value = Secret;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E>(self, text: &str) -> Result<Secret, E> {
            Ok(Secret::new(String::from(text)))
        }

        fn visit_string<E>(self, text: String) -> Result<Secret, E> {
            Ok(Secret::new(text))
        }

        // The default answers quote the value.
        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Secret, E> {
            Err(E::custom("not a text"))
        }
    }
    from.deserialize_str(SecretText)
        .map_err(|_| D::Error::custom("not a text"))
}

/// Reads as [`secret`] does, if the member may be absent or null.
///
/// # Errors
/// Fails if the value is not a text.
pub fn maybe_secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    struct Perhaps;
    impl<'de> Visitor<'de> for Perhaps {
        type Value = Option<Secret>;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("a text or null")
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
            secret(from).map(Some)
        }
    }
    from.deserialize_option(Perhaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Message {
        #[expect(dead_code, reason = "only read")]
        card: String,
        shown: Shown,
        #[serde(default, deserialize_with = "maybe_secret")]
        #[schema(value_type = Option<String>)]
        cvc: Option<Secret>,
    }

    #[derive(Debug, serde::Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Shown {
        amount: u64,
    }

    impl RequestBody for Message {
        const NULLABLE: &'static [&'static str] = &["cvc"];
    }

    fn refused(body: &str) -> String {
        let error = parse::<Message>(body.as_bytes()).unwrap_err();
        if let Error::Field(field) | Error::Repeated(field) = error {
            return field;
        }
        error.problem().code.to_owned()
    }

    #[test]
    fn names_the_member_that_is_wrong_and_never_its_value() {
        let cases = [
            (r#"{"shown":{"amount":1}}"#, "card"),
            (r#"{"card":"a"}"#, "shown"),
            (r#"{"card":"a","shown":{}}"#, "shown.amount"),
            (r#"{"card":"a","shown":{"amount":-1}}"#, "shown.amount"),
            (r#"{"card":"a","shown":{"amount":1.5}}"#, "shown.amount"),
            (r#"{"card":"a","shown":{"amount":1,"x":1}}"#, "shown.x"),
            (r#"{"card":1,"shown":{"amount":1}}"#, "card"),
            (r#"{"card":"a","shown":{"amount":1},"cvc":987}"#, "cvc"),
            (r#"{"card":"a","shown":{"amount":1},"other":1}"#, "other"),
            (r#"{"card":"a","card":"b","shown":{"amount":1}}"#, "card"),
            ("[]", "the body"),
            ("\"text\"", "the body"),
            ("", "request.json"),
            ("{", "request.json"),
            (r#"{"card":"a","shown":{"amount":1}} {}"#, "request.json"),
            ("{\"card\":\"\u{1}\"}", "request.json"),
        ];
        for (body, field) in cases {
            assert_eq!(refused(body), field, "{body}");
        }
        assert_eq!(refused("\u{feff}{}"), "card");
        assert_eq!(refused("\u{feff}\u{feff}{}"), "request.json");
    }

    #[test]
    fn reads_a_secret_that_prints_nothing() {
        let body = br#"{"card":"a","shown":{"amount":1},"cvc":"\u0039876"}"#;
        let message: Message = parse(body).unwrap();
        assert_eq!(message.cvc.as_ref().unwrap().expose(), "9876");
        assert_eq!(message.shown.amount, 1);
        assert!(!format!("{message:?}").contains("9876"));
        let without: Message = parse(br#"{"card":"a","shown":{"amount":1},"cvc":null}"#).unwrap();
        assert_eq!(without.cvc, None);
    }
}
