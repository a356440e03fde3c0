//! Draws the flow: a view holds one signal of it and knows only its callbacks.

pub mod announce;
mod banner;
mod callbacks;
mod card;
mod card_name;
mod cvc;
mod edits;
mod fold;
mod form;
mod mark;
mod markup;
mod mounted;
mod new_card;
mod receipt;
mod screen;

pub use callbacks::ViewCallbacks;

use std::rc::Rc;

use any_spawner::Executor;
use leptos::prelude::*;
use web_sys::Node;

use self::markup::Child;
use self::mounted::{Mounted, patch};
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

/// Holds a view that is drawn into a node; dropping it empties the node.
pub struct MountedView {
    content: Node,
    _effect: RenderEffect<Vec<Mounted>>,
}

impl MountedView {
    /// Draws the flow into `content`, at once and whenever it changes; what changes is
    /// changed in place.
    pub fn new(content: Node, drawn: ArcRwSignal<Drawn>, callbacks: ViewCallbacks) -> Self {
        // Once for the page; it runs what waits for a change.
        let _ = Executor::init_wasm_bindgen();
        let place = content.clone();
        let effect = RenderEffect::new(move |mounted: Option<Vec<Mounted>>| {
            let Drawn { flow, messages } = drawn.get();
            let base = place.parent_element();
            let layout = base.and_then(|base| base.get_attribute("data-layout"));
            let is_express = layout.as_deref() == Some("express");
            let form = form::draw(&flow, &messages, &callbacks, is_express);
            let screen = screen::draw(&flow, &messages, &callbacks);
            let children = form.into_iter().chain(screen).map(Child::Element);
            let mut mounted = mounted.unwrap_or_default();
            patch(messages.client(), &place, &mut mounted, children.collect());
            mounted
        });
        Self {
            content,
            _effect: effect,
        }
    }
}

impl Drop for MountedView {
    fn drop(&mut self) {
        self.content.set_text_content(None);
    }
}
