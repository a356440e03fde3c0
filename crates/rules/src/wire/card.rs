//! A stored card, read.

use serde::{Deserialize, Deserializer};

use super::member::{Checked, OneOf};
use crate::{Brand, CardId, CardUse, CvcPolicy, Expiry, LastFour, StoredCard, Unusable};

#[derive(Deserialize)]
struct CardMessage {
    cvc: OneOf<CvcPolicy>,
    unusable: Option<OneOf<Unusable>>,
    id: Checked<CardId>,
    brand: OneOf<Brand>,
    last_four: Checked<LastFour>,
    expiry: Option<Checked<Expiry>>,
    default: bool,
    cvc_blocked_until: Option<i64>,
    uses: Option<Vec<OneOf<CardUse>>>,
}

/// An unknown brand is [`Brand::Unknown`]; a card whose `cvc` or `unusable` is unknown
/// cannot pay here; an unknown use is left out.
impl From<CardMessage> for StoredCard {
    fn from(from: CardMessage) -> Self {
        let cvc = from.cvc.0;
        let unusable = from
            .unusable
            .map(|word| word.0.unwrap_or(Unusable::Provider));
        let uses = from.uses.unwrap_or_default().into_iter();
        Self {
            id: from.id.0,
            brand: from.brand.0.unwrap_or(Brand::Unknown),
            last_four: from.last_four.0,
            expiry: from.expiry.map(|expiry| expiry.0),
            default: from.default,
            cvc: cvc.unwrap_or(CvcPolicy::Never),
            cvc_blocked_until: from.cvc_blocked_until,
            unusable: unusable.or_else(|| cvc.is_none().then_some(Unusable::Provider)),
            uses: uses.filter_map(|word| word.0).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for StoredCard {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        CardMessage::deserialize(from).map(Self::from)
    }
}
