//! Handles the refusal of a charge, by the server or by the rules here.

use oneclick_rules::wire::ProblemView;
use oneclick_rules::{ErrorCode, Limit, Mode, Unusable};

use super::{Banner, CvcProblem, DomEvent, Effect, Flow, Loss, State};

impl Flow {
    /// Handles the server's refusal of a charge: a refused request wrote nothing.
    pub(super) fn refused(&mut self, status: u16, problem: ProblemView, effects: &mut Vec<Effect>) {
        match problem.code.as_str() {
            "amount.changed" => {
                if let (Some(amount), Some(session)) = (problem.amount, &mut self.session) {
                    session.amount = amount;
                    self.free(Some(Banner::AmountChanged), effects);
                    let event = DomEvent::Failed(problem.code, problem.request_id);
                    return effects.push(Effect::Dispatch(event));
                }
            }
            "payment.stale" => {
                return match problem.payment {
                    Some(payment) => self.settle(*payment, effects),
                    // There is one all the same.
                    None => self.leave_to_questions(effects),
                };
            }
            "session.superseded" => {
                self.forget_key(effects);
                self.state = State::Superseded;
                return self.fail(problem, effects);
            }
            "payment.running" => return self.leave_to_questions(effects),
            _ => {}
        }
        // An earlier request with this key may have arrived, whatever became of this one.
        if self.lost > 0 {
            return self.leave_to_questions(effects);
        }
        let of_the_cvc = problem.violations.iter().copied();
        let of_the_cvc = of_the_cvc.chain(ErrorCode::parse(&problem.code));
        let of_the_cvc = of_the_cvc.into_iter().find(|code| is_of_the_cvc(*code));
        match (status, of_the_cvc) {
            (401, _) => {
                self.forget_key(effects);
                self.state = State::Expired;
            }
            (_, Some(code)) => {
                let problem = CvcProblem::Rule(code);
                self.free(Some(Banner::Cvc(problem)), effects);
                effects.push(Effect::FocusCvc);
            }
            (429, _) => {
                self.free(Some(Banner::TooMany(problem.limit)), effects);
                if problem.limit == Some(Limit::WrongCodesPerCard) {
                    self.take_out(Some(Unusable::CvcAttempts), effects);
                }
            }
            (_, None) if problem.code.starts_with("card.") => {
                self.free(Some(Banner::Card), effects);
                let why = Unusable::parse(&problem.code).unwrap_or(Unusable::Provider);
                self.take_out((problem.code != "card.unknown").then_some(why), effects);
            }
            (_, None) => self.free(Some(Banner::Refused), effects),
        }
        self.fail(problem, effects);
    }

    /// Refuses a press because a rule is broken: nothing was sent.
    pub(super) fn refused_here(&mut self, broken: &[ErrorCode], effects: &mut Vec<Effect>) {
        let of_the_cvc = broken.iter().copied().find(|code| is_of_the_cvc(*code));
        self.state = State::Ready(Some(match of_the_cvc {
            Some(code) if broken.len() == 1 => {
                effects.push(Effect::FocusCvc);
                Banner::Cvc(CvcProblem::Rule(code))
            }
            Some(_) | None => Banner::Card,
        }));
    }

    /// Tells page and developer, once, of an answer that cannot be read: the
    /// shopper's screen says only that the outcome is open.
    pub(super) fn regret(&mut self, loss: Option<&Loss>, effects: &mut Vec<Effect>) {
        let unreadable = loss.filter(|loss| loss.code == "server.unreadable");
        if let Some(loss) = unreadable
            && self.complaint != loss.detail
        {
            let event = DomEvent::Failed(loss.code.clone(), loss.request_id.clone());
            effects.push(Effect::Dispatch(event));
        }
        self.complain(loss, effects);
    }

    /// Tells the developer what to mend, once; in live mode there is none at
    /// the console.
    pub(super) fn complain(&mut self, loss: Option<&Loss>, effects: &mut Vec<Effect>) {
        let Some(detail) = loss.and_then(|loss| loss.detail.clone()) else {
            return;
        };
        let live = self.session.as_ref().map(|session| session.mode) == Some(Mode::Live);
        if self.complaint.as_ref() != Some(&detail) {
            if !live {
                effects.push(Effect::Complain(detail.clone()));
            }
            self.complaint = Some(detail);
        }
    }
}

/// Returns whether a rule is about the security code.
fn is_of_the_cvc(code: ErrorCode) -> bool {
    code.as_str().starts_with("cvc.")
}
