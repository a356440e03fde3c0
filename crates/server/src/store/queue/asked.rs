//! Whom the work of a queue asks.

/// Says which provider the work of a queue asks.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) enum QueueProvider {
    /// The row's own, as an expression.
    Of(&'static str),
    /// The same for every row.
    One(&'static str),
}

impl QueueProvider {
    /// Returns its name as an expression, empty where there is none.
    pub(super) fn name(self) -> String {
        match self {
            Self::Of(expression) => format!("COALESCE({expression}, '')"),
            // PostgreSQL groups by no bare constant.
            Self::One(name) => format!("COALESCE('{name}', '')"),
        }
    }
}
