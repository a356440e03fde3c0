//! What the description shows of webhooks that the merchant was not told.

use crate::http::example::Example;
use crate::http::merchant::webhooks::{ManyView, WebhookView, WebhooksView};
use crate::model::example::{self, PAID_AT};
use crate::model::webhook::WebhookState;

impl Example for WebhookView {
    fn example() -> Option<Self> {
        let payment = example::payment_id()?;
        Some(Self {
            id: format!("wh_{payment}_1"),
            kind: String::from("payment.succeeded"),
            subject: payment.to_string(),
            sequence: 1,
            state: WebhookState::Parked.as_str(),
            created_at: PAID_AT,
            tries: 21,
            last_tried_at: Some(PAID_AT + 259_200),
            last_failure: Some(String::from("status 500")),
        })
    }
}

impl Example for WebhooksView {
    fn example() -> Option<Self> {
        Some(Self {
            webhooks: vec![WebhookView::example()?],
            has_more: false,
        })
    }
}

impl Example for ManyView {
    fn example() -> Option<Self> {
        Some(Self {
            redelivered: 3,
            after: None,
        })
    }
}
