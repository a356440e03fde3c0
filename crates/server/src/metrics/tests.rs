use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::metrics::store::PaymentLabels;
use crate::metrics::store::StoreUse;
use crate::model::operation_state::OperationState;
use crate::model::state::State;
use crate::model::webhook::WebhookState;
use crate::store::levels::{Age, OpenOperations, OpenPayments};

/// The metrics of a server that has done each thing once.
fn used() -> Arc<Metrics> {
    let store = StoreMetrics::default();
    let metrics = Metrics::new(&store, 1_700_000_000);
    store.count_payments(vec![PaymentLabels {
        provider: "finpay".into(),
        state: "declined",
        reason: "insufficient_funds",
    }]);
    store.commit_took(Duration::from_millis(3));
    drop(store.timed(StoreUse::Read));
    let finpay = ProviderName::Finpay;
    metrics.request_ended(finpay, RequestKind::Read, None, 250);
    metrics.charge_answered(finpay, Ok(&Outcome::Captured));
    metrics.looked_up("finpay", LookUpTold::Nothing);
    metrics.webhook_tried(WebhookTried::Delivered);
    metrics.answered("/v1/payments/{id}", &Method::GET, StatusCode::OK, 12);
    metrics.note_breaker(finpay, true);
    metrics.note_levels(Some(StoreLevels {
        is_closed: false,
        payments: vec![OpenPayments {
            provider: "finpay".into(),
            state: State::Unknown,
            age: Age::Hour,
            count: 2,
        }],
        operations: vec![OpenOperations {
            state: OperationState::Pending,
            age: Age::New,
            count: 1,
        }],
        lags: vec![("look-ups", "finpay".into(), 7)],
        webhooks: vec![(WebhookState::Pending, 3)],
        oldest_webhook: 90,
    }));
    Arc::new(metrics)
}

/// Each metric as its documentation's row: name, type, labels, what it says.
fn rows(text: &str) -> Vec<String> {
    let mut about = BTreeMap::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        let mut words = line.splitn(4, ' ');
        let (Some("#"), Some(what), Some(name)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        match what {
            "HELP" => {
                about.insert(name, words.next().unwrap_or_default().trim_end_matches('.'));
            }
            "TYPE" => {
                let kind = words.next().unwrap_or_default();
                let sample = text
                    .lines()
                    .find(|sample| sample.starts_with(name))
                    .unwrap_or_else(|| panic!("{name} has no sample"));
                let labels = sample.split_once('{').map_or("", |(_, rest)| {
                    rest.rsplit_once('}').map_or(rest, |(labels, _)| labels)
                });
                let labels = label_names(labels);
                let full = match kind {
                    "counter" => format!("{name}_total"),
                    "info" => format!("{name}_info"),
                    _ => String::from(name),
                };
                rows.push(format!(
                    "| `{full}` | {kind} | {} | {} |",
                    labels.join(", "),
                    about[name]
                ));
            }
            _ => {}
        }
    }
    rows
}

/// The names of labels, but for the ends of buckets.
fn label_names(labels: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = labels;
    while let Some((name, after)) = rest.split_once("=\"") {
        let name = name.trim_start_matches(',');
        if name != "le" {
            names.push(format!("`{name}`"));
        }
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    names
}

#[test]
fn the_documentation_lists_every_metric_and_no_other() {
    let listed = include_str!("../../../../docs/operations.md");
    let (_, section) = listed.split_once("\n### Every metric\n").unwrap();
    let section = section.split("\n#").next().unwrap();
    let documented: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let shown = rows(&used().text().unwrap());
    assert_eq!(documented, shown, "as it should be:\n{}", shown.join("\n"));
}

#[test]
fn a_server_counts_for_itself_alone_and_forgets_what_the_store_does_not_tell() {
    let (one, other) = (used(), Metrics::new(&StoreMetrics::default(), 0));
    assert!(!other.text().unwrap().contains("finpay"));
    let text = one.text().unwrap();
    for line in [
        "oneclick_payments_total{provider=\"finpay\",state=\"declined\",reason=\"insufficient_funds\"} 1",
        "oneclick_http_request_seconds_sum{route=\"/v1/payments/{id}\",method=\"GET\"} 0.012",
        "oneclick_open_payments{provider=\"finpay\",state=\"unknown\",age=\"1h\"} 2",
        "oneclick_webhook_oldest_pending_seconds 90",
        "oneclick_store_up 1",
        "# EOF",
    ] {
        assert!(text.lines().any(|shown| shown == line), "{line} in {text}");
    }
    one.note_levels(None);
    let text = one.text().unwrap();
    assert!(text.contains("oneclick_store_up 0"), "{text}");
    assert!(!text.contains("oneclick_open_payments{"), "{text}");
}

#[test]
fn a_method_that_nobody_knows_makes_no_series_of_its_own() {
    let metrics = used();
    for method in ["BREW", "WHEN"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        metrics.answered("none", &method, StatusCode::METHOD_NOT_ALLOWED, 1);
    }
    let text = metrics.text().unwrap();
    let line = "oneclick_http_requests_total{route=\"none\",method=\"other\",status=\"405\"} 2";
    assert!(text.lines().any(|shown| shown == line), "{text}");
}

/// The metrics that an expression may name.
fn metrics_of(expressions: &str) -> Vec<&str> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = expressions.split(|c| !is_of_name(c));
    words.filter(|word| word.starts_with("oneclick_")).collect()
}

fn has_series(text: &str, name: &str) -> bool {
    text.lines()
        .any(|line| line.split(['{', ' ']).next() == Some(name))
}

#[test]
fn the_dashboard_shows_every_metric_and_none_that_there_is_not() {
    let dashboard = include_str!("../../../../deploy/grafana/dashboard.json");
    let text = used().text().unwrap();
    let shown = metrics_of(dashboard);
    for name in &shown {
        assert!(has_series(&text, name), "{name}");
    }
    for line in text.lines() {
        let Some(kind) = line.strip_prefix("# TYPE oneclick_") else {
            continue;
        };
        let name = kind.split(' ').next().unwrap();
        let is_shown = |one: &&str| one.starts_with(&format!("oneclick_{name}"));
        assert!(shown.iter().any(is_shown), "{name}");
    }
}

#[test]
fn every_alert_asks_for_metrics_that_there_are_and_says_what_to_do() {
    let alerts = include_str!("../../../../deploy/prometheus/alerts.yml");
    let text = used().text().unwrap();
    let named = metrics_of(alerts);
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        assert!(has_series(&text, name), "{name}");
    }
    let runbook = include_str!("../../../../docs/operations.md");
    for line in alerts.lines() {
        if let Some((_, alert)) = line.split_once("- alert: ") {
            assert!(runbook.contains(&format!("\n| `{alert}` | ")), "{alert}");
        }
    }
}
