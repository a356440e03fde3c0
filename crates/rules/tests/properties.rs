//! What holds for any value, run natively.
#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
mod properties {
    mod anything;
    mod messages;
    mod money;
}
