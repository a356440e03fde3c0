//! Members that had another name before: who still sends one is told the present name.

use crate::http::error::Error;

/// The name of before, and what stands in its place.
const NAMES: [(&str, &str); 10] = [
    ("after", "`previous_payment`"),
    ("done", "`succeeded`"),
    ("given_back", "`reversed`"),
    ("keep", "`save`"),
    ("keep_uses", "`save_uses`"),
    ("movement", "`operation`"),
    ("provider_payment", "`provider_payment_id`"),
    ("seen", "`amount` and `currency`"),
    ("surplus", "`duplicate`"),
    ("usual", "`default`"),
];

/// Returns the same error, or one that tells the member's present name.
pub fn renamed(error: Error) -> Error {
    let (Error::Field(field) | Error::Null(field)) = &error else {
        return error;
    };
    let last = field.rsplit('.').next().unwrap_or_default();
    match NAMES.iter().find(|(before, _)| *before == last) {
        Some((_, now)) => Error::Renamed {
            field: field.clone(),
            now,
        },
        None => error,
    }
}
