//! Places in a description, by the names of the members that lead there.

use serde_json::{Map, Value, json};

/// Returns the place, with the objects on the way to it made where they are missing.
pub fn at<'a>(value: &'a mut Value, path: &[&str]) -> &'a mut Value {
    path.iter().fold(value, |above, name| {
        if !above.is_object() {
            *above = Value::Object(Map::new());
        }
        let Value::Object(members) = above else {
            return above;
        };
        members.entry(String::from(*name)).or_insert(Value::Null)
    })
}

/// Returns every operation of a description.
pub fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = at(document, &["paths"])
        .as_object_mut()
        .into_iter()
        .flatten();
    let operations = items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten());
    operations.map(|(_, operation)| operation)
}

/// Refers to an example that stands once.
pub fn example(name: &str) -> Value {
    json!({ "$ref": format!("#/components/examples/{name}") })
}
