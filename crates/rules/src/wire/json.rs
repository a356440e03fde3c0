//! A JSON value, whoever parsed it.

/// A parsed JSON value: `serde_json`'s on the host, the browser's in the widget.
pub trait Json: Sized {
    /// The member `name` of an object; `None` where it is absent or null.
    fn member(&self, name: &str) -> Option<Self>;
    /// The value as text.
    fn text(&self) -> Option<String>;
    /// The value as a whole number from 0 to 2^53 − 1.
    fn whole(&self) -> Option<u64>;
    /// The value as a flag.
    fn flag(&self) -> Option<bool>;
    /// The value as a list.
    fn items(&self) -> Option<Vec<Self>>;
}

impl Json for serde_json::Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(String::from)
    }

    fn whole(&self) -> Option<u64> {
        self.as_u64().filter(|number| *number < 1 << 53)
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}
