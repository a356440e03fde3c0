//! The end of a session: put off, told, reached.

use oneclick_rules::wire::ExtendedView;

use super::*;

/// The local clock when the server's is `NOW` and so many seconds.
fn after(seconds: i64) -> i64 {
    5 + seconds
}

impl Trial {
    fn looked(&mut self, present: bool, seconds: i64) -> &mut Self {
        let at = after(seconds);
        let turn = None;
        self.send(FlowEvent::Looked { turn, present, at })
    }

    fn extended(&mut self, end: i64, seconds: i64) -> &mut Self {
        let answer = CallResult::Answered(ExtendedView {
            expires_at: NOW + end,
            now: NOW + seconds,
        });
        let at = after(seconds);
        self.send(FlowEvent::ExtendAnswered { answer, at })
    }
}

#[test]
fn a_session_is_extended_before_its_end_while_the_shopper_is_there() {
    let mut trial = Trial::ready();
    assert!(trial.did("look 3000000"), "{:?}", trial.done);
    trial.looked(true, 2_999);
    assert_eq!(trial.done, ["look 1000"]);
    trial.looked(true, 3_000);
    assert_eq!(trial.done, ["extend"]);
    // Once, however often the page is seen.
    trial.looked(true, 3_001);
    assert!(!trial.did("extend"));
    trial.extended(3_000 + 3_600, 3_001);
    assert_eq!(trial.done, ["look 2999000"]);
    assert_eq!((trial.screen(), trial.banner()), ("ready", None));
}

#[test]
fn a_session_that_nobody_sees_is_not_extended_but_told_of() {
    let mut trial = Trial::ready();
    trial.looked(false, 3_000);
    assert_eq!(trial.done, ["look 300000"]);
    trial.looked(false, 3_300);
    let dispatched = format!("dispatch expiring {}", NOW + 3_600);
    assert_eq!(trial.done, [dispatched.as_str(), "look 300000"]);
    assert_eq!(trial.banner(), Some(Banner::Ending));
    // A shopper who comes back in time gets more, and the banner goes.
    trial.looked(true, 3_400);
    assert_eq!(trial.done, ["extend"]);
    trial.extended(3_400 + 3_600, 3_400);
    assert_eq!(trial.banner(), None);
}

#[test]
fn the_servers_limit_is_told_and_not_asked_beyond() {
    let mut trial = Trial::ready();
    trial.looked(true, 3_000).extended(3_600, 3_000);
    assert_eq!(trial.done, ["look 300000"]);
    trial.looked(true, 3_300);
    assert!(trial.did("dispatch expiring") && !trial.did("extend"));
    trial.looked(true, 3_400);
    assert_eq!(trial.done, ["look 200000"]);
}

#[test]
fn an_end_that_has_come_is_asked_of_the_server() {
    let mut trial = Trial::ready();
    trial.looked(true, 3_600);
    assert_eq!(trial.done, ["ask 0"]);
    trial.press("123", 'a');
    assert!(trial.done.is_empty());
    let (status, problem) = problem(401, "session.expired");
    trial.session(CallResult::Refused(status, problem), Stored::Nothing);
    assert_eq!(trial.screen(), "expired");
    assert!(trial.did("dispatch error session.expired"));
}

#[test]
fn a_local_clock_that_ran_ahead_ends_nothing() {
    let mut trial = Trial::ready();
    trial.looked(true, 7_200);
    assert!(trial.did("ask 0"));
    // The server says that no time has passed.
    trial.session(CallResult::Answered(session(None)), Stored::Nothing);
    assert_eq!(trial.screen(), "ready");
    assert!(trial.flow.may_press() && trial.did("look"));
}

#[test]
fn an_endpoint_that_serves_what_is_over_is_not_asked_on_and_on() {
    let mut over = session(None);
    over.expires_at = NOW - 1;
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(over.clone()), Stored::Nothing);
    assert!(!trial.did("ask") && !trial.did("look"), "{:?}", trial.done);
    trial.looked(true, 1);
    trial.session(CallResult::Answered(over), Stored::Nothing);
    assert!(!trial.did("ask"), "{:?}", trial.done);
}

#[test]
fn a_short_session_is_extended_late_and_an_extension_that_is_lost_asked_again() {
    let mut short = session(None);
    short.expires_at = NOW + 60;
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(short), Stored::Nothing);
    assert!(trial.did("look 45000"), "{:?}", trial.done);
    trial.looked(true, 45);
    assert_eq!(trial.done, ["extend"]);
    let answer = CallResult::Lost(None);
    let at = after(46);
    trial.send(FlowEvent::ExtendAnswered { answer, at });
    assert_eq!(trial.done, ["look 30000"]);
    trial.looked(true, 50);
    assert_eq!(trial.done, ["extend"]);
}

#[test]
fn a_payment_under_way_keeps_its_session_and_its_screen() {
    let mut trial = Trial::submitting();
    trial.looked(true, 3_300);
    assert_eq!(trial.done, ["look 30000"]);
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    trial.looked(false, 3_300);
    assert!(trial.did("dispatch expiring"));
    assert_eq!(trial.screen(), "unknown");
    trial.looked(false, 3_700);
    assert_eq!((trial.screen(), trial.did("ask")), ("unknown", false));
    trial.current(Some(payment('P', PaymentState::Succeeded)));
    trial.looked(true, 3_701);
    assert!(trial.done.is_empty());
}

#[test]
fn an_end_that_is_years_away_rings_no_timer_at_once() {
    let mut far = session(None);
    far.expires_at = NOW + (1 << 40);
    let mut trial = Trial::new();
    trial.session(CallResult::Answered(far), Stored::Nothing);
    assert!(trial.did("look 3600000"), "{:?}", trial.done);
}

#[test]
fn only_the_last_pause_is_heard() {
    let mut trial = Trial::ready();
    trial.looked(true, 10);
    let (present, at) = (true, after(3_000));
    let turn = Some(1);
    trial.send(FlowEvent::Looked { turn, present, at });
    assert!(trial.done.is_empty());
    let turn = Some(2);
    trial.send(FlowEvent::Looked { turn, present, at });
    assert_eq!(trial.done, ["extend"]);
}

#[test]
fn a_session_that_expired_while_it_was_read_waits_for_nothing() {
    let mut trial = Trial::ready();
    trial.looked(true, 3_000).send(FlowEvent::CameBack);
    assert!(trial.flow.is_busy());
    let (status, problem) = problem(401, "session.expired");
    trial.send(FlowEvent::ExtendAnswered {
        answer: CallResult::Refused(status, problem),
        at: after(3_001),
    });
    trial.current(None);
    assert_eq!((trial.screen(), trial.flow.is_busy()), ("expired", false));
}
