//! The sections of docs/protocol.md that a finding can name.

use core::fmt;

/// A section of docs/protocol.md, named by the anchor of its heading.
///
/// # Examples
///
/// ```
/// use oneclick_conformance::ProtocolSection;
///
/// assert_eq!(ProtocolSection::Pay.to_string(), "[protocol#pay]");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProtocolSection {
    /// Form of requests, ids, keys and errors.
    Common,
    /// The list of calls.
    CheckoutApi,
    /// What the element draws.
    Checkout,
    /// What became of an attempt to pay.
    Payment,
    /// A request to pay.
    Pay,
    /// A request to give up.
    Cancel,
    /// Removing cards and the default card.
    Cards,
    /// When the element asks, and what it takes for proof.
    Asking,
    /// CORS, checks, charges.
    Serving,
    /// What is right in doubt.
    Doubt,
}

impl ProtocolSection {
    /// Every section.
    pub const ALL: [Self; 10] = [
        Self::Common,
        Self::CheckoutApi,
        Self::Checkout,
        Self::Payment,
        Self::Pay,
        Self::Cancel,
        Self::Cards,
        Self::Asking,
        Self::Serving,
        Self::Doubt,
    ];

    /// Returns the anchor of the heading.
    pub const fn anchor(self) -> &'static str {
        match self {
            Self::Common => "common-to-both",
            Self::CheckoutApi => "checkout-api",
            Self::Checkout => "checkout",
            Self::Payment => "payment",
            Self::Pay => "pay",
            Self::Cancel => "cancel",
            Self::Cards => "the-shoppers-cards",
            Self::Asking => "when-the-element-asks",
            Self::Serving => "serving-it-yourself",
            Self::Doubt => "what-is-right-in-doubt",
        }
    }
}

impl fmt::Display for ProtocolSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[protocol#{}]", self.anchor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROTOCOL: &str = include_str!("../../../docs/protocol.md");

    fn anchor_of(heading: &str) -> String {
        let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-');
        let text: String = heading.chars().filter(kept).collect();
        text.trim().to_lowercase().replace(' ', "-")
    }

    #[test]
    fn every_section_is_a_heading_of_the_page() {
        let headings: Vec<String> = PROTOCOL
            .lines()
            .filter(|line| line.starts_with("##"))
            .map(|line| anchor_of(line.trim_start_matches('#')))
            .collect();
        for section in ProtocolSection::ALL {
            let anchor = section.anchor();
            assert!(headings.iter().any(|heading| heading == anchor), "{anchor}");
        }
    }
}
