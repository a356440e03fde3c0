//! The tables of `cases/`, run natively and, compiled to wasm32, in a browser.

// Clippy takes what stands under it for tests, helpers included.
#[cfg(test)]
mod cases {
    mod cards;
    mod customers;
    mod messages;
    mod money;
    mod table;
    mod texts;

    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
}
