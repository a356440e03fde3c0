//! Handles the answers to `GET {endpoint}`: the first one begins the flow, the others bring
//! another amount, other cards, and what became of a payment.

use oneclick_rules::wire::{CheckoutView, PaymentView, ProblemView};

use super::effect::{DomEvent, Effects};
use super::event::{CallResult, ReadContext};
use super::extending::watch_the_end;
use super::parts::FlowParts;
use super::pending_charge::Stored;
use super::refusing::stop;
use super::settling::settle;
use super::state::{Banner, Polling, State};

/// Takes the answer to the last question.
pub(super) fn checkout_answered(
    flow: &mut FlowParts,
    answer: CallResult<Box<CheckoutView>>,
    context: ReadContext,
    effects: &mut Effects,
) {
    let was_checking = flow.questions.end_check();
    flow.questions.hear();
    let is_first = flow.session.checkout().is_none();
    let is_open = flow.state.is_open();
    let is_expected = is_first || is_open || flow.is_limited() || flow.is_ready();
    if flow.charge.is_sending() || !is_expected {
        return;
    }
    let was_offline = flow.is_offline;
    flow.note_connection(&answer);
    flow.session_update.is_read();
    if is_first {
        flow.charge.recall(&context.stored);
    }
    match answer {
        CallResult::Answered(mut checkout) => {
            let payment = checkout.payment.take().map(Box::new);
            flow.clock.set(checkout.now, context.at);
            flow.take(Some(checkout));
            if is_first {
                begin(flow, payment, context.stored, effects);
            } else if is_open {
                find_out(flow, payment, context.elsewhere, effects);
            } else {
                refresh(flow, payment, was_checking, effects);
            }
            heed(flow, is_open, context.at, effects);
        }
        CallResult::Refused(401, problem) => {
            flow.state = if is_open || (is_first && context.stored.is_kept()) {
                State::Processing(Polling::Ended)
            } else {
                State::Expired
            };
            flow.reports.fail(*problem, effects);
        }
        // The server says so only while nothing holds the order: a charge that was sent
        // is refused as well.
        CallResult::Refused(_, problem) if problem.code == "session.superseded" => {
            flow.end(State::Superseded, effects);
            flow.reports.fail(*problem, effects);
        }
        CallResult::Refused(_, problem) if is_first => begin_without(flow, problem, effects),
        // Said already: what is tried again by itself is tried in silence, also once when the
        // connection is back, for what failed meanwhile says nothing of the server.
        CallResult::Lost(_) if flow.state == State::Unavailable && was_offline => {
            flow.questions.ask_later(None, effects);
        }
        CallResult::Lost(loss) if is_first => {
            let is_live = flow.session.is_live();
            flow.reports.complain(loss.as_ref(), is_live, effects);
            let problem = loss.map(|loss| {
                Box::new(ProblemView {
                    code: loss.code,
                    request_id: loss.request_id,
                    ..ProblemView::default()
                })
            });
            begin_without(flow, problem.unwrap_or_default(), effects);
        }
        // If the cards are on screen, a press will find out.
        CallResult::Lost(loss) => {
            let is_live = flow.session.is_live();
            flow.reports.regret(loss.as_ref(), is_live, effects);
            ask_on(flow, effects);
        }
        CallResult::Refused(..) => ask_on(flow, effects),
    }
}

/// Begins with what the checkout says of the order's payment.
fn begin(
    flow: &mut FlowParts,
    payment: Option<Box<PaymentView>>,
    stored: Stored,
    effects: &mut Effects,
) {
    flow.session.pick_usable();
    effects.dispatch(DomEvent::Ready);
    if let Some(payment) = &payment {
        flow.session.pick_declined(payment);
    }
    if let Stored::This(pending) = stored {
        flow.session.change_pick(&pending.card);
        flow.charge.resume(pending);
    }
    match payment {
        Some(payment) if !flow.charge.is_older(&payment) => settle(flow, payment, effects),
        payment => {
            flow.charge.follow(payment.map(|payment| payment.id));
            if flow.charge.pending().is_none() {
                flow.state = State::Ready(None);
            } else {
                flow.state = State::Processing(Polling::Active);
                flow.questions.ask_for_resumed(effects);
            }
        }
    }
}

/// Finds out what became of a charge. An answer without a payment that this page did not
/// know before proves nothing while a charge may still be sent `elsewhere`.
fn find_out(
    flow: &mut FlowParts,
    payment: Option<Box<PaymentView>>,
    elsewhere: bool,
    effects: &mut Effects,
) {
    flow.session.pick_usable();
    if let Some(payment) = payment.filter(|payment| !flow.charge.is_older(payment)) {
        return settle(flow, payment, effects);
    }
    if flow.charge.has_seen_a_later_one() {
        // It was there before: this answer lags behind.
        return flow.questions.ask_later(None, effects);
    }
    let is_pending = flow.charge.pending().is_some();
    if !flow.questions.miss(is_pending, elsewhere, effects) {
        // The key stays: if what was sent arrives after all, the next press meets it.
        flow.state = State::Ready(is_pending.then_some(Banner::NotArrived));
    }
}

/// Shows how amount and cards stand now, and what was paid meanwhile.
pub(super) fn refresh(
    flow: &mut FlowParts,
    payment: Option<Box<PaymentView>>,
    was_checking: bool,
    effects: &mut Effects,
) {
    let checkout = flow.session.checkout();
    if flow.is_limited() && checkout.is_none_or(|checkout| checkout.limited.is_none()) {
        flow.state = State::Ready(None);
    }
    flow.keep_pick(effects);
    if was_checking {
        effects.dispatch(DomEvent::Ready);
    }
    if let Some(payment) = payment
        && says_more(flow, &payment)
    {
        settle(flow, payment, effects);
    }
}

/// Returns whether a payment says more than what is on screen.
fn says_more(flow: &FlowParts, payment: &PaymentView) -> bool {
    let is_known = flow.charge.seen() == Some(&payment.id);
    !(flow.charge.is_older(payment) || (is_known && payment.state.frees_the_order()))
}

/// Heeds what the checkout that was read says of the session's end, unless that very end is
/// `watched` already, and of a limit.
pub(super) fn heed(flow: &mut FlowParts, watched: bool, at: i64, effects: &mut Effects) {
    watch_the_end(flow, watched, at, effects);
    heed_the_end(flow, effects);
    heed_the_limit(flow, effects);
}

/// Ends with a session that is over: it has no cards and no payment that is open.
fn heed_the_end(flow: &mut FlowParts, effects: &mut Effects) {
    let is_over = flow
        .session
        .checkout()
        .is_some_and(|checkout| checkout.cards.is_empty() && checkout.expires_at <= checkout.now);
    if is_over && (flow.is_ready() || flow.is_limited()) {
        flow.state = State::Expired;
        effects.fail("session.expired");
    }
}

/// Offers no payment while the server would take none.
fn heed_the_limit(flow: &mut FlowParts, effects: &mut Effects) {
    let limited = flow
        .session
        .checkout()
        .and_then(|checkout| checkout.limited);
    // A charge that may still arrive keeps its key: a press of it is refused, if at all.
    let is_free = flow.is_limited() || (flow.is_ready() && flow.charge.pending().is_none());
    if let Some(limited) = limited.filter(|_| is_free) {
        stop(flow, limited, effects);
    }
}

/// Begins without a checkout: says so, or asks on where money may have moved.
#[expect(
    clippy::boxed_local,
    reason = "a box is moved as a pointer, which is smaller in WebAssembly"
)]
fn begin_without(flow: &mut FlowParts, problem: Box<ProblemView>, effects: &mut Effects) {
    if flow.charge.may_be_sent() {
        flow.state = State::Processing(Polling::Active);
        flow.questions.ask_later(None, effects);
    } else {
        flow.state = State::Unavailable;
        if flow.is_offline {
            flow.questions.ask_later(None, effects);
        }
    }
    flow.reports.fail(*problem, effects);
}

/// Asks again later while an outcome is open, a limit lasts, or there is no connection.
fn ask_on(flow: &mut FlowParts, effects: &mut Effects) {
    if flow.state.is_open() || flow.is_limited() || flow.is_offline {
        flow.questions.ask_later(None, effects);
    }
}
