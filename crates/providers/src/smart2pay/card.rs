//! Stored cards: learned, read and forgotten.

use core::fmt::Write as _;

use oneclick_rules::{Brand, Expiry, LastFour};

use super::told::Told;
use crate::json::Json;
use crate::{
    CardFace, Forgotten, HttpResponse, LearnedCard, NotReadable, PaidCard, Secret, StoredCardAnswer,
};

/// The word before the dash of a masked number. `VISA` is documented, the
/// others are assumed; they decide which mark is shown.
const BRANDS: &[(&str, Brand)] = &[
    ("VISA", Brand::Visa),
    ("MASTERCARD", Brand::Mastercard),
    ("AMEX", Brand::AmericanExpress),
    ("AMERICAN EXPRESS", Brand::AmericanExpress),
    ("MAESTRO", Brand::Maestro),
    ("DISCOVER", Brand::Discover),
    ("DINERS", Brand::DinersClub),
    ("DINERS CLUB", Brand::DinersClub),
    ("JCB", Brand::Jcb),
    ("UNIONPAY", Brand::UnionPay),
];

/// Reasons that say that there is no such token: invalid, not available.
const NO_TOKEN: [u64; 2] = [2400, 2401];
/// Beside these: used more often than allowed.
const USED_UP: u64 = 2402;
/// The status of a token that was cancelled.
const CANCELLED: u64 = 3;

/// What a `Card` shows: `{"Number":"VISA-1111","ExpirationMonth":"02",
/// "ExpirationYear":"2021"}`, in older answers `"Ends with 1111"`. The digits
/// are for display alone.
pub(super) fn face(card: &Json) -> CardFace {
    let number = card.text("Number").unwrap_or_default();
    CardFace {
        brand: brand(number),
        last_four: last_four(number),
        expiry: expiry(card),
    }
}

fn brand(number: &str) -> Option<Brand> {
    let (word, _) = number.split_once('-')?;
    let word = word.trim();
    BRANDS
        .iter()
        .find(|(listed, _)| listed.eq_ignore_ascii_case(word))
        .map(|(_, brand)| *brand)
}

/// The four digits at the end.
fn last_four(number: &str) -> Option<LastFour> {
    let (start, _) = number.char_indices().rev().nth(3)?;
    LastFour::parse(number.get(start..)?).ok()
}

/// `^(0?[1-9]|1[0-2])$` of `^(20|)([0-9]{2})$`.
fn expiry(card: &Json) -> Option<Expiry> {
    let year = card.whole("ExpirationYear")?;
    let year = if year < 100 { 2_000 + year } else { year };
    let month = u8::try_from(card.whole("ExpirationMonth")?).ok()?;
    Expiry::new(month, u16::try_from(year).ok()?).ok()
}

/// The token that a payment stored, out of the payment itself: a member of the
/// answer only where the request asked for it.
pub(super) fn read_learned(
    paid: &PaidCard,
    response: &HttpResponse<'_>,
) -> Result<Vec<LearnedCard>, NotReadable> {
    let http = response.status;
    let document =
        Json::of(response).ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    let payment = document
        .object("Payment")
        .filter(|_| http == 200)
        .ok_or_else(|| NotReadable(format!("http {http}")))?;
    let told = Told::read(payment);
    if told.id.as_ref() != Some(&paid.payment) || told.reference() != Some(paid.reference.as_str())
    {
        return Err(NotReadable(String::from("another payment than asked for")));
    }
    let token = payment
        .object("CreditCardToken")
        .and_then(|token| token.text("Value"))
        .filter(|value| !value.trim().is_empty());
    let learned = token.map(|token| LearnedCard {
        token: Secret::new(String::from(token)),
        face: payment.object("Card").map(face).unwrap_or_default(),
        initial_transaction: told.id,
    });
    Ok(learned.into_iter().collect())
}

/// Where a token is: "Get information on a specific card token". What is not
/// a letter, a digit or one of `-._~` is percent-encoded (RFC 3986, section 2.3).
pub(super) fn token_path(token: &Secret) -> Secret {
    let mut path = String::from("/v1/card/token/");
    for byte in token.expose().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    Secret::new(path)
}

/// What the provider says of a token.
pub(super) fn read_card(
    token: &Secret,
    response: &HttpResponse<'_>,
) -> Result<StoredCardAnswer, NotReadable> {
    let http = response.status;
    let details = TokenDetails::read(response)?;
    if details.is_gone(http) || details.has_only(&[USED_UP]) && (400..500).contains(&http) {
        return Ok(StoredCardAnswer {
            usable: false,
            face: details.face,
        });
    }
    if http != 200 {
        return Err(NotReadable(format!("http {http}")));
    }
    if details.value.as_ref() != Some(token) {
        return Err(NotReadable(String::from("another token than asked for")));
    }
    match details.active {
        Some(active) => Ok(StoredCardAnswer {
            usable: active && details.status != Some(CANCELLED),
            face: details.face,
        }),
        None => Err(NotReadable(String::from("not told whether it is active"))),
    }
}

/// What became of cancelling a token: "Cancel a Credit Card Token".
pub(super) fn read_forgotten(response: &HttpResponse<'_>) -> Forgotten {
    let http = response.status;
    let details = match TokenDetails::read(response) {
        Ok(details) => details,
        Err(NotReadable(why)) => return Forgotten::Unknown(why),
    };
    let cancelled =
        http == 200 && (details.active == Some(false) || details.status == Some(CANCELLED));
    if cancelled || details.is_gone(http) {
        return Forgotten::Done;
    }
    Forgotten::Unknown(format!("http {http}"))
}

/// `{"CardAuthentication":{"Card":…,"CreditCardToken":{"Value":…,
/// "Active":"true"},"Status":…}}`, or the generic `{"Message":"…"}`.
struct TokenDetails {
    value: Option<Secret>,
    active: Option<bool>,
    status: Option<u64>,
    codes: Vec<Option<u64>>,
    face: CardFace,
}

impl TokenDetails {
    fn read(response: &HttpResponse<'_>) -> Result<Self, NotReadable> {
        let http = response.status;
        let document =
            Json::of(response).ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
        let Some(details) = document.object("CardAuthentication") else {
            return match document.text("Message") {
                Some(_) if http == 404 => Ok(Self::none()),
                _ => Err(NotReadable(format!("http {http}, no card"))),
            };
        };
        let token = details.object("CreditCardToken");
        let told = Told::read(details);
        let value = token.and_then(|token| token.text("Value"));
        Ok(Self {
            value: value.map(|value| Secret::new(String::from(value))),
            active: token.and_then(|token| token.flag("Active")),
            status: told.status,
            codes: told.codes().collect(),
            face: details.object("Card").map(face).unwrap_or_default(),
        })
    }

    fn none() -> Self {
        Self {
            value: None,
            active: None,
            status: None,
            codes: Vec::new(),
            face: CardFace::default(),
        }
    }

    /// Whether the provider says that it has no such token.
    fn is_gone(&self, http: u16) -> bool {
        http == 404 || (400..500).contains(&http) && self.has_only(&NO_TOKEN)
    }

    fn has_only(&self, codes: &[u64]) -> bool {
        !self.codes.is_empty()
            && self
                .codes
                .iter()
                .all(|code| code.is_some_and(|code| codes.contains(&code)))
    }
}
