//! What is drawn: a view holds one signal of the flow and sends what happens.

mod announce;
mod card;
mod code;
mod form;
mod message;
mod notice;

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::ShadowRoot;

use crate::flow::{Event, Flow, Stage};
use crate::registry::Running;
use crate::texts::Texts;

/// What a view draws by, and where it sends what happens.
#[derive(Clone, Copy)]
pub struct Scope {
    flow: RwSignal<Flow>,
    texts: RwSignal<Texts, LocalStorage>,
    running: StoredValue<(Rc<Running>, ShadowRoot), LocalStorage>,
}

impl Scope {
    /// The scope of a view in this shadow root.
    pub fn new(
        flow: RwSignal<Flow>,
        texts: RwSignal<Texts, LocalStorage>,
        running: &Rc<Running>,
        root: &ShadowRoot,
    ) -> Self {
        let running = StoredValue::new_local((running.clone(), root.clone()));
        Self {
            flow,
            texts,
            running,
        }
    }

    /// What happened goes to the flow.
    fn send(self, event: Event) {
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
}

/// Draws the flow; what changes is changed in place.
pub fn draw(scope: Scope) -> impl IntoView {
    Effect::new(move || announce::announce(scope));
    move || {
        let flow = scope.flow.get();
        let texts = scope.texts.get();
        match flow.stage() {
            Stage::Loading => ().into_any(),
            Stage::Ready(_) | Stage::Submitting if flow.usable_cards().next().is_some() => {
                form::draw(scope, &flow, &texts).into_any()
            }
            Stage::Ready(_)
            | Stage::Submitting
            | Stage::Bank(_)
            | Stage::Processing(_)
            | Stage::Paid
            | Stage::Closed
            | Stage::Superseded
            | Stage::Expired
            | Stage::Unavailable => message::draw(scope, &flow, &texts).into_any(),
        }
    }
}
