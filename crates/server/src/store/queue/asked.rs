//! Whom the work of a queue asks.

/// Says which provider the work of a queue asks.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) enum QueueProvider {
    /// The one that a column of the row names.
    Column(&'static str),
    /// The same for every row.
    One(&'static str),
}

impl QueueProvider {
    /// Returns the start of a statement that has them as `names`, in their order. Each is
    /// found by one step in the index of provider and time, however many rows it has.
    pub(super) fn names(self, table: &str, due: &str) -> String {
        match self {
            Self::Column(column) => format!(
                "WITH RECURSIVE names (name) AS (
                     SELECT MIN({column}) FROM {table} WHERE {due} IS NOT NULL
                     UNION ALL
                     SELECT (SELECT MIN({column}) FROM {table} WHERE {due} IS NOT NULL AND {column} > names.name)
                     FROM names WHERE names.name IS NOT NULL)"
            ),
            Self::One(name) => format!("WITH names (name) AS (SELECT CAST('{name}' AS TEXT))"),
        }
    }

    /// Returns the condition for a row to be of the provider with this name, an expression.
    pub(super) fn is(self, name: &str) -> String {
        match self {
            Self::Column(column) => format!("{column} = {name}"),
            Self::One(one) => format!("'{one}' = {name}"),
        }
    }
}
