use oneclick_providers::Outcome;

use crate::model::operation::Before;
use crate::operations::example::{euro, operation};
use crate::operations::unexplained::*;

fn made(kind: OperationKind, minor: u64, state: OperationState, id: Option<&str>) -> Operation {
    Operation {
        before: Before {
            captured: 995,
            ..Before::default()
        },
        provider_operation_id: id.map(String::from),
        ..operation(kind, minor, state)
    }
}

fn refund(minor: u64, state: OperationState, id: Option<&str>) -> Operation {
    made(OperationKind::Refund, minor, state, id)
}

type Listed<'a> = (&'a str, Option<u64>, RefundState);

fn balance(captured: u64, refunded: u64, refunds: &[Listed<'_>]) -> Balance {
    let listed = |(id, minor, state): &Listed<'_>| ListedRefund {
        id: String::from(*id),
        amount: minor.and_then(euro),
        state: *state,
    };
    Balance {
        outcome: Outcome::Captured,
        authorised: euro(995),
        captured: euro(captured),
        refunded: euro(refunded),
        refunds: refunds.iter().map(listed).collect(),
        transaction: None,
    }
}

/// Kind, minor units, id (empty for none) and state of what is found.
fn found(
    made: &[Operation],
    captures_itself: bool,
    balance: &Balance,
) -> Vec<(OperationKind, u64, String, OperationState)> {
    let known = RecordedPayment {
        payment: "p",
        whole: euro(995).unwrap(),
        captures_itself,
        made,
    };
    let found = unexplained(known, balance).into_iter();
    found
        .map(|one| {
            (
                one.kind,
                one.amount.minor(),
                one.id.unwrap_or_default(),
                one.state,
            )
        })
        .collect()
}

fn id(id: &str) -> String {
    String::from(id)
}

const DONE: RefundState = RefundState::Done;

#[test]
fn what_ours_explain_is_nothing_new() {
    let cases = [
        (vec![], balance(995, 0, &[])),
        (
            vec![refund(300, OperationState::Succeeded, Some("a"))],
            balance(995, 300, &[("a", Some(300), DONE)]),
        ),
        // Done or still possible, and the provider told no id.
        (
            vec![refund(300, OperationState::Unknown, None)],
            balance(995, 300, &[("a", Some(300), DONE)]),
        ),
        (
            vec![refund(300, OperationState::NeedsReview, None)],
            balance(995, 300, &[]),
        ),
        (
            vec![made(
                OperationKind::Cancel,
                995,
                OperationState::Succeeded,
                None,
            )],
            balance(995, 995, &[]),
        ),
        (
            vec![made(
                OperationKind::Capture,
                600,
                OperationState::Succeeded,
                None,
            )],
            balance(600, 0, &[]),
        ),
        // A reading from before.
        (
            vec![refund(300, OperationState::Succeeded, Some("a"))],
            balance(995, 0, &[]),
        ),
        (
            vec![],
            balance(995, 0, &[("a", Some(300), RefundState::Failed)]),
        ),
    ];
    for (made, balance) in cases {
        assert_eq!(found(&made, true, &balance), [], "{balance:?}");
    }
}

#[test]
fn refunds_are_known_by_id_and_amount_where_they_are_listed() {
    let ours = [refund(300, OperationState::Succeeded, Some("a"))];
    let listed = [
        ("a", Some(300), DONE),
        ("b", Some(300), DONE),
        ("c", Some(100), RefundState::Pending),
    ];
    assert_eq!(
        found(&ours, true, &balance(995, 700, &listed)),
        [
            (
                OperationKind::Refund,
                300,
                id("b"),
                OperationState::Succeeded
            ),
            (OperationKind::Refund, 100, id("c"), OperationState::Pending),
        ]
    );
    // One of the two is ours, whose answer was lost.
    let ours = [refund(300, OperationState::Unknown, None)];
    let listed = [("a", Some(300), DONE), ("b", Some(200), DONE)];
    assert_eq!(
        found(&ours, true, &balance(995, 500, &listed)),
        [(
            OperationKind::Refund,
            200,
            id("b"),
            OperationState::Succeeded
        )]
    );
}

#[test]
fn the_sum_tells_where_amounts_are_not_listed_and_nothing_is_open() {
    let one = [("a", None, RefundState::Pending)];
    assert_eq!(
        found(&[], true, &balance(995, 200, &one)),
        [(OperationKind::Refund, 200, id("a"), OperationState::Pending)]
    );
    let two = [("a", None, DONE), ("b", None, DONE)];
    assert_eq!(
        found(&[], true, &balance(995, 200, &two)),
        [(
            OperationKind::Refund,
            200,
            id(""),
            OperationState::Succeeded
        )]
    );
    assert_eq!(
        found(&[], true, &balance(995, 200, &[])),
        [(
            OperationKind::Refund,
            200,
            id(""),
            OperationState::Succeeded
        )]
    );
    let open = [refund(300, OperationState::Sent, None)];
    assert_eq!(found(&open, true, &balance(995, 500, &[])), []);
}

#[test]
fn captures_are_told_by_the_sum() {
    let capture = |minor| {
        vec![(
            OperationKind::Capture,
            minor,
            id(""),
            OperationState::Succeeded,
        )]
    };
    let part = made(OperationKind::Capture, 600, OperationState::Succeeded, None);
    assert_eq!(found(&[], true, &balance(600, 0, &[])), capture(600));
    assert_eq!(found(&[], true, &balance(1_000, 0, &[])), capture(5));
    assert_eq!(found(&[], false, &balance(995, 0, &[])), capture(995));
    assert_eq!(found(&[part], true, &balance(995, 0, &[])), capture(395));
}
