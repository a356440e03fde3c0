//! A value that the browser parsed, read with care.

use js_sys::Reflect;
use oneclick_rules::wire::Json;
use wasm_bindgen::prelude::*;

/// A value that the browser parsed.
pub(super) struct Parsed(pub(super) JsValue);

impl Json for Parsed {
    fn member(&self, name: &str) -> Option<Self> {
        member(&self.0, name).map(Self)
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn whole(&self) -> Option<u64> {
        whole(&self.0)
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        let list: &js_sys::Array = self.0.dyn_ref()?;
        Some(list.iter().map(Self).collect())
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "checked right here: a whole number below 2^53 is the same in both types"
)]
fn whole(value: &JsValue) -> Option<u64> {
    const END: f64 = 9_007_199_254_740_992.0;
    let number = value.as_f64()?;
    let is_whole = (0.0..END).contains(&number) && number.trunc() == number;
    is_whole.then_some(number as u64)
}

/// The member `name` of an object; `None` where it is absent or null.
pub fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    // Not what is an instance of `Object`: parsed values have no prototype, for a
    // page's could have members.
    let value = object
        .is_object()
        .then(|| Reflect::get(object, &JsValue::from_str(name)));
    let value = value?.ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}
