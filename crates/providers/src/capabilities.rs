//! What a provider can do: drives the engine, the merchant API and the table
//! in the documentation.

use oneclick_rules::CvcSupport;

use crate::purchase::CardUses;

/// Whether and how a provider does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// By this call, as the provider's documents or its own code show it.
    Documented(&'static str),
    /// By this call, which no document shows: an assumption.
    Assumed(&'static str),
    /// It does not, or nobody outside knows how; says why.
    Absent(&'static str),
}

impl Ability {
    /// Tells whether it can be used.
    pub fn is_there(self) -> bool {
        !matches!(self, Self::Absent(_))
    }
}

/// What a provider can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an answer of its own"
)]
pub struct Capabilities {
    /// Security codes on a charge by token.
    pub cvc: CvcSupport,
    /// A charge of a stored card that the shopper asked for.
    pub charge: Ability,
    /// A charge of a stored card without the shopper.
    pub merchant_charge: Ability,
    /// A payment by a new card that stores the card.
    pub hosted_page: Ability,
    /// Reading a stored card.
    pub retrieve_card: Ability,
    /// Making the provider delete a stored card.
    pub delete_card: Ability,
    /// Looking a payment up by our reference.
    pub look_up: Ability,
    /// Sending the same charge again as transport, within 60 seconds.
    pub resend: Ability,
    /// Capturing the whole of what was authorised.
    pub capture: Ability,
    /// Capturing a part; the rest is given up unless `multiple_captures`.
    pub partial_capture: Ability,
    /// Giving an authorisation back; at some providers also a capture.
    pub cancel: Ability,
    /// Ending a payment that is open on the provider's page.
    pub cancel_open: Ability,
    /// Giving back the whole of what was captured.
    pub refund: Ability,
    /// Giving back a part.
    pub partial_refund: Ability,
    /// Notifications.
    pub notification: Ability,
    /// Disputes and chargebacks.
    pub disputes: Ability,
    /// 3-D Secure and other redirects.
    pub three_d_secure: Ability,

    /// Whether a session may ask to authorise now and capture later.
    pub manual_capture: bool,
    /// Whether one authorisation may be captured in several parts.
    pub multiple_captures: bool,
    /// Whether a card kept for one click cannot also be kept for the merchant's use.
    pub separate_uses: bool,
    /// Whether a refusal of a charge stands only once a look-up does not
    /// contradict it.
    pub confirm_refusals: bool,
    /// Whether a look-up by our reference is a search through everything of a
    /// span of time, so that the provider's id is asked for where it is known.
    pub searches_by_time: bool,
    /// Whether a page ends after the minutes that were asked for, though no
    /// answer says when.
    pub page_ends_as_asked: bool,
    /// How long a look-up by our reference may find nothing although the
    /// charge was booked, seconds.
    pub not_found_after: u64,
}

impl Capabilities {
    /// Tells whether one card can be kept for all of these uses.
    pub fn can_keep(&self, uses: CardUses) -> bool {
        !uses.by_merchant()
            || (self.merchant_charge.is_there() && !(self.separate_uses && uses.one_click))
    }

    /// Gives the abilities by name, in the order of the table in the documentation.
    pub fn table(&self) -> [(&'static str, Ability); 16] {
        [
            ("charge a stored card", self.charge),
            ("charge without the shopper", self.merchant_charge),
            ("hosted page that saves the card", self.hosted_page),
            ("retrieve the stored card", self.retrieve_card),
            ("delete the stored card", self.delete_card),
            ("look up by our reference", self.look_up),
            ("resend as transport", self.resend),
            ("capture", self.capture),
            ("capture a part", self.partial_capture),
            ("cancel", self.cancel),
            ("cancel what is open on its page", self.cancel_open),
            ("refund", self.refund),
            ("refund a part", self.partial_refund),
            ("notification", self.notification),
            ("disputes", self.disputes),
            ("3-D Secure or redirect", self.three_d_secure),
        ]
    }
}

/// Whether the credentials of a provider work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialCheck {
    /// The provider let us in.
    Accepted,
    /// The provider knows us not.
    Refused,
    /// Its answer does not say; in its words, without free text.
    Unclear(String),
}
