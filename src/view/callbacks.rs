//! The callbacks of a view.

use std::rc::Rc;

use web_sys::Event;

use crate::flow::FlowEvent;

/// Carries what the shopper does in a view to its flow.
pub struct ViewCallbacks(Rc<Callbacks>);

struct Callbacks {
    send: Box<dyn Fn(FlowEvent)>,
    press: Box<dyn Fn()>,
    may_press: Box<dyn Fn() -> bool>,
}

impl ViewCallbacks {
    /// Makes the callbacks of a view.
    pub fn new(
        send: impl Fn(FlowEvent) + 'static,
        press: impl Fn() + 'static,
        may_press: impl Fn() -> bool + 'static,
    ) -> Self {
        Self(Rc::new(Callbacks {
            send: Box::new(send),
            press: Box::new(press),
            may_press: Box::new(may_press),
        }))
    }

    /// Makes a listener that sends an event to the flow.
    pub fn sending<F: Fn() -> FlowEvent>(&self, event: F) -> impl Fn(&Event) + use<F> {
        let callbacks = self.0.clone();
        move |_| (callbacks.send)(event())
    }

    /// Makes a listener that presses the button that pays.
    pub fn pressing(&self) -> impl Fn(&Event) + use<> {
        let callbacks = self.0.clone();
        move |event| {
            event.prevent_default();
            (callbacks.press)();
        }
    }

    /// Makes a listener that prevents what the browser would do, while a press of the
    /// button does nothing.
    pub fn holding(&self) -> impl Fn(&Event) + use<> {
        let callbacks = self.0.clone();
        move |event| {
            if !(callbacks.may_press)() {
                event.prevent_default();
            }
        }
    }
}
