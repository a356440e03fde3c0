//! Captures, cancels, refunds and the balance: requests compared whole, answers by table.

use oneclick_providers::{
    AttemptReference, Balance, CallStep, ListedRefund, OperationKind, OperationOutcome,
    OperationRequest, Provider as _, ProviderPayment, RefundState,
};
use oneclick_rules::{Amount, ErrorCode};
use serde_json::{Value, json};

use super::answers::{changed, content_type, http};
use super::words::{JSON, provider};
use crate::attempt::{NOW, amount, reference};
use crate::reads::Reads as _;
use crate::wire::{response, shown, table};

/// Our reference of the movement.
fn movement_reference() -> AttemptReference {
    AttemptReference::parse("234567abcdefghijklmnopqrst").unwrap()
}

fn payment<'a>(reference: &'a AttemptReference, id: &'a str) -> ProviderPayment {
    ProviderPayment {
        id: String::from(id),
        reference: reference.clone(),
        amount: amount(2000, "EUR"),
        now: NOW,
    }
}

fn balance(captured: Option<u64>, refunded: Option<u64>) -> Balance {
    let euros = |minor: Option<u64>| minor.map(|minor| amount(minor, "EUR"));
    Balance {
        outcome: oneclick_providers::Outcome::Authorised,
        authorised: euros(Some(2000)),
        captured: euros(captured),
        refunded: euros(refunded),
        refunds: Vec::new(),
        transaction: None,
    }
}

/// The request of a movement, or the rule that it broke.
fn asked(
    kind: OperationKind,
    id: &str,
    minor: u64,
    before: &Balance,
    description: Option<&str>,
) -> Result<String, ErrorCode> {
    let (reference, own) = (reference(), movement_reference());
    let movement = OperationRequest {
        kind,
        payment: payment(&reference, id),
        reference: own.clone(),
        amount: amount(minor, "EUR"),
        before: before.clone(),
        description: description.map(String::from),
    };
    provider()
        .operation(&movement)
        .map(|request| shown(&request))
}

/// The 26 letters as base 32, the last 128 bits, with version and variant of
/// RFC 9562 set: computed apart from the code, in Python.
const REQUEST_ID: &str = "requestid: 5be77df0-0443-814c-b425-4b635cf84653";

fn head(path: &str) -> String {
    format!(
        "POST https://securetest.smart2pay.com/v1/payments/202587/{path}
accept: application/json
authorization: Basic MTAxMDpnYWJp
"
    )
}

/// "Capture a Card Payment", "Capture a Payment", SDK-NET `CancelPaymentTests`.
#[test]
fn captures_and_cancels() {
    let capture = |minor, before: &Balance| {
        asked(OperationKind::Capture, "202587", minor, before, Some("x")).unwrap()
    };
    let whole = head("capture");
    let fresh = balance(None, None);
    assert_eq!(capture(2000, &fresh), format!("{whole}{REQUEST_ID}\n\n"));
    let part = head("capture?amount=500");
    assert_eq!(capture(500, &fresh), format!("{part}{REQUEST_ID}\n\n"));
    let rest = balance(Some(1500), None);
    assert_eq!(capture(500, &rest), format!("{part}{REQUEST_ID}\n\n"));
    let cancel = asked(OperationKind::Cancel, "202587", 2000, &fresh, None).unwrap();
    assert_eq!(cancel, format!("{}{REQUEST_ID}\n\n", head("cancel")));
}

#[test]
fn refunds_under_a_reference_of_its_own() {
    let refund = |minor, description| {
        let before = balance(Some(2000), None);
        asked(OperationKind::Refund, "202587", minor, &before, description)
    };
    let json = "content-type: application/json; charset=utf-8\n";
    let head = format!("{}{json}{REQUEST_ID}\n\n", head("refunds"));
    let body = r#"{"Refund":{"MerchantTransactionID":"234567abcdefghijklmnopqrst","Amount":2000}}"#;
    assert_eq!(refund(2000, None).unwrap(), format!("{head}{body}"));
    let body = r#"{"Refund":{"MerchantTransactionID":"234567abcdefghijklmnopqrst","Amount":500,"Description":"One mug"}}"#;
    let described = refund(500, Some("One\tmug")).unwrap();
    assert_eq!(described, format!("{head}{body}"));
    let (most, over) = ("é".repeat(100), "é".repeat(101));
    assert!(refund(500, Some(&most)).is_ok());
    assert_eq!(refund(500, Some(&over)).err(), Some(ErrorCode::TextLength));
}

#[test]
fn moves_nothing_that_has_no_request() {
    let fresh = balance(None, None);
    let part = asked(OperationKind::Cancel, "202587", 500, &fresh, None);
    assert_eq!(part.err(), Some(ErrorCode::AmountNotRepresentable));
    for kind in [
        OperationKind::Capture,
        OperationKind::Cancel,
        OperationKind::Refund,
    ] {
        let refused = asked(kind, "202587/../1", 2000, &fresh, None);
        assert_eq!(refused.err(), Some(ErrorCode::IdFormat));
    }
    let (reference, own) = (reference(), movement_reference());
    let movement = OperationRequest {
        kind: OperationKind::Refund,
        payment: payment(&reference, "202587"),
        reference: own.clone(),
        amount: amount(1_234, "KWD"),
        before: fresh.clone(),
        description: None,
    };
    let refused = provider().operation(&movement);
    assert_eq!(refused.err(), Some(ErrorCode::AmountNotRepresentable));
}

/// The documented refund with some members changed.
fn changed_refund(changes: &Value) -> Vec<u8> {
    let mut refund = json!({
        "ID": 265, "SiteID": 1010, "Created": "20161205095515",
        "MerchantTransactionID": "234567abcdefghijklmnopqrst",
        "OriginatorTransactionID": null, "InitialPaymentID": 202_587,
        "Amount": 2000, "Currency": "EUR", "Description": "refund reason",
        "Status": { "ID": 2, "Info": "Success", "Reasons": [] },
    });
    for (member, value) in changes.as_object().unwrap() {
        refund[member.as_str()] = value.clone();
    }
    serde_json::to_vec(&json!({ "Refund": refund })).unwrap()
}

fn every_answer(kind: OperationKind, cases: &str) {
    let (reference, own) = (reference(), movement_reference());
    for case in table(cases) {
        let body = match (case.get("text"), case.get("payment"), case.get("refund")) {
            (Some(text), _, _) => text.as_str().unwrap().as_bytes().to_vec(),
            (_, Some(payment), _) => changed(payment),
            (_, _, Some(refund)) => changed_refund(refund),
            _ => panic!("nothing is answered: {case}"),
        };
        let before = balance(case["before"].as_u64(), None);
        let movement = OperationRequest {
            kind,
            payment: payment(&reference, "202587"),
            reference: own.clone(),
            amount: amount(case["minor"].as_u64().unwrap_or(2000), "EUR"),
            before: before.clone(),
            description: None,
        };
        let response = response(http(&case), content_type(&case), &body);
        let answer = provider().read_movement(&movement, response);
        let outcome = match answer.outcome {
            OperationOutcome::Done => "done",
            OperationOutcome::Pending => "pending",
            OperationOutcome::Refused => "refused",
            OperationOutcome::Unknown => "unknown",
        };
        assert_eq!(outcome, case["outcome"], "{case}");
        if let Some(id) = case.get("id") {
            assert_eq!(json!(answer.id), *id, "{case}");
        }
        if let Some(detail) = case.get("detail") {
            assert_eq!(answer.detail, *detail, "{case}");
        }
    }
}

#[test]
fn every_answer_to_a_capture_has_its_meaning() {
    let cases = include_str!("../../../cases/smart2pay/captures.json");
    every_answer(OperationKind::Capture, cases);
}

#[test]
fn every_answer_to_a_cancel_has_its_meaning() {
    let cases = include_str!("../../../cases/smart2pay/cancels.json");
    every_answer(OperationKind::Cancel, cases);
}

#[test]
fn every_answer_to_a_refund_has_its_meaning() {
    let cases = include_str!("../../../cases/smart2pay/refunds.json");
    every_answer(OperationKind::Refund, cases);
}

#[test]
fn asks_for_the_payment_and_its_refunds() {
    let reference = reference();
    let first = provider().balance(&payment(&reference, "202587"));
    let asked = shown(&first);
    let body = changed(&json!({}));
    let CallStep::Next(second) = first.read(response(200, Some(JSON), &body)) else {
        panic!("the refunds are not asked for");
    };
    let get = |path: &str| {
        format!(
            "GET https://securetest.smart2pay.com/v1/payments/202587{path}
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
        )
    };
    assert_eq!([asked, shown(&second)], [get(""), get("/refunds")]);
}

#[test]
fn every_total_has_its_meaning() {
    let reference = reference();
    for case in table(include_str!("../../../cases/smart2pay/balance.json")) {
        let (one, list) = (
            changed(&case["payment"]),
            json!({ "Refunds": case["refunds"] }),
        );
        let list = serde_json::to_vec(&list).unwrap();
        let status = |place: usize| case["http"][place].as_u64().unwrap_or(200);
        let status = |place| u16::try_from(status(place)).unwrap();
        let responses = [
            response(status(0), Some(JSON), &one),
            response(status(1), Some(JSON), &list),
        ];
        let read = provider().read_balance(&payment(&reference, "202587"), &responses);
        let outcome = read.as_ref().ok().map(|balance| balance.outcome.as_str());
        assert_eq!(json!(outcome), case["outcome"], "{case}");
        let Ok(balance) = read else { continue };
        let minor = |amount: Option<Amount>| amount.map(Amount::minor);
        let sums = [balance.authorised, balance.captured, balance.refunded].map(minor);
        assert_eq!(json!(sums), case["sums"], "{case}");
        let listed = |refund: &ListedRefund| {
            let state = match refund.state {
                RefundState::Pending => "pending",
                RefundState::Done => "done",
                RefundState::Failed => "failed",
            };
            json!([refund.id, minor(refund.amount), state])
        };
        let listed: Vec<Value> = balance.refunds.iter().map(listed).collect();
        let expected = case.get("listed").cloned().unwrap_or(json!([]));
        assert_eq!(json!(listed), expected, "{case}");
    }
}

#[test]
fn adds_refunds_up_to_what_there_can_be() {
    let reference = reference();
    let one = changed(&json!({}));
    let refund = |id: u64| json!({ "ID": id, "Amount": 999_999_999_999_u64, "Currency": "EUR", "Status": { "ID": 2 } });
    for (count, expected) in [(100, Some(99_999_999_999_900)), (101, None)] {
        let refunds: Vec<Value> = (0..count).map(refund).collect();
        let list = serde_json::to_vec(&json!({ "Refunds": refunds })).unwrap();
        let responses = [
            response(200, Some(JSON), &one),
            response(200, Some(JSON), &list),
        ];
        let read = provider().read_balance(&payment(&reference, "202587"), &responses);
        let refunded = read.ok().and_then(|balance| balance.refunded);
        assert_eq!(refunded.map(Amount::minor), expected);
    }
}

#[test]
fn needs_both_answers() {
    let reference = reference();
    let one = changed(&json!({}));
    for count in [0, 1, 3] {
        let responses = vec![response(200, Some(JSON), &one); count];
        let read = provider().read_balance(&payment(&reference, "202587"), &responses);
        assert!(read.is_err());
    }
}
