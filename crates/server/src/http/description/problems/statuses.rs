//! The status under which each code stands.

use crate::http::description::problems::codes::{OF_CVC, OF_IMPORT, OF_PURCHASE, OF_USABLE_CARD};

/// Statuses and their codes, as docs/protocol.md lists them.
pub const OF_STATUS: &[(u16, &[&str])] = &[
    (
        400,
        &[
            "request.json",
            "request.field",
            "request.http",
            "request.header_repeated",
        ],
    ),
    (
        400,
        &[
            "idempotency_key.missing",
            "idempotency_key.format",
            "idempotency_key.placeholder",
        ],
    ),
    (401, &["token.missing", "token.unknown", "session.expired"]),
    (
        401,
        &[
            "secret_key.missing",
            "secret_key.unknown",
            "notification.refused",
        ],
    ),
    (403, &["origin.refused", "mode.test_only"]),
    (
        404,
        &[
            "route.unknown",
            "session.unknown",
            "payment.unknown",
            "card.unknown",
            "webhook.unknown",
        ],
    ),
    (405, &["method.refused"]),
    (408, &["request.slow"]),
    (
        409,
        &[
            "amount.changed",
            "payment.stale",
            "payment.running",
            "session.superseded",
        ],
    ),
    (
        409,
        &[
            "order.held",
            "order.customer",
            "payment.busy",
            "payment.state",
        ],
    ),
    (
        409,
        &[
            "payment.not_in_review",
            "webhook.state",
            "card.deleted",
            "card.deleting",
        ],
    ),
    (413, &["request.too_large"]),
    (415, &["request.media_type", "request.encoding"]),
    (417, &["request.expectation"]),
    (
        422,
        &[
            "idempotency_key.reused",
            "request.refused",
            "id.format",
            "review.unclear",
        ],
    ),
    (422, OF_CVC),
    (422, OF_USABLE_CARD),
    (422, OF_PURCHASE),
    (422, OF_IMPORT),
    (
        422,
        &[
            "operation.amount",
            "operation.unsupported",
            "card.consent",
            "return_url.origin",
        ],
    ),
    (
        422,
        &[
            "session.lifetime",
            "language.format",
            "customer.email",
            "customer.name",
        ],
    ),
    (429, &["attempts.too_many"]),
    (431, &["request.head_too_large"]),
    (500, &["server.error"]),
    (502, &["provider.unreadable"]),
    (503, &["server.unavailable", "server.recovering"]),
];

/// Returns the status of a code; 0 for one that no list has.
pub fn status(code: &str) -> u16 {
    let found = OF_STATUS.iter().find(|(_, codes)| codes.contains(&code));
    found.map_or(0, |(status, _)| *status)
}
