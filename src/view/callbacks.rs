//! The callbacks of a view.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Event;

use crate::flow::{EditEvent, FlowEvent};

/// The most milliseconds between the two clicks of a double click.
const DOUBLE_CLICK: f64 = 500.0;

/// Seconds after which a click is no second one of two, whatever time the page gives it.
const LATER: i64 = 2;

/// Carries what the shopper does in a view to its flow.
pub struct ViewCallbacks(Rc<Callbacks>);

struct Callbacks {
    handle: Box<dyn Fn(FlowEvent)>,
    press: Box<dyn Fn()>,
    may_press: Box<dyn Fn() -> bool>,
    /// Reads the local clock, seconds.
    clock: Box<dyn Fn() -> i64>,
    /// When the shopper last clicked what edits a card: by the event, milliseconds, and by the
    /// local clock, seconds.
    edited: Cell<(f64, i64)>,
}

impl ViewCallbacks {
    /// Makes the callbacks of a view.
    pub fn new(
        handle: impl Fn(FlowEvent) + 'static,
        press: impl Fn() + 'static,
        may_press: impl Fn() -> bool + 'static,
        clock: impl Fn() -> i64 + 'static,
    ) -> Self {
        Self(Rc::new(Callbacks {
            handle: Box::new(handle),
            press: Box::new(press),
            may_press: Box::new(may_press),
            clock: Box::new(clock),
            edited: Cell::new((f64::NEG_INFINITY, 0)),
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
            let at = (callbacks.clock)();
            callbacks.edited.set((click.time_stamp(), at));
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
            let (edited, at) = callbacks.edited.get();
            // A time that a page has replaced may be no number, or stand still: it holds
            // nothing up for long.
            let since = event.time_stamp() - edited;
            let is_later = (callbacks.clock)() > at + LATER;
            if is_later || !(0.0..=DOUBLE_CLICK).contains(&since) {
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
