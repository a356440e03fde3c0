use crate::model::example;
use crate::model::webhook::body::WebhookData;
use crate::payments::settle::evidence::weightiest;
use crate::payments::settle::*;

fn attempt() -> Attempt {
    Attempt {
        provider_payment_id: None,
        created_at: 0,
        updated_at: 0,
        ..example::attempt(State::Unknown).unwrap()
    }
}

fn status(payment: &str, outcome: Outcome) -> PaymentStatus {
    PaymentStatus {
        outcome,
        provider_payment_id: Some(String::from(payment)),
        ..PaymentStatus::unknown("")
    }
}

#[test]
fn what_may_still_become_money_goes_before_a_decline() {
    let declined = status("1", Outcome::Declined(DeclineReason::Refused));
    for outcome in [
        Outcome::Pending,
        Outcome::Unknown,
        Outcome::ActionRequired {
            url: String::new(),
            lifetime: None,
            declined: None,
        },
    ] {
        let open = status("2", outcome);
        let known = Attempt {
            provider_payment_id: Some(String::from("1")),
            ..attempt()
        };
        for statuses in [
            [open.clone(), declined.clone()],
            [declined.clone(), open.clone()],
        ] {
            assert_eq!(weightiest(&attempt(), &statuses), Some(&open));
            assert_eq!(weightiest(&known, &statuses), Some(&open));
        }
    }
}

#[test]
fn a_redirect_that_would_outlive_every_clock_has_no_end() {
    let until = |lifetime| {
        let outcome = Outcome::ActionRequired {
            url: String::from("https://bank.example/"),
            lifetime: Some(lifetime),
            declined: None,
        };
        redirect_of(&outcome, 1_000).and_then(|(_, until)| until)
    };
    assert_eq!(until(600), Some(601_000));
    assert_eq!(until(u64::MAX), None);
    assert_eq!(until(u64::MAX / 4), None);
}

#[test]
fn a_dispute_does_not_undo_a_payment() {
    let captured = Attempt {
        state: State::Captured,
        ..attempt()
    };
    let back = status("1", Outcome::Refunded);
    let disputed = PaymentStatus {
        dispute: Some(oneclick_providers::Dispute::ChargedBack),
        ..back.clone()
    };
    let to = |told: &PaymentStatus| {
        step_of(&captured, told, &told.outcome, Past::default()).map(|step| step.to)
    };
    assert_eq!(to(&back), Some(State::Refunded));
    assert_eq!(to(&disputed), None);
    // Money is evidence, disputed or not.
    let taken = PaymentStatus {
        outcome: Outcome::Captured,
        amount: Some(captured.amount),
        ..disputed
    };
    let step = step_of(&attempt(), &taken, &taken.outcome, Past::default());
    assert_eq!(step.map(|step| step.to), Some(State::Captured));
}

#[test]
fn a_duplicate_whose_id_nobody_knows_is_told_by_its_reference() {
    let duplicate = Attempt {
        state: State::Duplicate,
        ..attempt()
    };
    let told = |concern| serde_json::to_value(WebhookData::of_payment(&duplicate, concern));
    let nameless = told(Concern::Payment).unwrap();
    let known = serde_json::json!({
        "provider_payment_id": null, "attempt_reference": duplicate.reference.as_str(),
    });
    assert_eq!(nameless["duplicate"], known);
    let second = told(Concern::Duplicate("8", DuplicateChange::Found)).unwrap();
    let other = serde_json::json!({ "provider_payment_id": "8", "attempt_reference": null });
    assert_eq!(second["duplicate"], other);
}
