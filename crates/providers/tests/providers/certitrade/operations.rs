//! Captures, cancels and refunds: requests compared whole, answers by table.

use core::time::Duration;

use oneclick_providers::certitrade::{CertiTrade, CertiTradeSettings};
use oneclick_providers::{
    Balance, CallStep, HttpRequest, HttpResponse, OperationKind, OperationOutcome,
    OperationRequest, Outcome, Provider as _, ProviderPayment, RefundState,
};
use oneclick_rules::{Amount, ErrorCode};
use serde_json::{Value, json};

use super::words::{answered, body, expected, of_case, provider, settings};
use crate::attempt::{NOW, amount, reference};
use crate::reads::Reads as _;
use crate::wire::{sent, shown, table};

/// A payment of 12.34 SEK as it stands before a movement.
fn before(outcome: Outcome, captured: Option<u64>, refunded: Option<u64>) -> Balance {
    let sek = |minor: Option<u64>| minor.map(|minor| amount(minor, "SEK"));
    Balance {
        outcome,
        authorised: sek(Some(1234)),
        captured: sek(captured),
        refunded: sek(refunded),
        refunds: Vec::new(),
        transaction: None,
    }
}

/// The request of a movement of so much.
fn moved(
    kind: OperationKind,
    minor: u64,
    before: &Balance,
    id: &str,
) -> Result<HttpRequest, ErrorCode> {
    with(kind, minor, before, id, |movement| {
        provider().operation(movement).map(sent)
    })
}

fn with<T>(
    kind: OperationKind,
    minor: u64,
    before: &Balance,
    payment: &str,
    read: impl FnOnce(&OperationRequest) -> T,
) -> T {
    let reference = reference();
    read(&OperationRequest {
        kind,
        payment: ProviderPayment {
            id: String::from(payment),
            reference: reference.clone(),
            amount: amount(1234, "SEK"),
            now: NOW,
        },
        reference: reference.clone(),
        amount: amount(minor, "SEK"),
        before: before.clone(),
        description: Some(String::from("a mug")),
    })
}

/// "Card Payment", section "Approve for Capture".
#[test]
fn captures_the_whole() {
    let whole = expected(
        "PUT payment/21840",
        "6d66e1b21932cbacc09767e184a53dedffbbe7f267472f1ffb03496f619d856e",
        r#"{"state":"READY_FOR_CAPTURE"}"#,
    );
    for outcome in [Outcome::Authorised, Outcome::CapturePending] {
        let before = before(outcome, None, None);
        let request = moved(OperationKind::Capture, 1234, &before, "21840").unwrap();
        assert_eq!(shown(&request), whole);
        assert_eq!(request.resend_within, None);
    }
}

/// "Payment", `amount`: changed in either state; with the approval assumed.
#[test]
fn captures_a_part() {
    let authorised = before(Outcome::Authorised, None, None);
    let request = moved(OperationKind::Capture, 1000, &authorised, "21840").unwrap();
    let whole = expected(
        "PUT payment/21840",
        "fc76d1f06a3da22f5b986ed3bc270058e74e364c601cda16c55fa15b63a263b7",
        r#"{"amount":"1000","state":"READY_FOR_CAPTURE"}"#,
    );
    assert_eq!(shown(&request), whole);
    let approved = before(Outcome::CapturePending, None, None);
    let request = moved(OperationKind::Capture, 1000, &approved, "21840").unwrap();
    let whole = expected(
        "PUT payment/21840",
        "36150d9f9d6de85ce9670571b12f9b54f0b896ff5bbd4ce8eb07f2e464982b2f",
        r#"{"amount":"1000"}"#,
    );
    assert_eq!(shown(&request), whole);
}

/// "Cancel a payment".
#[test]
fn cancels_the_whole() {
    let whole = expected(
        "PUT payment/21840",
        "bcea02e3a26b85b4f32cd60e4770a9f3d089adc9895808e43219d9ffc3d0e4b1",
        r#"{"state":"CANCELLED"}"#,
    );
    for outcome in [Outcome::Authorised, Outcome::CapturePending] {
        let before = before(outcome, None, None);
        let request = moved(OperationKind::Cancel, 1234, &before, "21840").unwrap();
        assert_eq!(shown(&request), whole);
    }
}

/// "Refund", section "Create Refund".
#[test]
fn refunds_the_whole_and_a_part() {
    let captured = before(Outcome::Captured, Some(1234), Some(234));
    let request = moved(OperationKind::Refund, 1000, &captured, "21840").unwrap();
    let whole = expected(
        "POST payment/21840/refund",
        "589cda8a8d5257a6c0bb56d556f0db2b2ece2c6167d5275baf0f7038e534369d",
        r#"{"amount":"1000","message_id":19331267911449}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, Some(Duration::from_mins(1)));
    let without = CertiTrade::new(CertiTradeSettings {
        message_id: false,
        ..settings()
    });
    let request = with(OperationKind::Refund, 1, &captured, "21840", |movement| {
        without.operation(movement).map(sent)
    });
    let request = request.unwrap();
    let whole = expected(
        "POST payment/21840/refund",
        "8891dabc9f8515caec875b1a8f765ac996626fd0bca8c00f10d0ff61ba0526a5",
        r#"{"amount":"1"}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, None);
}

#[test]
fn refuses_what_the_state_does_not_allow() {
    let authorised = before(Outcome::Authorised, None, None);
    let captured = before(Outcome::Captured, Some(1234), None);
    let refused = [
        (OperationKind::Capture, 1234, &captured, "21840"),
        (OperationKind::Cancel, 1234, &captured, "21840"),
        (OperationKind::Cancel, 1000, &authorised, "21840"),
        (OperationKind::Refund, 1234, &authorised, "21840"),
        (OperationKind::Capture, 1234, &authorised, "1/../2"),
        (OperationKind::Capture, 1234, &authorised, ""),
        (OperationKind::Refund, 1234, &captured, "x"),
    ];
    for (kind, minor, before, id) in refused {
        let error = moved(kind, minor, before, id).err();
        assert_eq!(
            error,
            Some(ErrorCode::CaptureUnsupported),
            "{kind:?} {minor} {id}"
        );
    }
    for outcome in [Outcome::Unknown, Outcome::Pending, Outcome::Cancelled] {
        let before = before(outcome, None, None);
        for kind in [
            OperationKind::Capture,
            OperationKind::Cancel,
            OperationKind::Refund,
        ] {
            assert!(moved(kind, 1234, &before, "21840").is_err());
        }
    }
}

#[test]
fn every_answer_to_a_movement_has_its_meaning() {
    let authorised = before(Outcome::Authorised, None, None);
    let captured = before(Outcome::Captured, Some(1234), None);
    for case in table(include_str!("../../../cases/certitrade/movements.json")) {
        let (kind, before) = match case["kind"].as_str().unwrap() {
            "capture" => (OperationKind::Capture, &authorised),
            "cancel" => (OperationKind::Cancel, &authorised),
            "refund" => (OperationKind::Refund, &captured),
            other => panic!("{other}"),
        };
        let minor = case["minor"].as_u64().unwrap();
        let body = body(&case);
        let answer = with(kind, minor, before, "21840", |movement| {
            provider().read_movement(movement, of_case(&case, &body))
        });
        let outcome = match answer.outcome {
            OperationOutcome::Done => "done",
            OperationOutcome::Pending => "pending",
            OperationOutcome::Refused => "refused",
            OperationOutcome::Unknown => "unknown",
        };
        assert_eq!(outcome, case["outcome"], "{case}");
        assert_eq!(json!(answer.id), case["id"], "{case}");
        assert_eq!(json!(answer.detail), case["detail"], "{case}");
    }
}

#[test]
fn asks_for_a_payment_and_its_refunds() {
    let reference = reference();
    let mut at = ProviderPayment {
        id: String::from("21840"),
        reference: reference.clone(),
        amount: amount(1234, "SEK"),
        now: NOW,
    };
    let first = provider().balance(&at);
    let asked = shown(&first);
    let body = r#"{"id":"21840","state":"CAPTURED"}"#;
    let CallStep::Next(second) = first.read(answered(200, body)) else {
        panic!("the refunds are not asked for");
    };
    let payment = expected(
        "GET payment/21840",
        "e6daf29e6c3e2f6be7ed3a6d260a127c32dfe647fedcd414a6341a5de0ccb93c",
        "",
    );
    let refunds = expected(
        "GET payment/21840/refund",
        "d23b6097280364ca733e301e6e4e5b007b56e8f9135f8fcdad128c475994d141",
        "",
    );
    assert_eq!([asked, shown(&second)], [payment, refunds]);
    at.id = String::from("1/../2");
    let first = provider().balance(&at);
    assert!(shown(&first).contains("/ws/2.0/payment/0"));
    assert!(matches!(
        first.read(answered(200, body)),
        CallStep::Done(Err(_))
    ));
}

#[test]
fn every_answer_of_a_balance_has_its_meaning() {
    let reference = reference();
    let minor = |amount: Option<Amount>| amount.map(Amount::minor);
    for case in table(include_str!("../../../cases/certitrade/balance.json")) {
        let at = ProviderPayment {
            id: String::from("21840"),
            reference: reference.clone(),
            amount: amount(1234, "SEK"),
            now: NOW,
        };
        let (first, second) = (body(&case["of_payment"]), body(&case["of_refunds"]));
        let responses: [HttpResponse<'_>; 2] = [
            of_case(&case["of_payment"], &first),
            of_case(&case["of_refunds"], &second),
        ];
        let told = provider()
            .read_balance(&at, &responses)
            .ok()
            .map(|balance| {
                let refunds: Vec<Value> = balance
                    .refunds
                    .iter()
                    .map(|refund| {
                        let state = match refund.state {
                            RefundState::Pending => "pending",
                            RefundState::Done => "done",
                            RefundState::Failed => "failed",
                        };
                        json!([refund.id, minor(refund.amount), state])
                    })
                    .collect();
                json!({
                    "outcome": balance.outcome.as_str(),
                    "authorised": minor(balance.authorised),
                    "captured": minor(balance.captured),
                    "refunded": minor(balance.refunded),
                    "refunds": refunds,
                })
            });
        assert_eq!(json!(told), case["expect"], "{case}");
        // One answer, or three, are not what was asked for.
        assert!(provider().read_balance(&at, &responses[..1]).is_err());
        let three = [responses[0], responses[1], answered(200, "{}")];
        assert!(provider().read_balance(&at, &three).is_err());
    }
}
