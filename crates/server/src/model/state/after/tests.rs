//! The transition table once more, written by itself: what each state makes of
//! each outcome, and where nothing, why.

use std::collections::HashMap;

use oneclick_providers::FailureReason;
use oneclick_rules::DeclineReason;

use crate::model::state::after::*;

/// States, outcomes, what follows. `success` is a state that only proof of our
/// reference and amount leads to, else `needs_review`; `later` is a step that is
/// taken once the word cannot be from before our own last change.
const TABLE: &[(&str, &str, &str)] = &[
    // Before the outcome is known.
    (
        "created sent unknown action_required processing",
        "captured",
        "success captured",
    ),
    (
        "created sent unknown action_required processing",
        "authorised capture_pending",
        "success authorised",
    ),
    (
        "created sent unknown action_required processing",
        "refunded",
        "refunded",
    ),
    (
        "created sent unknown action_required processing",
        "declined",
        "declined",
    ),
    (
        "created sent unknown action_required processing",
        "expired cancelled",
        "expired",
    ),
    (
        "created sent unknown processing",
        "action_required",
        "action_required",
    ),
    (
        "action_required",
        "action_required",
        "nothing: it waits for the shopper already",
    ),
    ("created sent unknown processing", "pending", "processing"),
    (
        "action_required",
        "pending",
        "nothing: the shopper may still go on",
    ),
    ("created sent", "failed", "failed"),
    (
        "unknown action_required processing",
        "failed",
        "nothing: it has been taken, or may have been",
    ),
    ("sent", "unknown", "unknown"),
    (
        "created unknown action_required processing",
        "unknown",
        "nothing: silence proves nothing",
    ),
    // A person decides, or money.
    ("needs_review", "captured", "success captured"),
    (
        "needs_review",
        "authorised capture_pending",
        "success authorised",
    ),
    ("needs_review", "refunded", "refunded"),
    (
        "needs_review",
        "declined action_required pending failed expired cancelled unknown",
        "nothing: a person decides",
    ),
    // Money is set aside.
    ("authorised", "captured", "captured"),
    ("authorised", "cancelled", "cancelled"),
    ("authorised", "refunded", "refunded"),
    ("authorised", "declined expired", "needs_review"),
    (
        "authorised",
        "authorised capture_pending",
        "nothing: it is known",
    ),
    (
        "authorised",
        "action_required pending failed unknown",
        "nothing: weaker than what is known",
    ),
    // Money is ours.
    ("captured", "refunded cancelled", "refunded"),
    ("captured", "declined expired", "later needs_review"),
    ("captured", "captured", "nothing: it is known"),
    (
        "captured",
        "authorised capture_pending action_required pending failed unknown",
        "nothing: older or weaker than what is known",
    ),
    // The authorisation was given back.
    ("cancelled", "captured", "needs_review"),
    (
        "cancelled",
        "authorised capture_pending",
        "later needs_review",
    ),
    ("cancelled", "refunded", "refunded"),
    ("cancelled", "cancelled", "nothing: it is known"),
    (
        "cancelled",
        "declined action_required pending failed expired unknown",
        "nothing: no money is told of",
    ),
    // The capture was given back.
    (
        "refunded",
        "authorised captured capture_pending",
        "later needs_review",
    ),
    ("refunded", "refunded cancelled", "nothing: it is known"),
    (
        "refunded",
        "declined action_required pending failed expired unknown",
        "nothing: no money is told of",
    ),
    // Released: money alone takes the order back.
    (
        "declined failed expired not_found",
        "captured",
        "success captured",
    ),
    (
        "declined failed expired not_found",
        "authorised capture_pending",
        "success authorised",
    ),
    ("declined failed expired not_found", "refunded", "refunded"),
    (
        "declined failed expired not_found",
        "declined action_required pending failed expired cancelled unknown",
        "nothing: no money is told of",
    ),
    // Its money is noted beside it, and given back from there.
    (
        "duplicate",
        "authorised captured capture_pending declined action_required pending failed expired cancelled refunded unknown",
        "nothing: its duplicate is followed by itself",
    ),
];

fn outcomes() -> HashMap<&'static str, Outcome> {
    let redirect = Outcome::ActionRequired {
        url: "https://bank.example/".into(),
        lifetime: None,
        declined: None,
    };
    HashMap::from([
        ("authorised", Outcome::Authorised),
        ("captured", Outcome::Captured),
        ("capture_pending", Outcome::CapturePending),
        ("declined", Outcome::Declined(DeclineReason::Refused)),
        ("action_required", redirect),
        ("pending", Outcome::Pending),
        ("failed", Outcome::Failed(FailureReason::NotSent)),
        ("expired", Outcome::Expired),
        ("cancelled", Outcome::Cancelled),
        ("refunded", Outcome::Refunded),
        ("unknown", Outcome::Unknown),
    ])
}

/// Returns what a cell says for an answer that is proven or not, late enough or not.
fn said(cell: &str, proven: bool, surely_newer: bool) -> Option<State> {
    if cell.starts_with("nothing: ") {
        return None;
    }
    let word = match cell.split_once(' ') {
        Some(("success", state)) if proven => state,
        Some(("success", _)) => "needs_review",
        Some(("later", state)) if surely_newer => state,
        Some(("later", _)) => return None,
        Some(_) => panic!("{cell}"),
        None => cell,
    };
    Some(State::parse(word).unwrap())
}

#[test]
fn every_state_makes_of_every_outcome_what_the_table_says() {
    let outcomes = outcomes();
    let mut seen = HashMap::new();
    for (states, words, cell) in TABLE {
        for state in states.split_whitespace() {
            let state = State::parse(state).unwrap();
            for word in words.split_whitespace() {
                let known = seen.insert((state, word), cell);
                assert_eq!(known, None, "{state:?} {word} stands twice");
                for (proven, surely_newer) in
                    [(true, true), (true, false), (false, true), (false, false)]
                {
                    let step = state.after(&outcomes[word], proven, surely_newer);
                    let expected = said(cell, proven, surely_newer).filter(|to| *to != state);
                    assert_eq!(
                        step.map(|step| step.to),
                        expected,
                        "{state:?} {word} proven {proven} surely_newer {surely_newer}"
                    );
                }
            }
        }
    }
    assert_eq!(seen.len(), State::ALL.len() * outcomes.len());
}
