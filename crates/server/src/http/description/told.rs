//! The webhooks that a merchant's backend receives.

use serde_json::{Value, json};

use crate::http::description::examples::webhooks::body_of;
use crate::http::description::place::at;
use crate::model::webhook::body::webhook_schemas;

/// Each type, when it is told, and the members of `data` that are there.
pub const TYPES: &[(&str, &str, &[&str])] = &[
    (
        "payment.succeeded",
        "The order is paid: authorised or captured.",
        PAYMENT,
    ),
    (
        "payment.captured",
        "What was authorised is captured.",
        PAYMENT,
    ),
    (
        "payment.declined",
        "The bank or the provider said no.",
        PAYMENT,
    ),
    ("payment.failed", "The provider did not take it.", PAYMENT),
    ("payment.expired", "The shopper did not finish.", PAYMENT),
    (
        "payment.cancelled",
        "All of it was given back before the capture.",
        PAYMENT,
    ),
    (
        "payment.refunded",
        "All of it was given back after the capture.",
        PAYMENT,
    ),
    (
        "payment.needs_review",
        "A person has to find out what became of it.",
        PAYMENT,
    ),
    (
        "payment.resolved",
        "A person has; another webhook says what it is now.",
        RESOLUTION,
    ),
    (
        "payment.duplicate_charge",
        "Money was found beyond the order's one charge.",
        PAYMENT,
    ),
    ("payment.duplicate_reversed", "That money is back.", PAYMENT),
    (
        "payment.duplicate_needs_review",
        "It could not be given back by itself.",
        PAYMENT,
    ),
    (
        "payment.duplicate_kept",
        "A person decided that the merchant keeps it.",
        PAYMENT,
    ),
    (
        "dispute.opened",
        "The shopper's bank asks for the money back.",
        PAYMENT,
    ),
    ("dispute.won", "The merchant keeps the money.", PAYMENT),
    (
        "dispute.lost",
        "The merchant does not keep the money.",
        PAYMENT,
    ),
    (
        "dispute.charged_back",
        "The bank has taken the money.",
        PAYMENT,
    ),
    ("capture.succeeded", "A capture is done.", OPERATION),
    ("capture.pending", "The provider does it later.", OPERATION),
    ("capture.declined", "The provider said no.", OPERATION),
    ("capture.failed", "The provider did not take it.", OPERATION),
    (
        "capture.needs_review",
        "A person has to find out whether it was done.",
        OPERATION,
    ),
    ("cancel.succeeded", "A cancel is done.", OPERATION),
    ("cancel.pending", "The provider does it later.", OPERATION),
    ("cancel.declined", "The provider said no.", OPERATION),
    ("cancel.failed", "The provider did not take it.", OPERATION),
    (
        "cancel.needs_review",
        "A person has to find out whether it was done.",
        OPERATION,
    ),
    ("refund.succeeded", "A refund is done.", OPERATION),
    ("refund.pending", "The provider does it later.", OPERATION),
    ("refund.declined", "The provider said no.", OPERATION),
    ("refund.failed", "The provider did not take it.", OPERATION),
    (
        "refund.needs_review",
        "A person has to find out whether it was done.",
        OPERATION,
    ),
    ("card.saved", "A new card was saved.", CARD),
    ("card.removed", "The card pays nothing from now on.", CARD),
    ("card.restored", "The card was brought back.", CARD),
    ("card.deleted", "The card is gone for good.", CARD),
];

const PAYMENT: &[&str] = &["payment"];
const RESOLUTION: &[&str] = &["payment", "resolution"];
const OPERATION: &[&str] = &["payment", "operation"];
const CARD: &[&str] = &["card"];

/// Describes the webhooks.
pub fn add(document: &mut Value) {
    let schemas = at(document, &["components", "schemas"]);
    for (name, schema) in webhook_schemas() {
        *at(schemas, &[&name]) = json!(schema);
    }
    for (kind, meaning, members) in TYPES {
        *at(document, &["webhooks", kind, "post"]) = webhook(kind, meaning, members);
    }
}

fn webhook(kind: &str, meaning: &str, members: &[&str]) -> Value {
    let header = |name: &str, text: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": text,
            "schema": { "type": "string" },
        })
    };
    json!({
        "operationId": format!("told_{}", kind.replace('.', "_")),
        "tags": ["Webhooks"],
        "summary": meaning,
        "security": [],
        "parameters": [
            header("webhook-id", "The webhook's id, the same at every try: take each once."),
            header("webhook-timestamp", "When this try was sent, Unix seconds."),
            header(
                "webhook-signature",
                "`v1,` and the base64 of an HMAC with SHA-256 over `id.timestamp.body`; two with a space between while the key changes.",
            ),
            {
                "name": "traceparent", "in": "header", "schema": { "type": "string" },
                "description": "The trace of the request that made the webhook, if it came with one (W3C Trace Context).",
            },
        ],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": {
                "allOf": [{ "$ref": "#/components/schemas/WebhookBody" }],
                "properties": {
                    "type": { "const": kind },
                    "data": { "required": members },
                },
            },
            "example": body_of(kind),
        } } },
        "responses": {
            "2XX": { "description": "It is taken; anything else is sent again." },
        },
    })
}
