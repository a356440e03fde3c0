//! The callbacks of a view.

use leptos::prelude::*;

use crate::flow::FlowEvent;

/// Carries what the shopper does in a view to its flow.
///
/// A listener may outlive its view: a callback that is disposed of does nothing.
#[derive(Clone, Copy)]
pub struct ViewCallbacks {
    event: UnsyncCallback<FlowEvent>,
    press: UnsyncCallback<()>,
    may_press: UnsyncCallback<(), bool>,
}

impl ViewCallbacks {
    /// Makes the callbacks of the view whose owner is the current one.
    pub fn new(
        event: impl Fn(FlowEvent) + 'static,
        press: impl Fn() + 'static,
        may_press: impl Fn() -> bool + 'static,
    ) -> Self {
        Self {
            event: UnsyncCallback::new(event),
            press: UnsyncCallback::new(move |()| press()),
            may_press: UnsyncCallback::new(move |()| may_press()),
        }
    }

    /// Sends an event to the flow.
    pub fn send(self, event: FlowEvent) {
        let _ = self.event.try_run(event);
    }

    /// Presses the button that pays.
    pub fn press(self) {
        let _ = self.press.try_run(());
    }

    /// Returns whether a press of the button does anything at this moment.
    pub fn may_press(self) -> bool {
        self.may_press.try_run(()).unwrap_or_default()
    }
}
