//! Errors of the store that may pass by themselves.

/// Whether the store may take the same later: it is locked, full, closing or
/// out of connections.
pub(super) fn passes(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Database(error) = error {
        // The low byte of an extended code of SQLite is its class:
        // 5 busy, 6 locked, 10 input or output, 13 full.
        let code = error.code().and_then(|code| code.parse::<u32>().ok());
        return matches!(code.map(|code| code % 256), Some(5 | 6 | 10 | 13));
    }
    matches!(
        error,
        sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
    )
}
