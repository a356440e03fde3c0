//! A reader of bytes from outside, by its name.

use core::fmt;

type ReadBytes = dyn Fn(&[u8]) + Send + Sync;

/// A reader of bytes from outside: it may refuse them, and never panics, hangs, takes memory
/// out of proportion or says what the bytes do not say.
pub struct ByteReader {
    name: String,
    read: Box<ReadBytes>,
}

impl ByteReader {
    pub(crate) fn new(
        name: impl Into<String>,
        read: impl Fn(&[u8]) + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            read: Box::new(read),
        }
    }

    /// Gives its name, which its file of seeds has too.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the bytes.
    ///
    /// # Panics
    /// If a rule of the reader is broken.
    pub fn read(&self, bytes: &[u8]) {
        (self.read)(bytes);
    }
}

impl fmt::Debug for ByteReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ByteReader({})", self.name)
    }
}
