//! Cuts background work off a provider that does not answer.
//!
//! It only says how much background work may be *taken*. It never stops a
//! charge, an operation or a look-up that somebody waits for, never ends or
//! changes anything, and is no evidence of money: what it holds back stays due
//! and holds its order. Time is monotonic: a step of the wall clock neither
//! opens nor closes it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::environment::{Clock, Moment};

/// After so many requests in a row without an answer it opens.
const UNANSWERED: u32 = 5;
/// How long an open one waits before it lets one piece of work through,
/// milliseconds.
const PAUSE: i64 = 30_000;

/// The breaker of one provider.
#[derive(Debug)]
pub(crate) struct Breaker {
    provider: String,
    circuit: Mutex<Circuit>,
}

#[derive(Clone, Copy, Debug)]
enum Circuit {
    Closed {
        unanswered: u32,
    },
    Open {
        /// Since it opened or was last tried.
        since: Moment,
        /// Whether a piece of work is trying.
        trying: bool,
    },
}

impl Breaker {
    pub(crate) fn new(provider: &str) -> Self {
        Self {
            provider: String::from(provider),
            circuit: Mutex::new(Circuit::Closed { unanswered: 0 }),
        }
    }

    /// Says how many pieces of background work may be taken where `free` places are.
    pub(crate) fn admits(&self, free: usize, clock: &Clock) -> usize {
        match *self.lock() {
            Circuit::Closed { .. } => free,
            Circuit::Open { since, .. } if clock.monotonic_since(since) >= PAUSE => free.min(1),
            Circuit::Open { .. } => 0,
        }
    }

    /// Tells whether it is open.
    pub(crate) fn is_open(&self) -> bool {
        matches!(*self.lock(), Circuit::Open { .. })
    }

    /// Notes that work begins. The first after the pause is the try, whoever
    /// asked for it: there is one in each pause.
    pub(crate) fn begin(&self, clock: &Clock) {
        let mut circuit = self.lock();
        if let Circuit::Open { since, .. } = *circuit
            && clock.monotonic_since(since) >= PAUSE
        {
            *circuit = Circuit::Open {
                since: clock.moment(),
                trying: true,
            };
            tracing::info!(
                provider = self.provider,
                "the provider is asked whether it answers again"
            );
        }
    }

    /// Notes whether a request was answered, whatever the answer says.
    pub(crate) fn note(&self, answered: bool, clock: &Clock) {
        let mut circuit = self.lock();
        *circuit = match *circuit {
            Circuit::Closed { .. } if answered => Circuit::Closed { unanswered: 0 },
            Circuit::Closed { unanswered } if unanswered + 1 < UNANSWERED => Circuit::Closed {
                unanswered: unanswered + 1,
            },
            Circuit::Closed { .. } => {
                tracing::warn!(
                    provider = self.provider,
                    "the provider does not answer; background work for it pauses"
                );
                Circuit::Open {
                    since: clock.moment(),
                    trying: false,
                }
            }
            Circuit::Open { .. } if answered => {
                tracing::info!(
                    provider = self.provider,
                    "the provider answers again; background work for it goes on"
                );
                Circuit::Closed { unanswered: 0 }
            }
            Circuit::Open { since, trying } => {
                if trying {
                    tracing::info!(
                        provider = self.provider,
                        "the provider still does not answer"
                    );
                }
                Circuit::Open {
                    since,
                    trying: false,
                }
            }
        };
    }

    // Each change is whole: what a panic left behind is as good as before.
    fn lock(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    fn open(clock: &Clock) -> Breaker {
        let breaker = Breaker::new("smart2pay");
        for _ in 0..UNANSWERED {
            assert_eq!(breaker.admits(8, clock), 8);
            breaker.note(false, clock);
        }
        assert_eq!(breaker.admits(8, clock), 0);
        breaker
    }

    #[test]
    fn unanswered_requests_in_a_row_open_it_and_an_answer_between_them_does_not() {
        let clock = Environment::real().clock().clone();
        let breaker = Breaker::new("smart2pay");
        for _ in 0..3 {
            for _ in 1..UNANSWERED {
                breaker.note(false, &clock);
            }
            breaker.note(true, &clock);
        }
        assert_eq!(breaker.admits(8, &clock), 8);
        open(&clock);
    }

    #[test]
    fn it_lets_one_through_in_each_pause_whoever_asked_for_it() {
        let clock = Environment::real().clock().clone();
        let breaker = open(&clock);
        breaker.begin(&clock);
        assert_eq!(breaker.admits(8, &clock), 0, "before the pause is over");
        for _ in 0..3 {
            clock.advance(PAUSE);
            assert_eq!(breaker.admits(8, &clock), 1);
            assert_eq!(breaker.admits(0, &clock), 0);
            breaker.begin(&clock);
            assert_eq!(breaker.admits(8, &clock), 0, "while one tries");
            breaker.note(false, &clock);
            assert_eq!(breaker.admits(8, &clock), 0, "after one has tried");
        }
        breaker.note(true, &clock);
        assert_eq!(breaker.admits(8, &clock), 8);
    }

    #[test]
    fn a_try_that_asked_nothing_does_not_keep_it_open_for_ever() {
        let clock = Environment::real().clock().clone();
        let breaker = open(&clock);
        clock.advance(PAUSE);
        breaker.begin(&clock);
        clock.advance(PAUSE);
        assert_eq!(breaker.admits(8, &clock), 1);
    }

    #[test]
    fn a_step_of_the_wall_clock_neither_shortens_nor_lengthens_the_pause() {
        let clock = Environment::real().clock().clone();
        let breaker = open(&clock);
        clock.step(100 * PAUSE);
        assert_eq!(breaker.admits(8, &clock), 0);
        clock.step(-200 * PAUSE);
        clock.advance(PAUSE);
        assert_eq!(breaker.admits(8, &clock), 1);
    }
}
