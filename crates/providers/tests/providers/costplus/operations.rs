//! The balance and operations: requests compared whole, answers by table.

use oneclick_providers::{
    AttemptReference, Balance, HttpRequest, ListedRefund, OperationKind, OperationOutcome,
    OperationRequest, Outcome, Provider as _, ProviderPayment, RefundState,
};
use oneclick_rules::{Amount, ErrorCode};
use serde_json::{Value, json};

use super::words::{ORDER, TRANSACTION, body, content_type, http, provider};
use crate::attempt::{NOW, amount, reference};
use crate::reads::Reads as _;
use crate::wire::{response, shown, table};

fn before() -> Balance {
    Balance {
        outcome: Outcome::Authorised,
        authorised: Some(amount(995, "EUR")),
        captured: None,
        refunded: None,
        refunds: Vec::new(),
        transaction: Some(String::from(TRANSACTION)),
    }
}

/// What `then` makes of a movement of so many cents.
pub(super) fn moving<T>(
    kind: OperationKind,
    minor: u64,
    then: impl FnOnce(&mut OperationRequest) -> T,
) -> T {
    moving_after(&before(), None, kind, minor, then)
}

fn moving_after<T>(
    before: &Balance,
    description: Option<&str>,
    kind: OperationKind,
    minor: u64,
    then: impl FnOnce(&mut OperationRequest) -> T,
) -> T {
    let ours = AttemptReference::parse("zyxwvutsrqponmlkjihgfedcba").unwrap();
    let reference = reference();
    let mut movement = OperationRequest {
        kind,
        payment: ProviderPayment {
            id: String::from(ORDER),
            reference: reference.clone(),
            amount: amount(995, "EUR"),
            now: NOW,
        },
        reference: ours.clone(),
        amount: amount(minor, "EUR"),
        before: before.clone(),
        description: description.map(String::from),
    };
    then(&mut movement)
}

fn sent(kind: OperationKind, minor: u64, description: Option<&str>) -> String {
    moving_after(&before(), description, kind, minor, |movement| {
        let request: HttpRequest = provider()
            .operation(movement)
            .map(crate::wire::sent)
            .unwrap();
        assert_eq!(request.resend_within, None);
        shown(&request)
    })
}

fn expected(path: &str, body: &str) -> String {
    let content_type = if body.is_empty() {
        ""
    } else {
        "content-type: application/json\n"
    };
    format!(
        "POST https://api.costplus.online/v1/orders/{ORDER}/{path}
accept: application/json
authorization: Basic azN5Og==
{content_type}
{body}"
    )
}

/// "Authorizations, Captures & Voids"; the whole as ginger-php captures it.
#[test]
fn captures() {
    assert_eq!(
        sent(OperationKind::Capture, 995, Some("Order N-1")),
        expected(&format!("transactions/{TRANSACTION}/captures/"), "")
    );
    let path = format!("transactions/{TRANSACTION}/captures/amount");
    assert_eq!(
        sent(OperationKind::Capture, 400, Some("Two\nmugs")),
        expected(&path, r#"{"amount":400,"description":"Two mugs"}"#)
    );
    assert_eq!(
        sent(OperationKind::Capture, 400, None),
        expected(
            &path,
            r#"{"amount":400,"description":"zyxwvutsrqponmlkjihgfedcba"}"#
        )
    );
}

/// "Authorizations, Captures & Voids", "Voiding Payments".
#[test]
fn voids() {
    let path = format!("transactions/{TRANSACTION}/voids/amount");
    assert_eq!(
        sent(OperationKind::Cancel, 995, None),
        expected(
            &path,
            r#"{"amount":995,"description":"zyxwvutsrqponmlkjihgfedcba"}"#
        )
    );
    assert_eq!(
        sent(OperationKind::Cancel, 400, Some("Sold out")),
        expected(&path, r#"{"amount":400,"description":"Sold out"}"#)
    );
}

/// "Refunds", "Request Fields".
#[test]
fn refunds() {
    assert_eq!(
        sent(OperationKind::Refund, 995, None),
        expected(
            "refunds/",
            r#"{"amount":995,"merchant_order_id":"zyxwvutsrqponmlkjihgfedcba"}"#
        )
    );
    assert_eq!(
        sent(OperationKind::Refund, 100, Some("Refund for item")),
        expected(
            "refunds/",
            r#"{"amount":100,"description":"Refund for item","merchant_order_id":"zyxwvutsrqponmlkjihgfedcba"}"#
        )
    );
}

#[test]
fn refuses_what_cannot_be_sent() {
    let refused = |kind, before: &Balance, adapt: fn(&mut OperationRequest)| {
        moving_after(before, None, kind, 995, |movement| {
            adapt(movement);
            provider().operation(movement).err()
        })
    };
    let unsupported = Some(ErrorCode::CaptureUnsupported);
    for transaction in [None, Some(""), Some("../x"), Some("a b")] {
        let balance = Balance {
            transaction: transaction.map(String::from),
            ..before()
        };
        assert_eq!(
            refused(OperationKind::Capture, &balance, |_| {}),
            unsupported
        );
        assert_eq!(
            refused(OperationKind::Cancel, &balance, |_| {}),
            unsupported
        );
        // A refund is the order's.
        assert_eq!(refused(OperationKind::Refund, &balance, |_| {}), None);
    }
    for kind in [
        OperationKind::Capture,
        OperationKind::Cancel,
        OperationKind::Refund,
    ] {
        let code = refused(kind, &before(), |movement| {
            movement.payment.id = String::from("a/b");
        });
        assert_eq!(code, unsupported);
        let code = refused(kind, &before(), |movement| {
            movement.amount = amount(995, "SEK");
        });
        assert_eq!(code, unsupported);
    }
    let long = "é".repeat(256);
    let code = moving_after(
        &before(),
        Some(&long),
        OperationKind::Refund,
        995,
        |movement| provider().operation(movement).err(),
    );
    assert_eq!(code, Some(ErrorCode::TextLength));
}

#[test]
fn every_movement_has_its_meaning() {
    for case in table(include_str!("../../../cases/costplus/movements.json")) {
        let kind = match case["kind"].as_str().unwrap() {
            "capture" => OperationKind::Capture,
            "cancel" => OperationKind::Cancel,
            "refund" => OperationKind::Refund,
            other => panic!("{other}"),
        };
        let units = |name: &str| {
            case["before"][name]
                .as_u64()
                .map(|units| amount(units, "EUR"))
        };
        let balance = Balance {
            captured: units("captured"),
            refunded: units("refunded"),
            ..before()
        };
        let body = body(&case);
        let answer = moving_after(
            &balance,
            None,
            kind,
            case["amount"].as_u64().unwrap_or(995),
            |movement| {
                provider()
                    .read_movement(movement, response(http(&case), content_type(&case), &body))
            },
        );
        let outcome = match answer.outcome {
            OperationOutcome::Done => "done",
            OperationOutcome::Pending => "pending",
            OperationOutcome::Refused => "refused",
            OperationOutcome::Unknown => "unknown",
        };
        assert_eq!(outcome, case["expect"], "{case}");
        if let Some(id) = case.get("id") {
            assert_eq!(json!(answer.id), *id, "{case}");
        }
        if let Some(detail) = case.get("detail") {
            assert_eq!(answer.detail, *detail, "{case}");
        }
        assert!(!answer.detail.contains("words"), "{case}");
    }
}

fn shown_refund(refund: &ListedRefund) -> Value {
    let state = match refund.state {
        RefundState::Pending => "pending",
        RefundState::Done => "done",
        RefundState::Failed => "failed",
    };
    json!([refund.id, refund.amount.map(Amount::minor), state])
}

#[test]
fn every_total_has_its_meaning() {
    let reference = reference();
    let payment = ProviderPayment {
        id: String::from(ORDER),
        reference: reference.clone(),
        amount: amount(995, "EUR"),
        now: NOW,
    };
    let request = provider().balance(&payment);
    let expected = format!(
        "GET https://api.costplus.online/v1/orders/{ORDER}/?fields[]=amount_details
accept: application/json
authorization: Basic azN5Og==

"
    );
    assert_eq!(shown(&request), expected);
    assert!(provider().read_balance(&payment, &[]).is_err());
    for case in table(include_str!("../../../cases/costplus/balance.json")) {
        let body = body(&case);
        let response = response(http(&case), content_type(&case), &body);
        let balance = provider().read_balance(&payment, &[response]).ok();
        let minor = |amount: Option<Amount>| amount.map(Amount::minor);
        let told = balance.map(|balance| {
            json!({
                "outcome": balance.outcome.as_str(),
                "authorised": minor(balance.authorised),
                "captured": minor(balance.captured),
                "refunded": minor(balance.refunded),
                "refunds": balance.refunds.iter().map(shown_refund).collect::<Vec<_>>(),
                "transaction": balance.transaction,
            })
        });
        assert_eq!(json!(told), case["expect"], "{case}");
    }
}
