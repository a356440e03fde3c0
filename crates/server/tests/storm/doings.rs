//! What shoppers did and were told, for the end of the world.

use std::sync::Mutex;

use serde_json::Value;

use crate::door::DoorCall;

/// A press of Pay that was made.
#[derive(Clone)]
pub struct MadePress {
    pub token: String,
    pub key: String,
    pub body: Value,
}

/// What the shoppers did and were told.
#[derive(Default)]
pub struct Doings {
    /// Each order's last press, by which it is asked about at the end.
    pub last_presses: Mutex<Vec<(String, MadePress)>>,
    /// Payments of which a shopper was told that nothing was charged.
    pub told_free: Mutex<Vec<String>>,
    /// Customers who paid by a new card that is not to be kept.
    pub unkept: Mutex<Vec<String>>,
    /// How many orders could be paid.
    pub prepared: Mutex<u64>,
}

/// The request of a press.
pub fn post(press: &MadePress) -> DoorCall {
    DoorCall {
        bearer: Some(press.token.clone()),
        key: Some(press.key.clone()),
        body: Some(press.body.clone()),
        ..DoorCall::new("POST", "/checkout/v1")
    }
}
