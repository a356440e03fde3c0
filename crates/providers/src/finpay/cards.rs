//! The list of a customer's stored cards.
//!
//! The page "Retrieve Stored Card" is in no public copy: neither its address
//! nor its answer is documented. The merchant is told the address; the answer
//! is read by what any form of it must hold, an object with a token and a mask.

use oneclick_rules::{Brand, CustomerId, Expiry, LastFour};

use super::response::{Said, Verdict};
use super::words::Refusal;
use crate::bin_brand::brand_of_bin;
use crate::json::Json;
use crate::{CardFace, HttpResponse, LearnedCard, NotReadable, Secret};

/// By what names a token and a masked number go; the first is documented (card
/// object; status call), the others are assumed.
const TOKENS: [&str; 2] = ["token", "cardToken"];
const MASKS: [&str; 4] = ["mask", "cardMask", "maskedCard", "number"];
/// By what names the end of a card goes; assumed.
const EXPIRIES: [&str; 3] = ["expiry", "expiryDate", "expired"];

/// What Finpay calls the brands: `info.brand` of the status call, whose words
/// are those of a Mastercard gateway (by inference).
const BRANDS: &[(&str, Brand)] = &[
    ("visa", Brand::Visa),
    ("mastercard", Brand::Mastercard),
    ("amex", Brand::AmericanExpress),
    ("american express", Brand::AmericanExpress),
    ("american_express", Brand::AmericanExpress),
    ("maestro", Brand::Maestro),
    ("discover", Brand::Discover),
    ("diners", Brand::DinersClub),
    ("diners_club", Brand::DinersClub),
    ("jcb", Brand::Jcb),
    ("unionpay", Brand::UnionPay),
    ("cup", Brand::UnionPay),
];

/// Every card of the customer, each token once.
pub(super) fn read(
    customer: &CustomerId,
    response: &HttpResponse<'_>,
) -> Result<Vec<LearnedCard>, NotReadable> {
    let said = Said::read(response).map_err(NotReadable)?;
    match said.verdict() {
        Verdict::Success => {}
        Verdict::Refused(Refusal::NotThere) => return Ok(Vec::new()),
        Verdict::Refused(_) | Verdict::Unclear => return Err(said.not_readable("no cards")),
    }
    let Some(data) = said.data() else {
        return Ok(Vec::new());
    };
    let mut cards = Vec::new();
    collect(data, customer, &mut cards).map_err(|()| said.not_readable("another customer's"))?;
    if cards.is_empty() && !lists_nothing(data) {
        return Err(said.not_readable("no token and mask in it"));
    }
    Ok(cards)
}

/// Every object with a token and a mask, however deep. Fails where a customer
/// is named who is not ours: nobody is shown another's card.
fn collect(json: &Json, customer: &CustomerId, into: &mut Vec<LearnedCard>) -> Result<(), ()> {
    if names_another(json, customer) {
        return Err(());
    }
    if let Json::List(items) = json {
        return items
            .iter()
            .try_for_each(|item| collect(item, customer, into));
    }
    if let Json::Object(members) = json {
        into.extend(card(json).filter(|card| !has(into, card)));
        return members
            .values()
            .try_for_each(|member| collect(member, customer, into));
    }
    Ok(())
}

fn has(cards: &[LearnedCard], card: &LearnedCard) -> bool {
    cards.iter().any(|known| known.token == card.token)
}

fn names_another(json: &Json, customer: &CustomerId) -> bool {
    let named = json
        .object("customer")
        .and_then(|customer| customer.text("id"))
        .or_else(|| json.text("customerId"));
    named.is_some_and(|named| named != customer.as_str())
}

fn card(json: &Json) -> Option<LearnedCard> {
    let token = TOKENS.iter().find_map(|name| json.text(name))?;
    let face = face(json);
    face.last_four.as_ref()?;
    Some(LearnedCard {
        token: Secret::new(String::from(token)),
        face,
        initial_transaction: None,
    })
}

/// Whether the list is there and empty.
fn lists_nothing(data: &Json) -> bool {
    let empty = |member: &Json| matches!(member, Json::List(items) if items.is_empty());
    matches!(data, Json::Object(members) if members.values().any(empty))
}

/// What may be shown of a card: its mask, `512345xxxxxx0008`, and what stands
/// in it or in its `info`; the brand by the first digits where none is named.
pub(super) fn face(card: &Json) -> CardFace {
    let info = card.object("info");
    let brand = card
        .text("brand")
        .or_else(|| info.and_then(|info| info.text("brand")));
    let expiry = EXPIRIES.iter().find_map(|name| {
        let inside = info.and_then(|info| info.member(name));
        card.member(name).or(inside).and_then(expiry)
    });
    let mask = MASKS.iter().find_map(|name| card.text(name));
    CardFace {
        brand: brand.map(named).or_else(|| mask.and_then(brand_of_bin)),
        last_four: mask.and_then(last_four),
        expiry,
    }
}

/// The brand of that name.
fn named(name: &str) -> Brand {
    let same = |(word, _): &&(&str, Brand)| word.eq_ignore_ascii_case(name);
    BRANDS
        .iter()
        .find(same)
        .map_or(Brand::Unknown, |(_, brand)| *brand)
}

/// The digits at the end of a mask. A whole number of a card is no mask.
fn last_four(mask: &str) -> Option<LastFour> {
    let hidden = |byte: u8| matches!(byte, b'x' | b'X' | b'*');
    let (_, end) = mask.split_at_checked(mask.len().checked_sub(4)?)?;
    mask.bytes()
        .any(hidden)
        .then(|| LastFour::parse(end).ok())?
}

/// The end of a card: `{"month":"5","year":"39"}`, `05/39`, `05/2039` or
/// `2039-05`. Four digits alone may be either way round, and are not read.
fn expiry(json: &Json) -> Option<Expiry> {
    let number = |text: &str| {
        let digits =
            (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (month, year) = if let Json::Text(text) = json {
        let (month, year) = match text.split_once('/') {
            Some(pair) => pair,
            None => text.split_once('-').map(|(year, month)| (month, year))?,
        };
        (number(month)?, number(year)?)
    } else {
        let number = |name| u16::try_from(json.whole(name)?).ok();
        (number("month")?, number("year")?)
    };
    let year = match year {
        0..=99 => 2_000 + year,
        _ => year,
    };
    Expiry::new(u8::try_from(month).ok()?, year).ok()
}
