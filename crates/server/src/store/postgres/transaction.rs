//! Runs a transaction until its end is known: again where another one was in its way,
//! and asks what became of it where the answer to its commit was lost.

use std::thread;
use std::time::{Duration, Instant};

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::{Manner, PostgresConnection, Ticket};
use crate::store::postgres::failure::Trouble;
use crate::store::postgres::pool::PooledConnection;
use crate::store::tx::Tx;

/// How often a transaction is run again at most.
const TRIES: u32 = 100;
/// How long it is found out what became of a commit.
const FINDING_OUT: Duration = Duration::from_secs(10);
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(50);

/// How a try ended.
enum Ended<T, E> {
    /// With what its caller is told.
    Known(std::result::Result<T, E>),
    /// With nothing written.
    Undone(Trouble),
    /// Nobody knows how: its commit was not answered.
    Lost(Ticket, T),
}

/// Runs a transaction that may write, until `until` at the latest.
pub(super) fn write<T, E: From<StoreError>>(
    lane: &mut PooledConnection,
    until: Instant,
    transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone,
) -> std::result::Result<T, E> {
    let (mut manner, mut why) = (Manner::Writing, StoreError::Busy);
    for tries in 0..TRIES {
        if tries > 0 && Instant::now() >= until {
            break;
        }
        let begun = begin(lane, until, |connection| connection.begin_writing(manner));
        let (connection, ticket) = begun?;
        let mut ended = once(connection, ticket, transaction.clone());
        if let Ended::Lost(ticket, answer) = ended {
            ended = found_out(lane, &ticket, answer);
        }
        match ended {
            Ended::Known(answer) => return answer,
            Ended::Undone(Trouble::Lost) => {
                lane.disconnect();
                why = StoreError::Unreachable("its connections break".into());
            }
            Ended::Undone(Trouble::Refused) => manner = Manner::Careful,
            Ended::Undone(Trouble::Conflict) => why = StoreError::Busy,
            Ended::Lost(..) => return Err(StoreError::Unknown.into()),
        }
        thread::sleep(pause(lane, tries));
    }
    Err(why.into())
}

/// Runs a function that reads one state.
pub(super) fn read<T, E: From<StoreError>>(
    lane: &mut PooledConnection,
    until: Instant,
    read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let (connection, ()) = begin(lane, until, PostgresConnection::begin_reading)?;
    let answer = Tx::on(connection).caught(read);
    let is_lost = connection.trouble.get() == Some(Trouble::Lost);
    if connection.batch("ROLLBACK").is_err() || is_lost {
        lane.disconnect();
    }
    answer
}

/// Begins on a connection that works. Nothing has been asked of the database before, so
/// that this is tried again whatever fails it. Whoever was queued for too long is refused
/// at once: else each would wait for a connection of its own to fail.
fn begin<B>(
    lane: &mut PooledConnection,
    until: Instant,
    how: impl Fn(&PostgresConnection) -> Result<B>,
) -> Result<(&PostgresConnection, B)> {
    if Instant::now() >= until {
        return Err(StoreError::Busy);
    }
    loop {
        match lane.connection().and_then(&how) {
            // The same connection again, for the borrow's sake.
            Ok(begun) => return Ok((lane.connection()?, begun)),
            Err(error @ StoreError::Database(_)) => {
                lane.disconnect();
                return Err(error);
            }
            Err(error) => {
                lane.disconnect();
                if Instant::now() + BETWEEN_QUESTIONS >= until {
                    return Err(error);
                }
                thread::sleep(BETWEEN_QUESTIONS);
            }
        }
    }
}

/// Runs a transaction once.
fn once<T, E: From<StoreError>>(
    connection: &PostgresConnection,
    ticket: Ticket,
    transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
) -> Ended<T, E> {
    let answer = Tx::on(connection).caught(transaction);
    if let Some(trouble) = connection.trouble.get() {
        // What it returned may rest on a statement that was not carried out.
        let rolled_back = connection.batch("ROLLBACK");
        return Ended::Undone(rolled_back.map_or(Trouble::Lost, |()| trouble));
    }
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            // Else it is gone with its connection, which the next to begin finds out.
            let _ = connection.batch("ROLLBACK");
            return Ended::Known(Err(error));
        }
    };
    match connection.commit() {
        Ok(()) => Ended::Known(Ok(answer)),
        Err(Some(trouble)) => Ended::Undone(trouble),
        Err(None) => Ended::Lost(ticket, answer),
    }
}

/// Finds out what became of a commit that was not answered.
fn found_out<T, E>(lane: &mut PooledConnection, ticket: &Ticket, answer: T) -> Ended<T, E> {
    let until = Instant::now() + FINDING_OUT;
    lane.disconnect();
    while Instant::now() < until {
        let status = lane.connection().and_then(|asked| asked.status(ticket));
        match status.as_ref().map(Option::as_deref) {
            Ok(Some("committed")) => return Ended::Known(Ok(answer)),
            Ok(Some("aborted")) => return Ended::Undone(Trouble::Conflict),
            Ok(Some("in progress")) => {}
            Ok(Some(_) | None) => break,
            Err(_) => lane.disconnect(),
        }
        thread::sleep(BETWEEN_QUESTIONS);
    }
    tracing::error!("the answer to a commit was lost, and nobody can tell what became of it");
    Ended::Lost(ticket.clone(), answer)
}

/// Returns how long to wait before the next try: longer each time, and not as long as
/// any other connection does.
fn pause(lane: &PooledConnection, tries: u32) -> Duration {
    let most = 1_u64 << tries.min(6);
    let number = lane.number();
    let spread = u64::from(
        number
            .wrapping_mul(2_654_435_761)
            .wrapping_add(tries.wrapping_mul(40_503)),
    ) >> 7;
    Duration::from_micros(most * 500 + spread % (most * 1_000))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::Arc;

    use super::*;
    use crate::store::postgres::pool::Pool;
    use crate::store::postgres::target::PostgresTarget;

    #[tokio::test]
    async fn who_was_queued_for_too_long_is_refused_without_a_connection() {
        // Nobody listens there.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let url = format!("postgres://oneclick@127.0.0.1:{port}/oneclick?sslmode=disable");
        let target = Arc::new(PostgresTarget::parse(&url, None).unwrap());
        let pool = Pool::start("a-test", 1, &target).unwrap();
        let until = Instant::now();
        let later = until + Duration::from_mins(1);
        let written = pool.run(later, move |lane| {
            write(lane, until, |_| Ok::<_, StoreError>(()))
        });
        assert!(matches!(written.await.unwrap(), Err(StoreError::Busy)));
        let answer = pool.run(later, move |lane| {
            read(lane, until, |_| Ok::<_, StoreError>(()))
        });
        assert!(matches!(answer.await.unwrap(), Err(StoreError::Busy)));
    }
}
