//! Ids: opaque, one type each, told apart by their prefix.

use crate::ErrorCode;
use crate::words::checked_text;

macro_rules! id {
    ($(#[$outer:meta])* $name:ident, $prefix:literal, $pattern:literal) => {
        $(#[$outer])*
        #[doc = concat!("\n\n`", $prefix, "` and 22 to 64 of `A–Z a–z 0–9 _ -`.")]
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(pattern = $pattern))]
        pub struct $name(String);

        impl $name {
            /// What every such id begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Reads an id.
            ///
            /// # Errors
            /// [`ErrorCode::IdFormat`] for another prefix, length or alphabet.
            pub fn parse(text: &str) -> Result<Self, ErrorCode> {
                match text.strip_prefix($prefix) {
                    Some(rest) if is_opaque(rest) => Ok(Self(String::from(text))),
                    _ => Err(ErrorCode::IdFormat),
                }
            }

            /// Takes an id as an endpoint told it, in whatever form: 1 to 128
            /// printable ASCII characters, none of them a space. A merchant's
            /// own endpoint names things in its own way.
            pub fn from_wire(text: &str) -> Option<Self> {
                let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
                let fits = (1..=128).contains(&text.len());
                (printable && fits).then(|| Self(String::from(text)))
            }
        }

        checked_text!($name);
    };
}

id!(
    /// A checkout session. Opens nothing: the browser's key is the client token.
    SessionId, "cs_", "^cs_[A-Za-z0-9_-]{22,64}$"
);
id!(
    /// An attempt to pay, and the payment that it became.
    PaymentId, "pay_", "^pay_[A-Za-z0-9_-]{22,64}$"
);
id!(
    /// A stored card. Means something only inside its customer's session.
    CardId, "card_", "^card_[A-Za-z0-9_-]{22,64}$"
);

fn is_opaque(text: &str) -> bool {
    (22..=64).contains(&text.len()) && text.bytes().all(is_url_safe)
}

/// The alphabet of base64url, which needs no escape in a URL, in JSON or in HTML.
pub(crate) fn is_url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
