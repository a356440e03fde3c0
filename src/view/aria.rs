//! Values of ARIA attributes.

/// Returns the spelling of a truth value in ARIA.
pub fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
