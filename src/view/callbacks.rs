//! The callbacks of a view.

use std::rc::Rc;

use leptos::prelude::*;

use crate::flow::FlowEvent;

/// Carries what the shopper does in a view to its flow.
///
/// A listener may outlive its view: a callback that is disposed of does nothing.
#[derive(Clone, Copy)]
pub struct ViewCallbacks(StoredValue<Rc<Callbacks>, LocalStorage>);

/// Holds the functions. One stored value for all of them: one for each would be built
/// anew for its type, which is half a kilobyte to load.
struct Callbacks {
    send: Box<dyn Fn(FlowEvent)>,
    press: Box<dyn Fn()>,
    may_press: Box<dyn Fn() -> bool>,
}

impl ViewCallbacks {
    /// Makes the callbacks of the view whose owner is the current one.
    pub fn new(
        send: impl Fn(FlowEvent) + 'static,
        press: impl Fn() + 'static,
        may_press: impl Fn() -> bool + 'static,
    ) -> Self {
        Self(StoredValue::new_local(Rc::new(Callbacks {
            send: Box::new(send),
            press: Box::new(press),
            may_press: Box::new(may_press),
        })))
    }

    /// Sends an event to the flow.
    pub fn send(self, event: FlowEvent) {
        if let Some(callbacks) = self.0.try_get_value() {
            (callbacks.send)(event);
        }
    }

    /// Presses the button that pays.
    pub fn press(self) {
        if let Some(callbacks) = self.0.try_get_value() {
            (callbacks.press)();
        }
    }

    /// Returns whether a press of the button does anything at this moment.
    pub fn may_press(self) -> bool {
        let callbacks = self.0.try_get_value();
        callbacks.is_some_and(|callbacks| (callbacks.may_press)())
    }
}
