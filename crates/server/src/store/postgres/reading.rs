//! Runs a function that reads one state of the database.

use std::thread;
use std::time::{Duration, Instant};

use crate::store::error::StoreError;
use crate::store::postgres::failure::Trouble;
use crate::store::postgres::lane::PooledConnection;
use crate::store::tx::Tx;

const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Runs it, again on another connection where one has broken. Whoever was queued for too
/// long is refused at once: else each would wait for a connection of its own to fail.
pub(super) fn read<T, E: From<StoreError>>(
    lane: &mut PooledConnection,
    until: Instant,
    read: impl FnOnce(&Tx<'_>) -> Result<T, E> + Clone,
) -> Result<T, E> {
    if Instant::now() >= until {
        return Err(StoreError::Busy.into());
    }
    loop {
        let failed = match lane.connection() {
            Ok(connection) => {
                connection.begin_reading();
                let answer = Tx::on(connection).caught(read.clone());
                if connection.trouble() != Some(Trouble::Lost) {
                    return answer;
                }
                answer
            }
            Err(error @ StoreError::Database(_)) => return Err(error.into()),
            Err(error) => Err(error.into()),
        };
        lane.disconnect();
        if Instant::now() + BETWEEN_TRIES >= until {
            return failed;
        }
        thread::sleep(BETWEEN_TRIES);
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::Arc;

    use super::*;
    use crate::store::postgres::connection::LockWait;
    use crate::store::postgres::group::run_together;
    use crate::store::postgres::target::PostgresTarget;
    use crate::store::queued::queued;

    #[tokio::test]
    async fn who_was_queued_for_too_long_is_refused_without_a_connection() {
        // Nobody listens there.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let url = format!("postgres://oneclick@{}/oneclick", address.unwrap());
        let target = Arc::new(PostgresTarget::parse(&url, None).unwrap());
        let mut lane = PooledConnection::to(&target);
        let answer = read(&mut lane, Instant::now(), |_| Ok::<_, StoreError>(()));
        assert!(matches!(answer, Err(StoreError::Busy)));
        let (waiting, answer) = queued(&lane.metrics, Instant::now(), |_| Ok::<_, StoreError>(()));
        run_together(&mut lane, vec![waiting], LockWait::Usual);
        assert!(matches!(answer.wait().await, Err(StoreError::Busy)));
    }
}
