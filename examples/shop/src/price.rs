//! The price that a developer chose for an order.

use serde::Deserialize;
use serde_json::Value;

use crate::refusal::ShopRefusal;

/// The price in the page's request: the provider's usual one where it is absent.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
pub enum Price {
    /// None was chosen.
    #[default]
    Usual,
    /// A whole number in minor units.
    Minor(i64),
    /// Something else, as it was written.
    Wrong(String),
}

impl From<Value> for Price {
    fn from(value: Value) -> Self {
        value
            .as_i64()
            .map_or_else(|| Self::Wrong(value.to_string()), Self::Minor)
    }
}

impl Price {
    /// The amount in minor units.
    ///
    /// # Errors
    ///
    /// It is no whole number.
    pub fn or(self, usual: i64) -> Result<i64, ShopRefusal> {
        match self {
            Self::Usual => Ok(usual),
            Self::Minor(amount) => Ok(amount),
            Self::Wrong(written) => {
                let detail = format!(
                    "The price must be a whole number in minor units, such as 1290 for 12.90, and not {written}."
                );
                Err(ShopRefusal::bad_request("amount.format", detail))
            }
        }
    }
}
