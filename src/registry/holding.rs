//! Holds back a charge for the page, and tells others of what may still be sent.

use std::rc::Rc;

use leptos::task::spawn_local;

use super::{AttachedView, FLOWS, RunningFlow};
use crate::client::Client;
use crate::flow::FlowEvent;

impl RunningFlow {
    /// Lets the page hold back the charge, then sends it. The press is guarded by now.
    pub(super) fn hold_back(self: &Rc<Self>, views: &[Rc<AttachedView>]) {
        let shown = views.iter().find(|shown| shown.host.is_connected());
        let Some(host) = shown.map(|shown| shown.host.clone()) else {
            return self.handle(FlowEvent::PageRefused);
        };
        let number = self.held_back.get().wrapping_add(1);
        self.held_back.set(number);
        let running = self.clone();
        spawn_local(async move {
            let is_free = running.client.page_agrees(&host).await;
            // One that was let go of meanwhile has no say over the next.
            if running.held_back.get() == number {
                running.handle(if is_free {
                    FlowEvent::PageAgreed
                } else {
                    FlowEvent::PageRefused
                });
            }
        });
    }

    /// Drops a charge that is held back if no other element shows it: the one that did has another
    /// session, or has gone.
    pub fn replaced(self: &Rc<Self>) {
        if self.views.borrow().len() == 1 {
            self.handle(FlowEvent::PageRefused);
        }
    }

    /// Takes the session away; returns whether a payment stays on screen.
    pub fn withdraw(client: &Client) -> bool {
        let found =
            FLOWS.with_borrow(|flows| flows.iter().find(|one| one.client.is(client)).cloned());
        let Some(running) = found else {
            return false;
        };
        running.handle(FlowEvent::Withdrawn);
        let stays = running.flow().state().shows_a_payment();
        if !stays {
            FLOWS.with_borrow_mut(|flows| flows.retain(|one| !Rc::ptr_eq(one, &running)));
        }
        stays
    }

    /// Tells the other flows of the page, or those alone that are shown.
    pub(super) fn tell_the_others(self: &Rc<Self>, shown_alone: bool, event: fn() -> FlowEvent) {
        for other in FLOWS.with_borrow(Clone::clone) {
            let is_meant = !shown_alone || !other.views.borrow().is_empty();
            if is_meant && !Rc::ptr_eq(&other, self) {
                other.handle(event());
            }
        }
    }

    /// Returns whether another element of the page, or another tab as far as it can be
    /// known, may still send a charge of the order.
    pub(super) async fn is_sent_elsewhere(&self) -> bool {
        let flow = self.flow();
        let Some(session) = flow
            .session()
            .checkout()
            .filter(|_| flow.charge().pending().is_some())
        else {
            return false;
        };
        let checkout = self.client.checkout();
        let may_charge = |one: &Rc<Self>| {
            let flow = one.flow();
            let is_same = flow.session().checkout().map(|one| &one.order) == Some(&session.order);
            flow.may_charge() && is_same && one.client.checkout() == checkout
        };
        FLOWS.with_borrow(|flows| flows.iter().any(may_charge))
            || self.client.is_claimed(&session.order).await
    }
}
