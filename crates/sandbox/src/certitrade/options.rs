//! `OPTIONS`: what each resource can do (reference/concepts.md, OPTIONS).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use serde_json::{Map, Value, json};

use super::answer;

/// A parameter: its name, its type, whether it has to be there.
type Parameter = (&'static str, &'static str, bool);

/// A method of a resource with its parameters.
type Method = (&'static str, &'static [Parameter]);

/// A resource.
pub(super) struct Resource {
    url: &'static str,
    description: &'static str,
    methods: &'static [Method],
}

const PAGING: &[Parameter] = &[
    ("size", "int", false),
    ("offset", "int", false),
    ("order", "string", false),
    ("order_by", "string", false),
];

const STATE: &[Parameter] = &[("state", "string", false)];

pub(super) const PAYMENTS: Resource = Resource {
    url: "/ctpsp/ws/2.0/payment",
    description: "The merchant's payments",
    methods: &[
        (
            "GET",
            &[
                ("merchant", "int", false),
                ("amount", "int", false),
                ("currency", "string", false),
                ("method", "string", false),
                ("reference", "string", false),
                ("state", "string", false),
                ("language", "string", false),
                ("payment_account", "string", false),
                ("size", "int", false),
                ("offset", "int", false),
                ("order", "string", false),
                ("order_by", "string", false),
            ],
        ),
        (
            "POST",
            &[
                ("amount", "int", false),
                ("currency", "string", true),
                ("language", "string", false),
                ("method", "string", true),
                ("reference", "string", false),
                ("description", "string", false),
                ("return_url", "string", false),
                ("callback_url", "string", false),
                ("customer", "array_associative", false),
                ("products", "array", false),
                ("data", "array_associative", false),
                ("message_id", "int", false),
            ],
        ),
    ],
};

pub(super) const PAYMENT: Resource = Resource {
    url: "/ctpsp/ws/2.0/payment/[id]",
    description: "A payment",
    methods: &[
        ("GET", &[]),
        (
            "PUT",
            &[
                ("state", "string", false),
                ("amount", "int", false),
                ("reference", "string", false),
                ("description", "string", false),
            ],
        ),
    ],
};

pub(super) const REFUNDS: Resource = Resource {
    url: "/ctpsp/ws/2.0/payment/[paymentId]/refund",
    description: "A payment's refunds",
    methods: &[
        ("GET", PAGING),
        (
            "POST",
            &[("amount", "int", true), ("message_id", "int", false)],
        ),
    ],
};

pub(super) const REFUND: Resource = Resource {
    url: "/ctpsp/ws/2.0/payment/[paymentId]/refund/[id]",
    description: "A refund",
    methods: &[
        ("GET", &[]),
        (
            "PUT",
            &[("state", "string", false), ("amount", "int", false)],
        ),
    ],
};

pub(super) const ACCOUNTS: Resource = Resource {
    url: "/ctpsp/ws/2.0/payment_account",
    description: "The merchant's payment accounts",
    methods: &[
        (
            "GET",
            &[
                ("merchant", "int", false),
                ("state", "string", false),
                ("type", "string", false),
                ("size", "int", false),
                ("offset", "int", false),
                ("order", "string", false),
                ("order_by", "string", false),
            ],
        ),
        (
            "POST",
            &[
                ("type", "string", true),
                ("payment", "int", false),
                ("message_id", "int", false),
            ],
        ),
    ],
};

pub(super) const ACCOUNT: Resource = Resource {
    url: "/ctpsp/ws/2.0/payment_account/[id]",
    description: "A payment account",
    methods: &[("GET", &[]), ("PUT", STATE)],
};

pub(super) const MERCHANT: Resource = Resource {
    url: "/ctpsp/ws/2.0/merchant/[id]",
    description: "The merchant",
    methods: &[("GET", &[])],
};

/// Adds the resource's `OPTIONS` to its other methods.
pub(super) fn described<S: Clone + Send + Sync + 'static>(
    routes: MethodRouter<S>,
    resource: &'static Resource,
) -> MethodRouter<S> {
    routes.options(move || async move { describe(resource) })
}

fn describe(resource: &Resource) -> Response {
    let mut methods = Map::new();
    for (method, parameters) in resource.methods {
        // Content where there is content.
        let source = if *method == "GET" { "query" } else { "content" };
        let parameters: Map<String, Value> = parameters
            .iter()
            .map(|(name, kind, required)| {
                let required = if *required { "true" } else { "false" };
                let described = json!({
                    "description": name, "type": kind, "required": required, "source": source,
                });
                ((*name).to_owned(), described)
            })
            .collect();
        let described = json!({ "access": ["Merchant"], "parameters": parameters });
        methods.insert((*method).to_owned(), described);
    }
    let allowed: Vec<&str> = resource.methods.iter().map(|(method, _)| *method).collect();
    let body = json!({
        "url": resource.url,
        "description": resource.description,
        "methods": methods,
    });
    let allow = [(header::ALLOW, format!("{},OPTIONS", allowed.join(",")))];
    (allow, answer::hal(StatusCode::OK, body)).into_response()
}
