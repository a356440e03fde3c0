//! The vault's keys, as the configuration names them.

pub const OLD: &str =
    r#"vault = { id = "one", key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" }"#;

pub const NEW: &str =
    r#"vault = { id = "two", key = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=" }"#;

/// The new key, and the old one, which only opens.
pub const NEW_AND_OLD: &str = r#"vault = { id = "two", key = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=" }
older_vaults = { one = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" }"#;
