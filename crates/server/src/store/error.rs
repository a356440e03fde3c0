//! Errors of the store.

/// Says why the store did not do what it was asked to.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A constraint of the database that a row be unique, or be there.
    #[error("the store holds such a row already: {0}")]
    Unique(String),
    /// Another process holds the write lock.
    #[error("the database is locked by another process")]
    Locked,
    /// Other transactions were in the way of this one for too long.
    #[error("the database is busy with other transactions")]
    Busy,
    /// The database cannot be reached. Nothing was written.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The connection broke at the commit: what the transaction wrote may be written.
    #[error("the answer to a commit was lost: it is not known whether it was written")]
    Unknown,
    /// The disk is full or cannot be read or written, or the file is gone or broken.
    #[error("the database's disk does not work: {0}")]
    Disk(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// A row that was there is gone.
    #[error("the store holds no such row")]
    Missing,
    /// A column holds a value of another form than it was written in.
    #[error("the store's column {0} holds what was never written there")]
    Corrupt(&'static str),
    /// A value cannot be written.
    #[error("a value cannot be written to the store: {0}")]
    Unwritable(String),
    /// Any other fault of the database: ours, or its file's.
    #[error("the database: {0}")]
    Database(String),
}

/// Holds the store's answer or why there is none.
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// Returns what the caller of a transaction is told that has panicked.
    pub(super) fn interrupted() -> Self {
        Self::Database("a transaction was interrupted by a fault of its own".into())
    }

    /// Tells whether a unique index refused the row.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique(_))
    }

    /// Tells whether the same request may succeed later without anybody's help.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Locked | Self::Busy | Self::Unreachable(_) | Self::Disk(_) | Self::Closed
        )
    }
}
