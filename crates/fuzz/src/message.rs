//! Reads the server's messages as the element does.

use core::fmt::Debug;

use oneclick_rules::wire::{CheckoutView, ExtendedView, PaymentView, ProblemView, read};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::byte_reader::ByteReader;

/// Lists the readers of messages.
pub(crate) fn readers() -> Vec<ByteReader> {
    vec![
        ByteReader::new("message_checkout", same::<CheckoutView>),
        ByteReader::new("message_payment", same::<PaymentView>),
        ByteReader::new("message_extended", same::<ExtendedView>),
        ByteReader::new("message_problem", problem),
    ]
}

/// Reads a message, and what is written of it as the same.
fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let Ok(message) = read::<T>(&value) else {
        return;
    };
    let written = serde_json::to_value(&message).expect("a message can be written");
    let again = read::<T>(&written);
    assert!(again.is_ok_and(|again| again == message), "read as another");
}

/// Reads an error: one that cannot be read is none.
fn problem(bytes: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        assert!(
            read::<ProblemView>(&value).is_ok(),
            "an error is never unreadable"
        );
    }
}
