//! What the page does to the session meanwhile.

/// Says what the page did to the session since it was asked for.
///
/// A session that was taken away stays so: nothing sets the same one again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SessionUpdate {
    /// Nothing.
    #[default]
    Unchanged,
    /// It was set again: what was asked before may be old.
    SetAgain,
    /// It was taken away: a payment under way is all that may still be shown.
    Withdrawn,
}

impl SessionUpdate {
    /// Notes that it was set again, unless it was taken away; returns whether it was not.
    pub fn set_again(&mut self) -> bool {
        let is_there = *self != Self::Withdrawn;
        if is_there {
            *self = Self::SetAgain;
        }
        is_there
    }

    /// Notes that what is asked from here on is as new as what the page has set.
    pub fn is_read(&mut self) {
        if *self == Self::SetAgain {
            *self = Self::Unchanged;
        }
    }
}
