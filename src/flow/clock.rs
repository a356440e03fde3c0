//! The server's clock, as far as a page knows it.

/// Tells the server's time by the local clock, which never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ServerClock {
    /// Seconds from the local clock to the server's.
    ahead: i64,
}

impl ServerClock {
    /// Sets the clock by an answer: it was `now` at the server, and `at` here.
    pub fn set(&mut self, now: i64, at: i64) {
        self.ahead = now.saturating_sub(at);
    }

    /// Returns the server's time when it is `at` here.
    pub fn at(self, at: i64) -> i64 {
        at.saturating_add(self.ahead)
    }
}
