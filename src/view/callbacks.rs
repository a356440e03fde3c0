//! The callbacks of a view.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Event;

use crate::flow::{EditEvent, FlowEvent};

/// The most milliseconds between the two clicks of a double click.
const DOUBLE_CLICK: f64 = 500.0;

/// Carries what the shopper does in a view to its flow.
pub struct ViewCallbacks(Rc<Callbacks>);

struct Callbacks {
    handle: Box<dyn Fn(FlowEvent)>,
    press: Box<dyn Fn()>,
    may_press: Box<dyn Fn() -> bool>,
    /// When the shopper last clicked what edits a card, milliseconds.
    edited: Cell<f64>,
}

impl ViewCallbacks {
    /// Makes the callbacks of a view.
    pub fn new(
        handle: impl Fn(FlowEvent) + 'static,
        press: impl Fn() + 'static,
        may_press: impl Fn() -> bool + 'static,
    ) -> Self {
        Self(Rc::new(Callbacks {
            handle: Box::new(handle),
            press: Box::new(press),
            may_press: Box::new(may_press),
            edited: Cell::new(f64::NEG_INFINITY),
        }))
    }

    /// Makes a listener that hands an event to the flow.
    pub fn handling<F: Fn() -> FlowEvent>(&self, event: F) -> impl Fn(&Event) + use<F> {
        let callbacks = self.0.clone();
        move |_| (callbacks.handle)(event())
    }

    /// Makes a listener that hands an edit of the cards to the flow.
    pub fn editing<F: Fn() -> EditEvent>(&self, event: F) -> impl Fn(&Event) + use<F> {
        let callbacks = self.0.clone();
        move |click| {
            callbacks.edited.set(click.time_stamp());
            (callbacks.handle)(FlowEvent::Edited(event()));
        }
    }

    /// Makes a listener that presses the button that pays. The second click of two does
    /// nothing: the first may have brought the button under the pointer.
    #[expect(clippy::float_arithmetic, reason = "times as the browser gives them")]
    pub fn pressing(&self) -> impl Fn(&Event) + use<> {
        let callbacks = self.0.clone();
        move |event| {
            event.prevent_default();
            // A time that a page has replaced may be no number, and holds nothing up.
            let since = event.time_stamp() - callbacks.edited.get();
            if !(0.0..=DOUBLE_CLICK).contains(&since) {
                (callbacks.press)();
            }
        }
    }

    /// Makes a listener that prevents what the browser would do, while a press of the
    /// button does nothing.
    pub fn guarding(&self) -> impl Fn(&Event) + use<> {
        let callbacks = self.0.clone();
        move |event| {
            if !(callbacks.may_press)() {
                event.prevent_default();
            }
        }
    }
}
