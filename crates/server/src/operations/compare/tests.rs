use oneclick_providers::ListedRefund;

use crate::operations::compare::*;
use crate::operations::example::{euro, operation};

fn balance(outcome: Outcome, captured: u64, refunded: u64, refunds: &[(&str, u64)]) -> Balance {
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
    let now = balance(Outcome::Captured, 995, 200, &[("a", 200)]);
    let asked = |minor, state| operation(OperationKind::Refund, minor, state);
    let cases = [
        (vec![], 795),
        (vec![asked(200, OperationState::Succeeded)], 795),
        (vec![asked(300, OperationState::Pending)], 695),
        (vec![asked(300, OperationState::Unknown)], 695),
        (vec![asked(300, OperationState::NeedsReview)], 695),
        (vec![asked(300, OperationState::Declined)], 795),
        (vec![asked(300, OperationState::Failed)], 795),
        (
            vec![
                asked(500, OperationState::Succeeded),
                asked(495, OperationState::Pending),
            ],
            0,
        ),
    ];
    for (made, expected) in cases {
        let there_is = left(OperationKind::Refund, whole, &now, sums(&made, "p"));
        assert_eq!(there_is, expected, "{made:?}");
    }
    let elsewhere = [asked(995, OperationState::Succeeded)];
    assert_eq!(
        left(OperationKind::Refund, whole, &now, sums(&elsewhere, "q")),
        795
    );
    let captures = [operation(
        OperationKind::Capture,
        500,
        OperationState::Unknown,
    )];
    let authorised = balance(Outcome::Authorised, 0, 0, &[]);
    let of = |kind, made: &[Operation]| left(kind, whole, &authorised, sums(made, "p"));
    assert_eq!(of(OperationKind::Capture, &captures), 495);
    assert_eq!(of(OperationKind::Cancel, &[]), 995);
    assert_eq!(of(OperationKind::Refund, &[]), 0);
}

#[test]
fn a_refund_is_known_by_a_new_id_and_its_amount() {
    let refund = Operation {
        before: Before {
            captured: 995,
            refunded: 200,
            refunds: vec![String::from("a")],
        },
        ..operation(OperationKind::Refund, 200, OperationState::Unknown)
    };
    let seen = |refunded, refunds: &[(&str, u64)]| {
        difference(&refund, &balance(Outcome::Captured, 995, refunded, refunds))
    };
    assert_eq!(seen(200, &[("a", 200)]), Difference::Nothing);
    assert_eq!(
        seen(400, &[("a", 200), ("b", 200)]),
        Difference::Is(OperationState::Succeeded, Some(String::from("b")))
    );
    // Somebody's, of another amount.
    assert_eq!(seen(500, &[("a", 200), ("b", 300)]), Difference::Unclear);
    // The sum has grown and no refund is there for it.
    assert_eq!(seen(400, &[("a", 200)]), Difference::Unclear);
}

#[test]
fn of_the_only_new_refund_without_an_amount_the_sum_tells() {
    let refund = Operation {
        before: Before {
            captured: 995,
            refunded: 200,
            refunds: vec![String::from("a")],
        },
        ..operation(OperationKind::Refund, 300, OperationState::Unknown)
    };
    let seen = |refunded, refunds: &[&str], state| {
        let mut now = balance(Outcome::Captured, 995, refunded, &[]);
        let listed = |id: &&str| ListedRefund {
            id: String::from(*id),
            amount: None,
            state,
        };
        now.refunds = refunds.iter().map(listed).collect();
        difference(&refund, &now)
    };
    let is = |state| Difference::Is(state, Some(String::from("b")));
    let done = RefundState::Done;
    assert_eq!(seen(500, &["a", "b"], done), is(OperationState::Succeeded));
    assert_eq!(
        seen(500, &["a", "b"], RefundState::Pending),
        is(OperationState::Pending)
    );
    // Somebody's, of another amount; one of each; both of the same.
    for (refunded, refunds) in [
        (400, ["a", "b"].as_slice()),
        (800, &["a", "b", "c"]),
        (500, &["a", "b", "c"]),
        (500, &["a"]),
    ] {
        assert_eq!(seen(refunded, refunds, done), Difference::Unclear);
    }
    assert_eq!(seen(200, &["a"], done), Difference::Nothing);
}

#[test]
fn without_a_list_the_sum_tells() {
    let refund = operation(OperationKind::Refund, 300, OperationState::Unknown);
    let seen = |refunded| difference(&refund, &balance(Outcome::Captured, 995, refunded, &[]));
    assert_eq!(seen(0), Difference::Nothing);
    assert_eq!(seen(300), Difference::Is(OperationState::Succeeded, None));
    assert_eq!(seen(299), Difference::Unclear);
    assert_eq!(seen(995), Difference::Unclear);
    let pending = operation(OperationKind::Refund, 995, OperationState::Pending);
    let back = balance(Outcome::Refunded, 995, 995, &[]);
    assert_eq!(
        difference(&pending, &back),
        Difference::Is(OperationState::Succeeded, None)
    );
    // What is on its way counts in the sum: nothing new.
    let under_way = balance(Outcome::Captured, 995, 995, &[]);
    assert_eq!(difference(&pending, &under_way), Difference::Unclear);
}

#[test]
fn a_refund_that_is_pending_is_followed_by_its_id() {
    let refund = Operation {
        provider_operation_id: Some(String::from("b")),
        ..operation(OperationKind::Refund, 300, OperationState::Pending)
    };
    for (state, expected) in [
        (RefundState::Done, OperationState::Succeeded),
        (RefundState::Failed, OperationState::Declined),
        (RefundState::Pending, OperationState::Pending),
    ] {
        let mut now = balance(Outcome::Captured, 995, 300, &[("a", 300), ("b", 300)]);
        now.refunds[1].state = state;
        assert_eq!(
            difference(&refund, &now),
            Difference::Is(expected, Some(String::from("b")))
        );
    }
}

#[test]
fn a_pending_refund_without_an_amount_is_done_only_if_the_sum_has_it() {
    let refund = Operation {
        provider_operation_id: Some(String::from("b")),
        before: Before {
            captured: 995,
            refunded: 200,
            refunds: vec![String::from("a")],
        },
        ..operation(OperationKind::Refund, 300, OperationState::Pending)
    };
    let seen = |refunded| {
        let mut now = balance(Outcome::Captured, 995, refunded, &[("a", 200), ("b", 300)]);
        for one in &mut now.refunds {
            one.amount = None;
        }
        difference(&refund, &now)
    };
    let done = Difference::Is(OperationState::Succeeded, Some(String::from("b")));
    assert_eq!(seen(500), done);
    assert_eq!(seen(600), done);
    assert_eq!(seen(200), Difference::Unclear);
}

#[test]
fn captures_and_cancels_are_known_by_the_payment() {
    let capture = operation(OperationKind::Capture, 500, OperationState::Unknown);
    let cases = [
        (
            Outcome::Captured,
            500,
            Difference::Is(OperationState::Succeeded, None),
        ),
        (
            Outcome::CapturePending,
            0,
            Difference::Is(OperationState::Pending, None),
        ),
        (Outcome::Authorised, 0, Difference::Nothing),
        (Outcome::Captured, 995, Difference::Unclear),
        (
            Outcome::Cancelled,
            0,
            Difference::Is(OperationState::Declined, None),
        ),
    ];
    for (outcome, captured, expected) in cases {
        let now = balance(outcome, captured, 0, &[]);
        assert_eq!(difference(&capture, &now), expected, "{now:?}");
    }
    let cancel = operation(OperationKind::Cancel, 995, OperationState::Unknown);
    let cases = [
        (
            Outcome::Cancelled,
            Difference::Is(OperationState::Succeeded, None),
        ),
        (Outcome::Authorised, Difference::Nothing),
        (
            Outcome::Captured,
            Difference::Is(OperationState::Declined, None),
        ),
        (Outcome::Unknown, Difference::Unclear),
    ];
    for (outcome, expected) in cases {
        let now = balance(outcome, 0, 0, &[]);
        assert_eq!(difference(&cancel, &now), expected, "{now:?}");
    }
}
