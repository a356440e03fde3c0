//! What Finpay tells of a card, in a payment and in the list of cards.

use oneclick_rules::{Brand, Expiry, LastFour};
use serde::Deserialize;
use serde::de::{MapAccess, value::MapAccessDeserializer};

use crate::bin_brand::brand_of_bin;
use crate::card::{self, CardDetails, digits};
use crate::fields::{Field, FilledText, Lenient, Object, Whole};

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

/// A card. Its token and its mask are documented by the first of their names
/// (card object; status call), the others and the names of its end are assumed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct FinpayCardFields {
    token: Field<FilledText>,
    card_token: Field<FilledText>,
    mask: Field<FilledText>,
    card_mask: Field<FilledText>,
    masked_card: Field<FilledText>,
    number: Field<FilledText>,
    info: Field<Object<InfoFields>>,
    #[serde(flatten)]
    own: InfoFields,
}

/// What stands in a card or in its `info`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct InfoFields {
    brand: Field<FilledText>,
    expiry: Field<CardEnd>,
    expiry_date: Field<CardEnd>,
    expired: Field<CardEnd>,
}

/// The end of a card: `{"month":"5","year":"39"}`, `05/39`, `05/2039` or
/// `2039-05`. Four digits alone may be either way round, and are not read.
#[derive(Debug)]
struct CardEnd(Option<Expiry>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct CardEndFields {
    month: Field<Whole>,
    year: Field<Whole>,
}

impl<'de> Lenient<'de> for CardEnd {
    fn of_text(text: &str) -> Option<Self> {
        let (month, year) = match text.split_once('/') {
            Some(pair) => pair,
            None => text.split_once('-').map(|(year, month)| (month, year))?,
        };
        let end = digits(month, 1, 4).zip(digits(year, 1, 4));
        Some(Self(
            end.and_then(|(month, year)| card::expiry(month, year)),
        ))
    }

    fn of_object<A: MapAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        let end = CardEndFields::deserialize(MapAccessDeserializer::new(from))?;
        let end = end.month.whole().zip(end.year.whole());
        let end = end.and_then(|(month, year)| card::expiry(month, year));
        Ok(Some(Self(end)))
    }
}

impl FinpayCardFields {
    /// Gives the token, if there is one.
    pub(super) fn token(&self) -> Option<&str> {
        self.token.text().or(self.card_token.text())
    }

    fn mask(&self) -> Option<&str> {
        let masks = [&self.mask, &self.card_mask, &self.masked_card, &self.number];
        masks.into_iter().find_map(Field::text)
    }

    /// Tells what may be shown of a card: its mask, `512345xxxxxx0008`, and what stands
    /// in it or in its `info`; the brand by the first digits where none is named.
    pub(super) fn details(&self) -> CardDetails {
        let info = self.info.object();
        let brand = self.own.brand.text();
        let brand = brand.or_else(|| info?.brand.text());
        let mask = self.mask();
        CardDetails {
            brand: brand.map(named).or_else(|| mask.and_then(brand_of_bin)),
            last_four: mask.and_then(last_four),
            expiry: self.expiry(),
        }
    }

    fn expiry(&self) -> Option<Expiry> {
        let names: [fn(&InfoFields) -> &Field<CardEnd>; 3] = [
            |info| &info.expiry,
            |info| &info.expiry_date,
            |info| &info.expired,
        ];
        names.into_iter().find_map(|name| {
            let own = name(&self.own);
            let told = if own.is_there() {
                own
            } else {
                name(self.info.object()?)
            };
            told.get()?.0
        })
    }
}

/// Gives the brand of that name.
fn named(name: &str) -> Brand {
    let same = |(word, _): &&(&str, Brand)| word.eq_ignore_ascii_case(name);
    BRANDS
        .iter()
        .find(same)
        .map_or(Brand::Unknown, |(_, brand)| *brand)
}

/// Gives the digits at the end of a mask. A whole number of a card is no mask.
fn last_four(mask: &str) -> Option<LastFour> {
    let hidden = |byte: u8| matches!(byte, b'x' | b'X' | b'*');
    card::last_four(mask).filter(|_| mask.bytes().any(hidden))
}
