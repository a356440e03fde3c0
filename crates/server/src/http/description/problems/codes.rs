//! Which codes a call may be answered with.

/// Codes that any call may be answered with.
pub const ANY: &[&str] = &[
    "request.http",
    "request.header_repeated",
    "request.slow",
    "request.head_too_large",
    "request.expectation",
    "server.error",
    "server.unavailable",
];
/// Codes of a call with a body.
pub const OF_BODY: &[&str] = &[
    "request.json",
    "request.field",
    "request.too_large",
    "request.media_type",
    "request.encoding",
];
/// Codes of a call with a variable part in its path.
pub const OF_PATH: &[&str] = &["route.unknown"];
/// Codes of a call that reads its query.
pub const OF_QUERY: &[&str] = &["request.field"];
/// Codes of a call that takes an idempotency key.
pub const OF_KEY: &[&str] = &[
    "idempotency_key.missing",
    "idempotency_key.format",
    "idempotency_key.placeholder",
    "idempotency_key.reused",
    "payment.running",
];
/// Codes of a call of the merchant API.
pub const OF_SECRET_KEY: &[&str] = &["secret_key.missing", "secret_key.unknown"];
/// Codes of a call of the checkout API.
pub const OF_CLIENT_TOKEN: &[&str] = &["token.missing", "token.unknown", "origin.refused"];

/// Rules of a security code.
pub const OF_CVC: &[&str] = &[
    "cvc.missing",
    "cvc.length",
    "cvc.digits",
    "cvc.not_accepted",
];
/// Why a card cannot pay.
pub const OF_USABLE_CARD: &[&str] = &[
    "card.expired",
    "card.locked",
    "card.cvc_attempts",
    "card.use",
    "card.provider",
];
/// What a provider, or this server, takes of a purchase.
pub const OF_PURCHASE: &[&str] = &[
    "amount.not_positive",
    "amount.too_large",
    "amount.not_representable",
    "currency.unknown",
    "currency.unsupported",
    "order.format",
    "order.placeholder",
    "customer.id.length",
    "customer.id.placeholder",
    "customer.missing",
    "customer.phone",
    "address.country",
    "capture.unsupported",
    "provider.unknown",
    "text.length",
    "text.characters",
];
const OF_SESSION: &[&str] = &[
    "customer.email",
    "customer.name",
    "language.format",
    "return_url.origin",
    "session.lifetime",
    "card.use",
    "order.customer",
    "order.held",
];
/// What is wrong with a card to import.
pub const OF_IMPORT: &[&str] = &[
    "card.brand",
    "card.last_four",
    "card.expiry",
    "card.token",
    "card.unreadable",
    "card.initial_transaction",
    "card.initial_transaction.format",
    "card.initial_transaction.unsupported",
];
const OF_CUSTOMER_ID: &[&str] = &["customer.id.length", "customer.id.placeholder"];
const OF_OPERATION: &[&str] = &[
    "payment.unknown",
    "payment.busy",
    "payment.state",
    "operation.amount",
    "operation.unsupported",
    "amount.not_representable",
    "capture.unsupported",
    "id.format",
    "text.length",
    "text.characters",
    "provider.unknown",
    "provider.unreadable",
    "server.recovering",
];
const OF_SHOPPERS_CARD: &[&str] = &[
    "card.unknown",
    "card.deleted",
    "session.expired",
    "session.superseded",
    "session.unknown",
    "server.recovering",
    "attempts.too_many",
];
const OF_DECISION: &[&str] = &["text.length", "text.characters"];

/// Codes of a call's own, by its operation id.
pub const OF_CALL: &[(&str, &[&[&str]])] = &[
    ("health", &[]),
    ("health_live", &[]),
    ("health_ready", &[&["server.recovering"]]),
    (
        "checkout_read",
        &[&[
            "session.expired",
            "session.superseded",
            "session.unknown",
            "server.recovering",
        ]],
    ),
    (
        "checkout_pay",
        &[
            OF_CVC,
            OF_USABLE_CARD,
            OF_PURCHASE,
            &[
                "session.expired",
                "session.superseded",
                "payment.unknown",
                "payment.stale",
            ],
            &["amount.changed", "card.unknown", "card.consent"],
            &[
                "attempts.too_many",
                "provider.unreadable",
                "server.recovering",
            ],
        ],
    ),
    (
        "checkout_cancel",
        &[&[
            "payment.unknown",
            "payment.stale",
            "session.expired",
            "attempts.too_many",
            "operation.unsupported",
            "provider.unreadable",
        ]],
    ),
    (
        "checkout_extend",
        &[&["session.expired", "session.unknown"]],
    ),
    ("checkout_remove_card", &[OF_SHOPPERS_CARD]),
    ("checkout_restore_card", &[OF_SHOPPERS_CARD]),
    (
        "checkout_make_card_default",
        &[OF_SHOPPERS_CARD, OF_USABLE_CARD],
    ),
    ("open_session", &[OF_PURCHASE, OF_SESSION]),
    ("show_session", &[&["session.unknown"]]),
    (
        "change_session",
        &[
            OF_PURCHASE,
            &[
                "session.unknown",
                "session.superseded",
                "order.held",
                "card.use",
            ],
        ],
    ),
    (
        "charge_card",
        &[
            OF_PURCHASE,
            OF_USABLE_CARD,
            &[
                "payment.unknown",
                "card.unknown",
                "order.customer",
                "order.held",
            ],
            &["operation.unsupported", "server.recovering"],
        ],
    ),
    ("show_payment", &[&["payment.unknown"]]),
    (
        "resolve_payment",
        &[
            OF_DECISION,
            &["payment.unknown", "payment.not_in_review", "review.unclear"],
        ],
    ),
    ("capture_payment", &[OF_OPERATION]),
    ("cancel_payment", &[OF_OPERATION]),
    ("refund_payment", &[OF_OPERATION]),
    ("list_providers", &[]),
    ("list_webhooks", &[&["webhook.unknown"]]),
    (
        "redeliver_webhook",
        &[OF_DECISION, &["webhook.unknown", "webhook.state"]],
    ),
    (
        "skip_webhook",
        &[OF_DECISION, &["webhook.unknown", "webhook.state"]],
    ),
    ("redeliver_webhooks", &[OF_DECISION, &["webhook.unknown"]]),
    (
        "import_card",
        &[
            OF_CUSTOMER_ID,
            OF_IMPORT,
            &[
                "card.consent",
                "card.use",
                "card.deleting",
                "provider.unknown",
            ],
            OF_DECISION,
        ],
    ),
    ("list_cards", &[OF_CUSTOMER_ID]),
    (
        "remove_card",
        &[OF_CUSTOMER_ID, &["card.unknown", "card.deleted"]],
    ),
    (
        "restore_card",
        &[OF_CUSTOMER_ID, &["card.unknown", "card.deleted"]],
    ),
    ("unlock_card", &[OF_CUSTOMER_ID, &["card.unknown"]]),
    ("erase_customer", &[OF_CUSTOMER_ID]),
    ("reset_limits", &[OF_CUSTOMER_ID, &["mode.test_only"]]),
];
