//! Says in SQL how soon a row may be looked up again.

/// The time of the soonest look-up, Unix milliseconds, where `$1` is now and `$2` the
/// spacing: now, but not closer to the last one. A last look-up that lies ahead is the
/// work of a clock that was set back: it delays nothing.
macro_rules! soonest {
    () => {
        "MAX($1, MIN(COALESCE(looked_up_at, 0), $1) + $2)"
    };
}

pub(crate) use soonest;
