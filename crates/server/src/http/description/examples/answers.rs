//! A body for each answer that is a success and has one.

use oneclick_rules::wire::{CheckoutView, ExtendedView, PaymentView};
use serde_json::Value;

use crate::http::description::place::{at, example, operations};
use crate::http::example::{ShownAnswer, shown};
use crate::http::health::HealthView;
use crate::http::merchant;

/// Adds the example of its type to every answer's body.
pub fn add(document: &mut Value) {
    let of_element = [
        shown::<CheckoutView>(),
        shown::<PaymentView>(),
        shown::<ExtendedView>(),
        shown::<HealthView>(),
    ];
    for ShownAnswer { name, body } in of_element.into_iter().chain(merchant::answers()) {
        *at(document, &["components", "examples", &name, "value"]) = body;
    }
    for operation in operations(document) {
        let responses = at(operation, &["responses"]).as_object_mut();
        for (_, response) in responses.into_iter().flatten() {
            let Some(body) = response.pointer_mut("/content/application~1json") else {
                continue;
            };
            let named = body.pointer("/schema/$ref").and_then(Value::as_str);
            let name = named.and_then(|path| path.rsplit('/').next());
            if let Some(name) = name.map(String::from) {
                *at(body, &["examples", &name]) = example(&name);
            }
        }
    }
}
