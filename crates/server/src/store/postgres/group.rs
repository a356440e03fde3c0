//! Runs transactions together until their end is known: again where another server was in
//! their way, and asks what became of them where the answer to their commit was lost.

use std::thread;
use std::time::{Duration, Instant};

use crate::metrics::store::StoreMetrics;
use crate::store::error::StoreError;
use crate::store::postgres::connection::{LockWait, Manner, PostgresConnection, Ticket};
use crate::store::postgres::failure::Trouble;
use crate::store::postgres::lane::PooledConnection;
use crate::store::queued::QueuedTransaction;
use crate::store::tx::Tx;

/// How often a group is run again at most.
const TRIES: u32 = 100;
/// How long it is found out what became of a commit.
const FINDING_OUT: Duration = Duration::from_secs(10);
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(50);

pub(super) type Group = Vec<Box<dyn QueuedTransaction>>;

/// How a try ended.
enum Ended {
    /// What was written stands, or nothing was written by the only one, which failed.
    Known,
    /// With nothing written: for which one's sake, by its place, if that is known.
    Undone(Trouble, Option<usize>),
    /// Nobody knows how: the commit of this one was not answered.
    Lost(Ticket),
}

/// Runs transactions that wait, one after the other, and commits them together.
///
/// They stand in each other's way never, as long as one connection runs them; those of
/// another server, where the database says so. Where one of them fails after it has
/// written, or is refused a statement, each is run alone; where others are in their way
/// again, half of them at a time.
///
/// Returns those that need what a transaction of another server holds, which may stand
/// still: nothing of them is written, and they are to be run again.
pub(super) fn run_together(
    lane: &mut PooledConnection,
    mut group: Group,
    mut lock_wait: LockWait,
) -> Group {
    let (mut manner, mut why) = (Manner::Writing, StoreError::Busy);
    let (mut blocked, metrics) = (Group::new(), lane.metrics.clone());
    for tries in 0..TRIES {
        group = without_overdue(group, &why);
        if group.is_empty() {
            return blocked;
        }
        let connection = match begin(lane, &group, manner, lock_wait) {
            Ok(begun) => begun,
            Err(error @ StoreError::Database(_)) => {
                answer(group, &Err(error));
                return blocked;
            }
            Err(error) => {
                why = error;
                thread::sleep(BETWEEN_QUESTIONS);
                continue;
            }
        };
        group.retain(|one| one.begin());
        if group.is_empty() {
            // Else it is gone with its connection, which the next to begin finds out.
            connection.roll_back();
            return blocked;
        }
        let mut ended = once(connection, &mut group, lock_wait, &metrics);
        if let Ended::Lost(ticket) = ended {
            ended = found_out(lane, ticket);
        }
        let (trouble, at) = match ended {
            Ended::Undone(trouble, at) => (trouble, at),
            Ended::Known => {
                answer(group, &Ok(()));
                return blocked;
            }
            Ended::Lost(_) => {
                answer(group, &Err(StoreError::Unknown));
                return blocked;
            }
        };
        for one in &group {
            one.undo();
        }
        let most = match trouble {
            Trouble::Lost => {
                lane.disconnect();
                why = StoreError::Unreachable("its connections break".into());
                group.len()
            }
            Trouble::Refused => {
                manner = Manner::Careful;
                1
            }
            Trouble::Blocked => {
                why = StoreError::Busy;
                lock_wait = LockWait::Short;
                // The others go on without it.
                blocked.extend(at.map(|at| group.remove(at)));
                continue;
            }
            Trouble::Conflict => {
                why = StoreError::Busy;
                // The shorter a transaction is, the fewer are in its way.
                if tries > 0 {
                    group.len().div_ceil(2)
                } else {
                    group.len()
                }
            }
        };
        if most < group.len() {
            blocked.extend(run_in_parts(lane, group, most, lock_wait));
            return blocked;
        }
        thread::sleep(pause(lane, tries));
    }
    answer(group, &Err(why));
    blocked
}

/// Runs so many at a time, in their order; returns those that are to be run again.
fn run_in_parts(
    lane: &mut PooledConnection,
    mut group: Group,
    most: usize,
    lock_wait: LockWait,
) -> Group {
    let mut blocked = Group::new();
    while !group.is_empty() {
        let rest = group.split_off(most.min(group.len()));
        blocked.extend(run_together(lane, group, lock_wait));
        group = rest;
    }
    blocked
}

fn answer(group: Group, committed: &Result<(), StoreError>) {
    for one in group {
        one.answer(committed.clone());
    }
}

/// Refuses those whose time is over before anything can be tried: nothing of them is
/// written. Each is told why, a moment before its caller ceases to wait.
fn without_overdue(group: Group, why: &StoreError) -> Group {
    let soon = Instant::now() + BETWEEN_QUESTIONS;
    let (present, overdue): (Group, Group) = group.into_iter().partition(|one| one.until() > soon);
    answer(overdue, &Err(why.clone()));
    present
}

/// Begins on a connection, made anew if there is none that works. Nothing has been asked of
/// the database before, so that this is tried again whatever fails it, until the time of one
/// of them is over.
fn begin<'l>(
    lane: &'l mut PooledConnection,
    group: &Group,
    manner: Manner,
    lock_wait: LockWait,
) -> Result<&'l PostgresConnection, StoreError> {
    let until = group.iter().map(|one| one.until()).min();
    loop {
        let begun = lane.connection();
        match begun.and_then(|connection| connection.begin_writing(manner, lock_wait)) {
            // The same connection again, for the borrow's sake.
            Ok(()) => return lane.connection(),
            Err(error) => {
                lane.disconnect();
                let next = Instant::now() + 2 * BETWEEN_QUESTIONS;
                let is_over = until.is_none_or(|until| next >= until);
                if is_over || matches!(error, StoreError::Database(_)) {
                    return Err(error);
                }
                thread::sleep(BETWEEN_QUESTIONS);
            }
        }
    }
}

/// Runs the transactions once.
fn once(
    connection: &PostgresConnection,
    group: &mut Group,
    lock_wait: LockWait,
    metrics: &StoreMetrics,
) -> Ended {
    let is_alone = group.len() == 1;
    let is_watched = lock_wait == LockWait::Short;
    for (at, one) in group.iter_mut().enumerate() {
        connection.has_written.set(false);
        connection.kept.forget();
        let stays = one.run(&Tx::on(connection));
        if !stays || is_watched {
            connection.catch_up();
        }
        if let Some(trouble) = connection.trouble() {
            // What it returned may rest on a statement that was not carried out.
            let is_this_one = is_alone || is_watched;
            return undone(connection, trouble, is_this_one.then_some(at));
        }
        if !stays && is_alone {
            // Else it is gone with its connection, which the next to begin finds out.
            connection.roll_back();
            return Ended::Known;
        }
        if !stays && connection.has_written.get() {
            return undone(connection, Trouble::Refused, None);
        }
    }
    let Ok(ticket) = connection.ticket() else {
        // Why is told where it is begun with care.
        let trouble = connection.trouble().unwrap_or(Trouble::Refused);
        return undone(connection, trouble, None);
    };
    let began = Instant::now();
    let committed = connection.commit();
    metrics.commit_took(began.elapsed());
    match committed {
        Ok(()) => Ended::Known,
        Err(Some(trouble)) => undone(connection, trouble, is_alone.then_some(0)),
        Err(None) => Ended::Lost(ticket),
    }
}

fn undone(connection: &PostgresConnection, trouble: Trouble, at: Option<usize>) -> Ended {
    let is_of_use = connection.roll_back();
    Ended::Undone(if is_of_use { trouble } else { Trouble::Lost }, at)
}

/// Finds out what became of a commit that was not answered.
fn found_out(lane: &mut PooledConnection, ticket: Ticket) -> Ended {
    let until = Instant::now() + FINDING_OUT;
    lane.disconnect();
    while Instant::now() < until {
        let status = lane.connection().and_then(|asked| asked.status(&ticket));
        match status.as_ref().map(Option::as_deref) {
            Ok(Some("committed")) => return Ended::Known,
            Ok(Some("aborted")) => return Ended::Undone(Trouble::Conflict, None),
            Ok(Some("in progress")) => {}
            Ok(Some(_) | None) => break,
            Err(_) => lane.disconnect(),
        }
        thread::sleep(BETWEEN_QUESTIONS);
    }
    tracing::error!("the answer to a commit was lost, and nobody can tell what became of it");
    Ended::Lost(ticket)
}

/// Returns how long to wait before the next try: longer each time, and not as long as
/// any other connection does.
pub(super) fn pause(lane: &PooledConnection, tries: u32) -> Duration {
    let most = 1_u64 << tries.min(6);
    let number = lane.number();
    let spread = u64::from(
        number
            .wrapping_mul(2_654_435_761)
            .wrapping_add(tries.wrapping_mul(40_503)),
    ) >> 7;
    Duration::from_micros(most * 500 + spread % (most * 1_000))
}
