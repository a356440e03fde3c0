//! Tells how an order's attempts stand.

use oneclick_rules::OrderReference;

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::store::{self, Tx, attempts};

/// The order's attempts as they stand.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The one that holds the order.
    pub holder: Option<Attempt>,
    /// The newest one.
    pub newest: Option<Attempt>,
}

impl Standing {
    /// Says how these attempts stand: an order's, the newest first.
    pub(crate) fn of(all: &[Attempt]) -> Self {
        let first = |matches: fn(State) -> bool| {
            let found = all.iter().find(|attempt| matches(attempt.state));
            found.cloned()
        };
        Self {
            holder: first(State::holds),
            newest: first(|state| state != State::Duplicate),
        }
    }

    /// Returns what the shopper is shown: what holds the order, else what came last.
    pub fn shown(&self) -> Option<&Attempt> {
        self.holder.as_ref().or(self.newest.as_ref())
    }
}

/// Returns the order's attempts as they stand.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn standing(tx: &Tx<'_>, order: &OrderReference) -> store::Result<Standing> {
    Ok(Standing::of(&attempts::of_order(tx, order)?))
}
