//! Asks the server, and reads what the tab holds when the session answers.

use std::rc::Rc;

use leptos::task::spawn_local;
use oneclick_rules::wire::CheckoutView;

use super::{FLOWS, RunningFlow};
use crate::flow::{CallResult, FlowEvent, PendingCharge, ReadContext, State, Stored};
use crate::storage;

impl RunningFlow {
    /// Asks after a pause, unless another question came first.
    pub(super) fn ask(self: &Rc<Self>, after: u64, turn: u32) {
        let running = self.clone();
        spawn_local(async move {
            running.rest(after).await;
            if running.flow.borrow().turn() != turn {
                return;
            }
            // Before and after: what was sent meanwhile is in no answer.
            let before = running.is_sent_elsewhere().await;
            let answer = running.client.read_checkout().await;
            let context = ReadContext {
                stored: running.stored(&answer),
                elsewhere: before || running.is_sent_elsewhere().await,
                at: running.now(),
            };
            running.handle(FlowEvent::CheckoutAnswered {
                turn,
                answer,
                context,
            });
        });
    }

    fn stored(&self, answer: &CallResult<Box<CheckoutView>>) -> Stored {
        match answer {
            CallResult::Answered(session) => {
                let pending = storage::find(&self.client, &session.session);
                pending
                    .or_else(|| pending_for(&self.client.checkout(), &session.order))
                    .map_or(Stored::Nothing, Stored::This)
            }
            CallResult::Refused(..) | CallResult::Lost(_) => {
                // Without storage in the tab the flows alone know.
                let knows = |one: &Rc<Self>| {
                    let flow = one.flow();
                    flow.charge().pending().is_some() || *flow.state() == State::Succeeded
                };
                let is_known = FLOWS.with_borrow(|flows| flows.iter().any(knows));
                match self.client.remembers() {
                    Some(false) if !is_known => Stored::Nothing,
                    None if !is_known => Stored::Unreadable,
                    Some(_) | None => Stored::Some,
                }
            }
        }
    }
}

/// Finds the pending charge of another session of the same order: the order goes by it,
/// whichever session asks.
fn pending_for(checkout: &str, order: &str) -> Option<PendingCharge> {
    FLOWS.with_borrow(|flows| {
        flows.iter().find_map(|one| {
            let flow = one.flow();
            let same = flow
                .session()
                .checkout()
                .is_some_and(|session| session.order == order);
            let same = same && one.client.checkout() == checkout;
            flow.charge().pending().filter(|_| same).cloned()
        })
    })
}
