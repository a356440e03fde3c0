//! Notifications of a provider.

use core::fmt;

/// A notification as it came.
#[derive(Clone, Copy)]
pub struct IncomingNotification<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The media type as sent.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl fmt::Debug for IncomingNotification<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({} bytes)", self.body.len())
    }
}

/// What a notification is about. It carries no truth: it makes us look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What changed.
    pub about: NotificationSubject,
    /// Our reference of the payment, where the body has it.
    pub reference: Option<String>,
    /// The provider's id of the payment, where the body has it: a hint.
    pub provider_payment_id: Option<String>,
    /// Whether a signature or credentials proved who sent it.
    pub proven: bool,
    /// In the provider's words, never its free text.
    pub detail: String,
}

/// What a notification says has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationSubject {
    /// A payment.
    Payment,
    /// A refund of a payment.
    Refund,
    /// A dispute over a payment.
    Dispute,
    /// Something that concerns no payment.
    Other,
}

/// A notification that is not the provider's, or that nobody can read. Says
/// which of its parts is wrong, never what it held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAuthentic(pub &'static str);

impl fmt::Display for NotAuthentic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the notification is refused: {}", self.0)
    }
}

impl std::error::Error for NotAuthentic {}

/// What a provider takes for "received".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The status code.
    pub status: u16,
    /// The media type of the body, where there is one.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: &'static str,
}
