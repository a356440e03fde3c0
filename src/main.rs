//! The program that the script starts: it hands over the widget's exports.

// A `main` would bring what the standard library does before and after it.
#![cfg_attr(target_arch = "wasm32", no_main)]

use oneclick_widget as _;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
