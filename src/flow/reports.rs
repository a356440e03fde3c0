//! What went wrong, for the shopper's screen, the page and its developer.

use oneclick_rules::PaymentId;
use oneclick_rules::wire::ProblemView;

use super::effect::{DomEvent, Effect, Effects};
use super::event::Loss;

/// Reports what fails: to the page by an event, and to the developer once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reports {
    /// The name of the last failure in the server's log, until a payment answers.
    request_id: Option<String>,
    /// The last complaint to the developer: each is made once.
    complaint: Option<String>,
}

impl Reports {
    /// Returns the name of the last failure in the server's log.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Shows the request id of another failure, or of none.
    pub fn show(&mut self, request_id: Option<String>) {
        self.request_id = request_id;
    }

    /// Shows the payment's id in the place of a request id: it stands in the log as well.
    pub fn name(&mut self, payment: &PaymentId) {
        self.request_id = Some(payment.as_str().to_owned());
    }

    /// Reports the server's refusal.
    pub fn fail(&mut self, problem: ProblemView, effects: &mut Effects) {
        self.request_id.clone_from(&problem.request_id);
        let code = if problem.code.is_empty() {
            String::from("server.unavailable")
        } else {
            problem.code
        };
        effects.dispatch(DomEvent::Failed(code, problem.request_id));
    }

    /// Tells page and developer, once, of an answer that cannot be read: the
    /// shopper's screen says only that the outcome is open.
    pub fn regret(&mut self, loss: Option<&Loss>, is_live: bool, effects: &mut Effects) {
        let unreadable = loss.filter(|loss| loss.code == "server.unreadable");
        if let Some(loss) = unreadable
            && self.complaint != loss.detail
        {
            let event = DomEvent::Failed(loss.code.clone(), loss.request_id.clone());
            effects.dispatch(event);
        }
        self.complain(loss, is_live, effects);
    }

    /// Tells the developer what to mend, once; in live mode there is none at
    /// the console.
    pub fn complain(&mut self, loss: Option<&Loss>, is_live: bool, effects: &mut Effects) {
        let Some(detail) = loss.and_then(|loss| loss.detail.clone()) else {
            return;
        };
        if self.complaint.as_ref() != Some(&detail) {
            if !is_live {
                effects.push(Effect::Complain(detail.clone()));
            }
            self.complaint = Some(detail);
        }
    }
}
