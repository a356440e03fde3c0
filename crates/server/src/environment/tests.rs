use crate::environment::*;

const QUARTER: i64 = 900_000;

fn clock() -> Clock {
    Environment::real().clock().clone()
}

#[test]
fn a_step_is_no_time_that_surely_passed() {
    let clock = clock();
    let moment = clock.moment();
    clock.step(QUARTER);
    assert!(clock.surely_since(moment) < QUARTER);
    assert!(clock.perhaps_since(moment) >= QUARTER);
}

#[test]
fn a_step_back_hides_no_time_that_perhaps_passed() {
    let clock = clock();
    let moment = clock.moment();
    clock.advance(QUARTER);
    clock.step(-2 * QUARTER);
    assert!(clock.surely_since(moment) < 0);
    assert!(clock.perhaps_since(moment) >= QUARTER);
}

#[test]
fn what_passes_on_both_has_passed() {
    let clock = clock();
    let moment = clock.moment();
    clock.advance(QUARTER);
    assert!(clock.surely_since(moment) >= QUARTER);
}

#[test]
fn makes_what_the_rules_accept_and_never_the_same_twice() {
    let environment = Environment::real();
    let random = environment.random();
    assert_ne!(random.session_id().unwrap(), random.session_id().unwrap());
    assert_ne!(random.payment_id().unwrap(), random.payment_id().unwrap());
    assert_ne!(random.card_id().unwrap(), random.card_id().unwrap());
    assert_ne!(
        random.operation_reference().unwrap(),
        random.operation_reference().unwrap()
    );
    assert_eq!(random.request_id().unwrap().len(), 16);
    assert_eq!(random.client_token().unwrap().expose().len(), 3 + 43);
}
