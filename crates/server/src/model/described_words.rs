//! Words of the model as the description of the APIs lists them: taken from where they
//! are spelt, so that none is missing.

use oneclick_providers::{Dispute, OperationKind};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};

use crate::model::operation::kind_word;
use crate::model::operation_state::OperationState;
use crate::model::saving::SaveState;
use crate::model::state::State;

/// Describes the state of an attempt.
pub fn attempt_state() -> Schema {
    one_of(State::ALL.iter().map(|state| state.as_str()))
}

/// Describes the state of an operation as the merchant sees it.
pub fn operation_state() -> Schema {
    let mut seen: Vec<_> = OperationState::ALL.map(OperationState::seen).into();
    seen.dedup();
    one_of(seen.into_iter())
}

/// Describes the kind of an operation.
pub fn operation_kind() -> Schema {
    one_of(OperationKind::ALL.map(kind_word).into_iter())
}

/// Describes how far saving a card is.
pub fn save_state() -> Schema {
    one_of(SaveState::ALL.map(SaveState::as_str).into_iter())
}

/// Describes a dispute, where there is one.
pub fn dispute() -> Schema {
    let words = Dispute::ALL.map(Dispute::as_str).map(Some);
    let text_or_null = SchemaType::from_iter([Type::String, Type::Null]);
    let described = ObjectBuilder::new().schema_type(text_or_null);
    let all = words.into_iter().chain([None]);
    described.enum_values(Some(all)).build().into()
}

fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    let described = ObjectBuilder::new().schema_type(Type::String);
    described.enum_values(Some(words)).build().into()
}
