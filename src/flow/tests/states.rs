//! Every state that a flow can stand in, by the way there.

use oneclick_rules::RedirectKind;

use super::*;

/// What the flow does in a state when the page sets the session again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is read at once.
    Reads,
    /// It is read when the charge, which may still be sent, has freed the order.
    Pays,
    /// It is read when what is asked about has freed the order.
    Asks,
    /// The order is not payable again.
    Ended,
}

fn refused<T>(status: u16, code: &str) -> CallResult<T> {
    let (status, problem) = problem(status, code);
    CallResult::Refused(status, problem)
}

fn bank() -> PaymentView {
    PaymentView {
        redirect: Some(Redirect {
            url: String::from("https://bank.example/"),
            kind: RedirectKind::Authentication,
            expires_at: None,
            cancellable: true,
        }),
        ..payment('P', PaymentState::ActionRequired)
    }
}

type States = Vec<(&'static str, Trial, Then)>;

fn add(states: &mut States, name: &'static str, then: Then, make: impl Fn(&mut Trial)) {
    let mut trial = Trial::new();
    make(&mut trial);
    states.push((name, trial, then));
}

fn ready(trial: &mut Trial) {
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
}

fn sent(trial: &mut Trial) {
    ready(trial);
    trial.press("123", 'a').send(FlowEvent::PageAgreed);
}

/// All of them.
pub fn states() -> States {
    let mut states = before_a_charge();
    states.extend(with_a_charge());
    states.extend(at_the_end());
    states
}

fn before_a_charge() -> States {
    let mut states = States::new();
    add(&mut states, "loading", Then::Reads, |_| {});
    add(&mut states, "loading after a retry", Then::Reads, |trial| {
        trial.session(CallResult::Lost(None), Stored::Nothing);
        trial.send(FlowEvent::Retried);
    });
    add(&mut states, "ready", Then::Reads, ready);
    add(&mut states, "ready, with a banner", Then::Reads, |trial| {
        sent(trial);
        trial.refused(409, "request.odd");
    });
    add(
        &mut states,
        "ready, being read anew",
        Then::Reads,
        |trial| {
            ready(trial);
            trial.send(FlowEvent::Renewed);
        },
    );
    add(
        &mut states,
        "ready, with its cards being read",
        Then::Reads,
        |trial| {
            sent(trial);
            trial.refused(422, "card.locked");
        },
    );
    add(
        &mut states,
        "ready, back from the page cache",
        Then::Reads,
        |trial| {
            ready(trial);
            trial.send(FlowEvent::CameBack);
        },
    );
    add(
        &mut states,
        "ready, at the end of its time",
        Then::Reads,
        |trial| {
            ready(trial);
            trial.send(FlowEvent::Looked {
                turn: None,
                present: true,
                at: 4_000,
            });
        },
    );
    states
}

fn with_a_charge() -> States {
    let mut states = States::new();
    add(&mut states, "held", Then::Pays, |trial| {
        ready(trial);
        trial.press("123", 'a');
    });
    add(&mut states, "sent", Then::Pays, sent);
    add(
        &mut states,
        "sent while it was read anew",
        Then::Pays,
        |trial| {
            sent(trial);
            trial.refused(422, "card.locked").press("123", 'b');
        },
    );
    add(&mut states, "sent again", Then::Pays, |trial| {
        sent(trial);
        trial.paid(CallResult::Lost(None));
    });
    add(&mut states, "asked about", Then::Asks, |trial| {
        sent(trial);
        trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    });
    add(&mut states, "checked by a person", Then::Asks, |trial| {
        sent(trial);
        let needs_review = true;
        let open = payment('P', PaymentState::Processing);
        trial.paid(CallResult::Answered(PaymentView {
            needs_review,
            ..open
        }));
    });
    add(&mut states, "lost", Then::Asks, |trial| {
        sent(trial);
        for _ in 0..3 {
            trial.paid(CallResult::Lost(None));
        }
    });
    add(&mut states, "at the bank", Then::Asks, |trial| {
        sent(trial);
        trial.paid(CallResult::Answered(bank()));
    });
    add(
        &mut states,
        "open, with its session ended",
        Then::Asks,
        |trial| {
            sent(trial);
            trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
            let turn = trial.flow.turn();
            trial.send(read(
                turn,
                refused(401, "session.expired"),
                Stored::Nothing,
                false,
            ));
        },
    );
    add(
        &mut states,
        "in doubt before it was read",
        Then::Reads,
        |trial| {
            trial.session(CallResult::Lost(None), Stored::Some);
        },
    );
    states
}

fn at_the_end() -> States {
    let mut states = States::new();
    add(&mut states, "paid", Then::Ended, |trial| {
        sent(trial);
        trial.paid(CallResult::Answered(payment('P', PaymentState::Succeeded)));
    });
    add(&mut states, "closed", Then::Ended, |trial| {
        sent(trial);
        trial.paid(CallResult::Answered(payment('P', PaymentState::Refunded)));
    });
    add(&mut states, "superseded", Then::Reads, |trial| {
        sent(trial);
        trial.refused(409, "session.superseded");
    });
    add(&mut states, "limited", Then::Reads, |trial| {
        sent(trial);
        trial.refused(429, "attempts.too_many");
    });
    add(&mut states, "expired", Then::Reads, |trial| {
        trial.session(refused(401, "session.expired"), Stored::Nothing);
    });
    add(
        &mut states,
        "expired while it was read anew",
        Then::Reads,
        |trial| {
            ready(trial);
            trial.send(FlowEvent::Renewed);
            trial.send(FlowEvent::ExtendAnswered {
                answer: CallResult::Refused(401, Box::default()),
                at: 6,
            });
        },
    );
    add(&mut states, "unavailable", Then::Reads, |trial| {
        trial.session(CallResult::Lost(None), Stored::Nothing);
    });
    states
}
