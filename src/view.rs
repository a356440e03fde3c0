//! Draws the flow: a view holds one signal of it and knows only its callbacks.

pub mod announce;
mod aria;
mod banner;
mod callbacks;
mod card;
mod cvc;
mod fixed;
mod form;
mod screen;

pub use callbacks::ViewCallbacks;

use std::rc::Rc;

use leptos::prelude::*;

use crate::flow::Flow;
use crate::messages::Messages;

/// Holds what a view draws: the state of the flow and the messages of one language.
#[derive(Clone)]
pub struct Drawn {
    /// The flow.
    pub flow: Rc<Flow>,
    /// The messages.
    pub messages: Messages,
}

/// Draws the flow; what changes is changed in place.
///
/// One of the two is there at a time: erasing their types would cost more.
pub fn draw(drawn: RwSignal<Drawn, LocalStorage>, callbacks: ViewCallbacks) -> impl IntoView {
    move || {
        let Drawn { flow, messages } = drawn.get();
        (
            form::draw(&flow, &messages, callbacks),
            screen::draw(&flow, &messages, callbacks),
        )
    }
}
