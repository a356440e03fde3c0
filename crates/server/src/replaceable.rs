//! A value that another takes the place of while the server runs.

use std::sync::{Arc, PoisonError, RwLock};

/// A value that is replaced in one step.
#[derive(Debug)]
pub(crate) struct Replaceable<T: ?Sized>(RwLock<Arc<T>>);

impl<T: ?Sized> Replaceable<T> {
    /// Begins with this one.
    pub(crate) fn new(value: Arc<T>) -> Self {
        Self(RwLock::new(value))
    }

    /// Gives it as it is now: who holds it keeps it, whatever takes its place meanwhile.
    pub(crate) fn now(&self) -> Arc<T> {
        // One pointer is replaced: what a panic left behind is whole.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts in its place what `by` makes of it.
    pub(crate) fn replace(&self, by: impl FnOnce(&T) -> Arc<T>) {
        let mut value = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *value = by(&value);
    }
}
