//! What is drawn: a view holds one signal of the flow and sends what happens.

pub mod announce;
mod banner;
mod card;
mod cvc;
mod fixed;
mod form;
mod screen;

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::ShadowRoot;

use crate::flow::{Flow, FlowEvent};
use crate::messages::Messages;
use crate::registry::RunningFlow;

/// What a view draws: where the flow stands, in the messages of one language.
#[derive(Clone)]
pub struct Drawn {
    /// The flow.
    pub flow: Rc<Flow>,
    /// The messages.
    pub messages: Messages,
}

/// What a view draws by, and where it sends what happens.
#[derive(Clone, Copy)]
pub struct Scope {
    drawn: RwSignal<Drawn, LocalStorage>,
    running: StoredValue<(Rc<RunningFlow>, ShadowRoot), LocalStorage>,
}

impl Scope {
    /// The scope of a view in this shadow root.
    pub fn new(
        drawn: RwSignal<Drawn, LocalStorage>,
        running: &Rc<RunningFlow>,
        root: &ShadowRoot,
    ) -> Self {
        let running = StoredValue::new_local((running.clone(), root.clone()));
        Self { drawn, running }
    }

    /// What happened goes to the flow.
    fn send(self, event: FlowEvent) {
        if let Some((running, _)) = self.running.try_get_value() {
            running.send(event);
        }
    }

    /// The button was pressed, by whatever device.
    fn press(self) {
        if let Some((running, root)) = self.running.try_get_value() {
            running.press(&root);
        }
    }

    /// Asks the flow something, at the time of an event.
    fn ask(self, question: fn(&Flow) -> bool) -> bool {
        self.running
            .try_get_value()
            .is_some_and(|(running, _)| question(&running.flow()))
    }
}

/// Draws the flow; what changes is changed in place.
///
/// One of the two is there at a time: erasing their types would cost more.
pub fn draw(scope: Scope) -> impl IntoView {
    move || {
        let Drawn { flow, messages } = scope.drawn.get();
        (
            form::draw(scope, &flow, &messages),
            screen::draw(scope, &flow, &messages),
        )
    }
}
