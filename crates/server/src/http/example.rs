//! What the description of the APIs shows of an answer.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A value of an answer's type, for the description: written by the type itself, so that no
/// example shows what no answer has.
pub trait Example: Serialize + ToSchema + Sized {
    /// Returns it; `None` never, as a test says: what its parts are made of is taken by them.
    fn example() -> Option<Self>;
}

/// An answer as the description shows it.
#[derive(Debug)]
pub struct ShownAnswer {
    /// Its type's name in the description.
    pub name: String,
    /// Its body.
    pub body: Value,
}

/// Writes the example of a type; null if there is none.
pub fn shown<T: Example>() -> ShownAnswer {
    let body = T::example().and_then(|example| serde_json::to_value(example).ok());
    ShownAnswer {
        name: T::name().into_owned(),
        body: body.unwrap_or_default(),
    }
}
