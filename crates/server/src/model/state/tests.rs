use oneclick_providers::{FailureReason, Outcome};

use crate::model::state::*;

fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::Authorised,
        Outcome::Captured,
        Outcome::CapturePending,
        Outcome::Declined(DeclineReason::Refused),
        Outcome::ActionRequired {
            url: "https://bank.example/".into(),
            lifetime: None,
            declined: None,
        },
        Outcome::Pending,
        Outcome::Failed(FailureReason::NotSent),
        Outcome::Expired,
        Outcome::Cancelled,
        Outcome::Refunded,
        Outcome::Unknown,
    ]
}

fn every_step() -> impl Iterator<Item = (State, Outcome, bool, Option<Step>)> {
    State::ALL.iter().flat_map(|state| {
        outcomes().into_iter().flat_map(move |outcome| {
            [true, false].map(|proven| {
                (
                    *state,
                    outcome.clone(),
                    proven,
                    state.after(&outcome, proven, true),
                )
            })
        })
    })
}

#[test]
fn the_index_that_holds_an_order_lists_the_states_that_hold_it() {
    let migration = include_str!("../../../migrations/0010_idempotency_keys.sql");
    let index = migration
        .split("CREATE UNIQUE INDEX attempts_hold_order")
        .nth(1)
        .unwrap();
    let listed = index.split(';').next().unwrap();
    for state in State::ALL {
        assert_eq!(
            listed.contains(&format!("'{}'", state.as_str())),
            state.holds(),
            "{state:?}"
        );
    }
}

#[test]
fn the_store_lists_the_states_that_are_under_way() {
    let listed = under_way!();
    let listed = listed
        .strip_prefix("('")
        .and_then(|rest| rest.strip_suffix("')"));
    let listed: Vec<&str> = listed.unwrap().split("', '").collect();
    let states = State::ALL.iter().filter(|state| state.is_under_way());
    let states: Vec<&str> = states.map(|state| state.as_str()).collect();
    assert_eq!(listed, states);
}

#[test]
fn every_state_is_read_as_it_is_written() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Some(*state));
    }
}

#[test]
fn silence_frees_nothing() {
    for (state, _, _, step) in every_step().filter(|(_, outcome, ..)| *outcome == Outcome::Unknown)
    {
        let to = step.map_or(state, |step| step.to);
        assert_eq!(to.holds(), state.holds(), "{state:?}");
    }
}

#[test]
fn money_once_seen_is_never_unseen_by_a_weaker_word() {
    let weak = [
        Outcome::Unknown,
        Outcome::Pending,
        Outcome::Failed(FailureReason::NotSent),
    ];
    for state in [
        State::Authorised,
        State::Captured,
        State::Cancelled,
        State::Refunded,
    ] {
        for outcome in &weak {
            assert_eq!(
                state.after(outcome, true, true),
                None,
                "{state:?} {outcome:?}"
            );
        }
    }
}

#[test]
fn an_unproven_success_is_for_a_person() {
    for (state, outcome, _, step) in every_step().filter(|(.., proven, _)| !proven) {
        if outcome.moved_money() && (state.is_open() || !state.holds()) && state != State::Duplicate
        {
            let to = step.map_or(state, |step| step.to);
            assert_eq!(to, State::NeedsReview, "{state:?} {outcome:?}");
        }
    }
}

#[test]
fn a_proven_success_after_the_order_was_freed_counts() {
    for state in [
        State::Declined,
        State::Failed,
        State::Expired,
        State::NotFound,
    ] {
        assert_eq!(
            state.after(&Outcome::Captured, true, true).unwrap().to,
            State::Captured
        );
        assert_eq!(
            state
                .after(&Outcome::CapturePending, true, true)
                .unwrap()
                .to,
            State::Authorised
        );
    }
}

#[test]
fn only_the_answer_to_the_charge_proves_that_it_failed() {
    for (state, _, _, step) in
        every_step().filter(|(_, outcome, ..)| matches!(outcome, Outcome::Failed(_)))
    {
        let freed = step.is_some_and(|step| step.to == State::Failed);
        assert_eq!(
            freed,
            matches!(state, State::Created | State::Sent),
            "{state:?}"
        );
    }
}

#[test]
fn a_decline_has_its_reason_and_nothing_else_has_one() {
    for (state, outcome, _, step) in every_step() {
        if let Some(step) = step {
            assert_eq!(
                step.reason.is_some(),
                step.to == State::Declined,
                "{state:?} {outcome:?}"
            );
        }
    }
}

#[test]
fn a_review_is_left_by_a_person_or_by_money_alone() {
    for (_, outcome, _, step) in every_step().filter(|(state, ..)| *state == State::NeedsReview) {
        let allowed = outcome.moved_money() || outcome == Outcome::Refunded;
        assert!(step.is_none() || allowed, "{outcome:?}");
    }
}
