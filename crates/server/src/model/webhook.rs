//! A webhook: what the merchant is told of one change, and how far telling it has come.

pub(crate) mod body;
pub(crate) mod told;

/// What the merchant is told of one change.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its id, the same at every try.
    pub id: String,
    /// The id of the payment or of the card that it is about.
    pub subject: String,
    /// Its number among those of its subject, from 1.
    pub sequence: i64,
    /// What happened, such as `payment.succeeded`.
    pub kind: String,
    /// The bytes that are sent.
    pub body: String,
    /// How far telling it has come.
    pub state: WebhookState,
    /// When it was written, Unix milliseconds.
    pub created_at: i64,
    /// How often it was sent without success, since it was last redelivered.
    pub tries: i64,
    /// When it was first sent since, Unix milliseconds.
    pub first_tried_at: Option<i64>,
    /// When it was last sent, Unix milliseconds.
    pub last_tried_at: Option<i64>,
    /// Why that failed.
    pub last_failure: Option<String>,
    /// The `traceparent` of the request that made it, if one did.
    pub trace_parent: Option<String>,
}

/// Says how far a webhook has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum WebhookState {
    /// It is to be sent, once those before it are done.
    Pending,
    /// The merchant has taken it.
    Delivered,
    /// It was tried for as long as anything is: a person decides.
    Parked,
    /// A person decided that it is not sent.
    Skipped,
}

impl WebhookState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Delivered, Self::Parked, Self::Skipped];

    /// Returns it as the store and the API spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
            Self::Skipped => "skipped",
        }
    }

    /// Reads that spelling.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The webhooks of one payment or card, in their order.
#[derive(Clone, Debug)]
pub struct WebhookLine {
    /// The id of the payment or of the card.
    pub subject: String,
    /// Up to which one they are delivered or skipped.
    pub done: i64,
}
