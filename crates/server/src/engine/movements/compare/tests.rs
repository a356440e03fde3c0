use oneclick_providers::ListedRefund;

use super::*;
use crate::engine::movements::example::{euro, movement};

fn totals(outcome: Outcome, captured: u64, refunded: u64, refunds: &[(&str, u64)]) -> Balance {
    let listed = |(id, minor): &(&str, u64)| ListedRefund {
        id: String::from(*id),
        amount: euro(*minor),
        state: RefundState::Done,
    };
    Balance {
        outcome,
        authorised: euro(995),
        captured: euro(captured),
        refunded: euro(refunded),
        refunds: refunds.iter().map(listed).collect(),
        transaction: None,
    }
}

#[test]
fn there_is_what_neither_the_provider_nor_we_have_moved() {
    let whole = euro(995).unwrap();
    let now = totals(Outcome::Captured, 995, 200, &[("a", 200)]);
    let asked = |minor, state| movement(OperationKind::Refund, minor, state);
    let cases = [
        (vec![], 795),
        (vec![asked(200, MovementState::Done)], 795),
        (vec![asked(300, MovementState::Pending)], 695),
        (vec![asked(300, MovementState::Unknown)], 695),
        (vec![asked(300, MovementState::NeedsReview)], 695),
        (vec![asked(300, MovementState::Refused)], 795),
        (vec![asked(300, MovementState::NotTaken)], 795),
        (
            vec![
                asked(500, MovementState::Done),
                asked(495, MovementState::Pending),
            ],
            0,
        ),
    ];
    for (made, expected) in cases {
        let there_is = left(OperationKind::Refund, whole, &now, sums(&made, "p"));
        assert_eq!(there_is, expected, "{made:?}");
    }
    let elsewhere = [asked(995, MovementState::Done)];
    assert_eq!(
        left(OperationKind::Refund, whole, &now, sums(&elsewhere, "q")),
        795
    );
    let captures = [movement(
        OperationKind::Capture,
        500,
        MovementState::Unknown,
    )];
    let authorised = totals(Outcome::Authorised, 0, 0, &[]);
    let of = |kind, made: &[Movement]| left(kind, whole, &authorised, sums(made, "p"));
    assert_eq!(of(OperationKind::Capture, &captures), 495);
    assert_eq!(of(OperationKind::Cancel, &[]), 995);
    assert_eq!(of(OperationKind::Refund, &[]), 0);
}

#[test]
fn a_refund_is_known_by_a_new_id_and_its_amount() {
    let refund = Movement {
        before: Before {
            captured: 995,
            refunded: 200,
            refunds: vec![String::from("a")],
        },
        ..movement(OperationKind::Refund, 200, MovementState::Unknown)
    };
    let seen = |refunded, refunds: &[(&str, u64)]| {
        difference(&refund, &totals(Outcome::Captured, 995, refunded, refunds))
    };
    assert_eq!(seen(200, &[("a", 200)]), Difference::Nothing);
    assert_eq!(
        seen(400, &[("a", 200), ("b", 200)]),
        Difference::Is(MovementState::Done, Some(String::from("b")))
    );
    // Somebody's, of another amount.
    assert_eq!(seen(500, &[("a", 200), ("b", 300)]), Difference::Unclear);
    // The sum has grown and no refund is there for it.
    assert_eq!(seen(400, &[("a", 200)]), Difference::Unclear);
}

#[test]
fn without_a_list_the_sum_tells() {
    let refund = movement(OperationKind::Refund, 300, MovementState::Unknown);
    let seen = |refunded| difference(&refund, &totals(Outcome::Captured, 995, refunded, &[]));
    assert_eq!(seen(0), Difference::Nothing);
    assert_eq!(seen(300), Difference::Is(MovementState::Done, None));
    assert_eq!(seen(299), Difference::Unclear);
    assert_eq!(seen(995), Difference::Unclear);
    let pending = movement(OperationKind::Refund, 995, MovementState::Pending);
    let back = totals(Outcome::Refunded, 995, 995, &[]);
    assert_eq!(
        difference(&pending, &back),
        Difference::Is(MovementState::Done, None)
    );
    // What is on its way counts in the sum: nothing new.
    let under_way = totals(Outcome::Captured, 995, 995, &[]);
    assert_eq!(difference(&pending, &under_way), Difference::Unclear);
}

#[test]
fn a_refund_that_is_pending_is_followed_by_its_id() {
    let refund = Movement {
        provider_movement: Some(String::from("b")),
        ..movement(OperationKind::Refund, 300, MovementState::Pending)
    };
    for (state, expected) in [
        (RefundState::Done, MovementState::Done),
        (RefundState::Failed, MovementState::Refused),
        (RefundState::Pending, MovementState::Pending),
    ] {
        let mut now = totals(Outcome::Captured, 995, 300, &[("a", 300), ("b", 300)]);
        now.refunds[1].state = state;
        assert_eq!(
            difference(&refund, &now),
            Difference::Is(expected, Some(String::from("b")))
        );
    }
}

#[test]
fn captures_and_cancels_are_known_by_the_payment() {
    let capture = movement(OperationKind::Capture, 500, MovementState::Unknown);
    let cases = [
        (
            Outcome::Captured,
            500,
            Difference::Is(MovementState::Done, None),
        ),
        (
            Outcome::CapturePending,
            0,
            Difference::Is(MovementState::Pending, None),
        ),
        (Outcome::Authorised, 0, Difference::Nothing),
        (Outcome::Captured, 995, Difference::Unclear),
        (
            Outcome::Cancelled,
            0,
            Difference::Is(MovementState::Refused, None),
        ),
    ];
    for (outcome, captured, expected) in cases {
        let now = totals(outcome, captured, 0, &[]);
        assert_eq!(difference(&capture, &now), expected, "{now:?}");
    }
    let cancel = movement(OperationKind::Cancel, 995, MovementState::Unknown);
    let cases = [
        (
            Outcome::Cancelled,
            Difference::Is(MovementState::Done, None),
        ),
        (Outcome::Authorised, Difference::Nothing),
        (
            Outcome::Captured,
            Difference::Is(MovementState::Refused, None),
        ),
        (Outcome::Unknown, Difference::Unclear),
    ];
    for (outcome, expected) in cases {
        let now = totals(outcome, 0, 0, &[]);
        assert_eq!(difference(&cancel, &now), expected, "{now:?}");
    }
}
