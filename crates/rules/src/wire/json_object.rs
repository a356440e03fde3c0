//! Writes an object in JSON, member by member.

use zeroize::Zeroizing;

use crate::decimal_digits;

/// An object that is being written, in memory that is wiped when it is dropped.
pub(super) struct JsonObject(Zeroizing<String>);

impl JsonObject {
    /// Begins it, in a buffer that is large enough at once for ids of the longest form that
    /// each need an escape: growing would leave a copy behind.
    pub fn begin() -> Self {
        let mut out = Zeroizing::new(String::with_capacity(1024));
        out.push('{');
        Self(out)
    }

    /// Writes a member that is a text; null where there is none.
    #[inline(never)]
    pub fn text(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            Some(text) => self.quoted(text),
            None => self.0.push_str("null"),
        }
    }

    /// Writes a member that is a whole number.
    pub fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        self.0.push_str(&decimal_digits(number, 1));
    }

    /// Begins a member that is an object: what follows is in it.
    pub fn begin_object(&mut self, name: &str) {
        self.name(name);
        self.0.push('{');
    }

    /// Ends the object that was begun last.
    pub fn end_object(&mut self) {
        self.0.push('}');
    }

    /// Ends it; returns all that was written.
    pub fn end(mut self) -> Zeroizing<String> {
        self.end_object();
        self.0
    }

    fn name(&mut self, name: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.quoted(name);
        self.0.push(':');
    }

    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for character in text.chars() {
            if character < ' ' {
                let low = character < '\u{10}';
                self.0.push_str(if low { "\\u000" } else { "\\u001" });
                let digit = char::from_digit(u32::from(character) & 15, 16);
                self.0.extend(digit);
            } else {
                if matches!(character, '"' | '\\') {
                    self.0.push('\\');
                }
                self.0.push(character);
            }
        }
        self.0.push('"');
    }
}
