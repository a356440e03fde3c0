//! Handles the server's refusal of a charge.

use oneclick_rules::wire::{LimitedView, ProblemView};
use oneclick_rules::{ErrorCode, Limit, Unusable};

use super::effect::{DomEvent, Effect, Effects};
use super::parts::FlowParts;
use super::settling::settle;
use super::state::{Banner, CvcProblem, State};

/// The seconds of a minute's limit.
const MINUTE: u64 = 60;

/// The most seconds that a page waits for the end of a limit by itself.
const SOON: u64 = 3_600;

/// Handles the server's refusal of a charge: a refused request wrote nothing.
#[expect(
    clippy::boxed_local,
    reason = "a box is moved as a pointer, which is smaller in WebAssembly"
)]
pub(super) fn refuse(
    flow: &mut FlowParts,
    status: u16,
    problem: Box<ProblemView>,
    effects: &mut Effects,
) {
    match problem.code.as_str() {
        "amount.changed" => {
            if let Some(amount) = problem.amount
                && flow.session.take_amount(amount)
            {
                flow.free(Some(Banner::AmountChanged), effects);
                let event = DomEvent::Failed(problem.code, problem.request_id);
                return effects.dispatch(event);
            }
        }
        "payment.stale" => {
            return match problem.payment {
                Some(payment) => settle(flow, payment, effects),
                // There is one all the same.
                None => flow.leave_to_questions(effects),
            };
        }
        "session.superseded" => {
            flow.end(State::Superseded, effects);
            return flow.reports.fail(*problem, effects);
        }
        "payment.running" => return flow.leave_to_questions(effects),
        _ => {}
    }
    // An earlier request with this key may have arrived, whatever became of this one.
    if flow.charge.was_lost() {
        return flow.leave_to_questions(effects);
    }
    let of_the_cvc = problem.violations.iter().copied();
    let of_the_cvc = of_the_cvc.chain(ErrorCode::of_cvc(&problem.code));
    let of_the_cvc = of_the_cvc.into_iter().next().map(CvcProblem::Rule);
    match (status, of_the_cvc) {
        (401, _) => flow.end(State::Expired, effects),
        (_, Some(problem)) => {
            flow.free(Some(Banner::Cvc(problem)), effects);
            effects.push(Effect::FocusCvc);
        }
        (429, _) => {
            let of_the_pick = if flow.session.is_new_card_picked() {
                Limit::NewCardsPerCustomer
            } else {
                Limit::WrongCvcsPerCard
            };
            if problem.limit == Some(of_the_pick) {
                flow.free(Some(Banner::TooMany(problem.limit)), effects);
                flow.take_out(Some(Unusable::CvcAttempts), effects);
            } else {
                let (limit, retry_after) = (problem.limit, problem.retry_after);
                stop(flow, LimitedView { limit, retry_after }, effects);
            }
        }
        (_, None) if problem.code.starts_with("card.") => {
            flow.free(Some(Banner::Card), effects);
            let why = Unusable::parse(&problem.code).unwrap_or(Unusable::Provider);
            flow.take_out((problem.code != "card.unknown").then_some(why), effects);
        }
        (_, None) => flow.free(Some(Banner::Refused), effects),
    }
    flow.reports.fail(*problem, effects);
}

/// Offers no payment until the limit ends, and goes on then if that is soon.
pub(super) fn stop(flow: &mut FlowParts, limited: LimitedView, effects: &mut Effects) {
    let LimitedView { limit, retry_after } = limited;
    let of_the_minute = (limit == Some(Limit::SubmissionsPerMinute)).then_some(MINUTE);
    let wait = retry_after.or(of_the_minute);
    let before = flow.state.banner().and_then(Banner::with_a_limit);
    let state = State::Limited {
        limit,
        wait,
        before,
    };
    flow.end(state, effects);
    if let Some(seconds @ ..=SOON) = wait {
        // A pause is cut by up to a quarter.
        flow.questions.ask(seconds.max(1) * 4_000 / 3, effects);
    }
}
