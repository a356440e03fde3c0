//! Another amount than the one that the shopper has seen: told, with both, until the button
//! is pressed with it.

use super::*;

fn costs(minor: u64, payment: Option<PaymentView>) -> CallResult<Box<CheckoutView>> {
    let mut session = session(payment);
    session.amount = amount(minor);
    CallResult::Answered(session)
}

impl Trial {
    /// The amount before, and the one now.
    fn amounts(&self) -> (Option<Amount>, Amount) {
        let session = self.flow.session();
        (
            self.flow.amount_before(),
            session.checkout().unwrap().amount,
        )
    }
}

#[test]
fn a_price_that_changes_is_told_until_the_button_is_pressed_with_it() {
    let mut trial = Trial::ready();
    assert_eq!(trial.amounts(), (None, amount(995)));
    trial.send(FlowEvent::Renewed);
    trial.session(costs(1295, None), Stored::Nothing);
    assert_eq!(trial.amounts(), (Some(amount(995)), amount(1295)));
    // Twice, and the first one counts; back again, and there is nothing to tell.
    trial.session(costs(1495, None), Stored::Nothing);
    assert_eq!(trial.amounts(), (Some(amount(995)), amount(1495)));
    trial.session(costs(995, None), Stored::Nothing);
    assert_eq!(trial.amounts(), (None, amount(995)));
    trial.session(costs(1295, None), Stored::Nothing);
    trial.press("123", 'a');
    assert_eq!(trial.amounts(), (None, amount(1295)));
    assert!(trial.did("hold") && trial.done.iter().any(|done| done.contains("1295")));
}

#[test]
fn a_price_that_changed_while_a_payment_was_open_is_told_with_its_decline() {
    let mut trial = Trial::submitting();
    trial.paid(CallResult::Answered(payment('P', PaymentState::Processing)));
    let declined = payment('P', PaymentState::Declined);
    trial.session(costs(1295, Some(declined)), Stored::Nothing);
    assert_eq!(trial.screen(), "declined");
    assert_eq!(trial.amounts(), (Some(amount(995)), amount(1295)));
}

#[test]
fn a_press_with_an_old_amount_is_asked_once_with_both() {
    let mut trial = Trial::submitting();
    let (status, mut problem) = problem(409, "amount.changed");
    problem.amount = Some(amount(1295));
    trial.paid(CallResult::Refused(status, problem.clone()));
    assert_eq!(trial.screen(), "superseded");
    assert_eq!(trial.amounts(), (Some(amount(995)), amount(1295)));
    trial.press("123", 'b');
    assert_eq!(trial.amounts(), (None, amount(1295)));
    // A refusal of the very amount is none that another press helps against.
    trial.paid(CallResult::Refused(status, problem));
    assert_eq!(trial.banner(), Some(Banner::Refused));
}

#[test]
fn a_payment_of_another_tab_with_another_amount_leaves_nothing_to_tell() {
    let mut trial = Trial::ready();
    let mut open = payment('P', PaymentState::Processing);
    open.amount = amount(1295);
    trial.session(costs(1295, Some(open)), Stored::Nothing);
    let declined = payment('P', PaymentState::Declined);
    trial.session(costs(995, Some(declined)), Stored::Nothing);
    assert_eq!(trial.amounts(), (None, amount(995)));
}
