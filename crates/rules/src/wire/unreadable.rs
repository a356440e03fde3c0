//! Why a message cannot be read.

use core::fmt;

use serde::de::{Error, Expected, Unexpected};

/// A message that is not of the documented form: the member that is wrong and
/// the rule that it breaks.
///
/// In a box: every reader hands it on, and moves no more than a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(Box<BrokenMember>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct BrokenMember {
    /// The member, with its way through the message: `cards[0].last_four`.
    member: String,
    /// The rule: `is missing`, `must be …`.
    rule: String,
}

impl Unreadable {
    #[inline(never)]
    pub(super) fn new(rule: &str) -> Self {
        Self(Box::new(BrokenMember {
            member: String::new(),
            rule: String::from(rule),
        }))
    }

    /// Tells the same from the object or the list around it.
    #[inline(never)]
    pub(super) fn within(mut self, outer: &str) -> Self {
        let member = &mut self.0.member;
        let has_dot = !member.is_empty() && !member.starts_with('[');
        let between = if has_dot { "." } else { "" };
        *member = [outer, between, member].concat();
        self
    }

    /// Says what is wrong and what would be right.
    ///
    /// By hand and not by `write!`, whose machinery the widget does without.
    pub fn in_words(&self) -> String {
        ["`", &self.0.member, "` ", &self.0.rule].concat()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words())
    }
}

impl std::error::Error for Unreadable {}

/// Drops the texts that `serde` would make, and with them what prints numbers of every
/// kind into them: they cost the widget 9 kB. A type of ours says its own rule.
impl Error for Unreadable {
    fn custom<T: fmt::Display>(rule: T) -> Self {
        Self::new(&rule.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("is of another type")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("has another value")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new("has another length")
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("is an unknown word")
    }
}
